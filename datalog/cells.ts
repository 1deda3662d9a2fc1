import { UnionFind } from './algorithms.ts';
import type { BaseType } from './program.ts';
import type { Note } from './diagnostic.ts';
import type { Span } from './source.ts';

/** Why a value is of certain types. */
export interface Evidence {
  readonly types: ReadonlySet<BaseType>;
  /** The place that shows it. */
  readonly span: Span;
  /** What is so, as a sentence: `` column `x` of `p` is a number ``. */
  readonly says: string;
  /** The declaration behind it. */
  readonly declared: Note | null;
  /** True by the spelling of the program alone: whatever else shows the same explains it better. */
  readonly implied?: boolean;
}

/** Two things that cannot both be so. */
export interface Clash {
  readonly now: Evidence;
  readonly before: Evidence;
}

/** All values that must be of one type. */
interface TypeClass {
  types: ReadonlySet<BaseType>;
  evidence: Evidence[];
  /** Location types that flow in. */
  readonly roles: Set<string>;
  /** Has clashed already: nothing more is said about it. */
  wrong: boolean;
}

const all: ReadonlySet<BaseType> = new Set<BaseType>(['number', 'unsigned', 'float', 'symbol', 'bool']);

/**
 * Values whose types are not known yet, in classes of equal type, each with the types it may still be of
 * and the evidence that left only these.
 */
export class Cells {
  readonly #classes: TypeClass[] = [];
  readonly #sets = new UnionFind<number>();

  fresh(): number {
    return this.#classes.push({ types: all, evidence: [], roles: new Set(), wrong: false }) - 1;
  }

  /** Leaves only the evidence's types. */
  constrain(cell: number, now: Evidence): Clash | null {
    const known = this.#classOf(cell);
    if (known.wrong) return null;
    // Evidence that narrows nothing explains nothing.
    if (isSubset(known.types, now.types)) {
      if (known.types.size === now.types.size && isImplied(known)) known.evidence = [now];
      return null;
    }
    const types = intersection(known.types, now.types);
    if (types.size > 0) {
      known.types = types;
      known.evidence.push(now);
      return null;
    }
    known.wrong = true;
    const opposite = known.evidence.find((each) => intersection(each.types, now.types).size === 0);
    const before = opposite ?? known.evidence.at(-1);
    return before ? { now, before } : null;
  }

  /** Makes two values of one type; in a clash `before` is about the first. */
  unify(a: number, b: number): Clash | null {
    const [first, second] = [this.#classOf(a), this.#classOf(b)];
    if (first === second) return null;
    const types = intersection(first.types, second.types);
    const clash = types.size > 0 || first.wrong || second.wrong ? null : clashOf(first, second);
    this.#sets.union(a, b);
    // One side's evidence is enough where it leaves no more than both do, so that a class keeps a handful.
    const explaining = [first, second].filter((each) => each.types.size === types.size);
    const best = explaining.find((each) => !isImplied(each)) ?? explaining[0];
    const evidence = best?.evidence ?? [...first.evidence, ...second.evidence];
    for (const role of second.roles) first.roles.add(role);
    this.#classes[this.#sets.find(a)] = {
      types,
      evidence,
      roles: first.roles,
      wrong: types.size === 0 || first.wrong || second.wrong,
    };
    return clash;
  }

  addRole(cell: number, role: string): void {
    this.#classOf(cell).roles.add(role);
  }

  /** The type a value turned out to be of; null when its evidence clashes. */
  typeOf(cell: number): BaseType | null {
    const { types, wrong } = this.#classOf(cell);
    if (wrong) return null;
    const preferred: readonly BaseType[] = types.has('symbol') ? ['symbol'] : ['number', 'unsigned', 'float', 'bool'];
    return preferred.find((type) => types.has(type)) ?? null;
  }

  /** The location type of a value: the only one that flows in, `addr` when several do, null when none does. */
  roleOf(cell: number): string | null {
    const [role, ...others] = this.#classOf(cell).roles;
    if (role === undefined || this.typeOf(cell) !== 'symbol') return null;
    return others.length === 0 ? role : 'addr';
  }

  #classOf(cell: number): TypeClass {
    const found = this.#classes[this.#sets.find(cell)];
    if (found === undefined) throw new Error(`no cell ${cell}`);
    return found;
  }
}

function isImplied({ evidence }: TypeClass): boolean {
  return evidence.every((each) => each.implied === true);
}

function clashOf(first: TypeClass, second: TypeClass): Clash | null {
  for (const before of first.evidence) {
    for (const now of second.evidence) if (intersection(before.types, now.types).size === 0) return { now, before };
  }
  const [before, now] = [first.evidence.at(-1), second.evidence.at(-1)];
  return before && now ? { now, before } : null;
}

function intersection(a: ReadonlySet<BaseType>, b: ReadonlySet<BaseType>): ReadonlySet<BaseType> {
  if (a === all) return b;
  return b === all ? a : new Set([...a].filter((type) => b.has(type)));
}

function isSubset(inner: ReadonlySet<BaseType>, outer: ReadonlySet<BaseType>): boolean {
  for (const type of inner) if (!outer.has(type)) return false;
  return true;
}

/** A set of types as a noun. */
export function nounOf(types: ReadonlySet<BaseType>): string {
  const [only] = types;
  if (types.size === 1 && only) return only === 'unsigned' ? 'an unsigned number' : `a ${only}`;
  if (types.has('symbol')) return 'a value with an order';
  return types.has('float') ? 'a number' : 'an integer';
}
