import { expression } from './random-expression.ts';
import { type Chooser, constant, type Kind, type Role, type Schema, variable } from './random-schema.ts';

type Time = 'now' | 'next' | 'async';

/** What the literals of a generated rule may use, and the variables bound so far. */
export class Scope {
  readonly #relations: readonly Schema[];
  readonly #head: Schema;
  readonly #time: Time;
  readonly #folds: boolean;
  readonly #role: Role | null;
  readonly #bound = new Map<string, Kind>();
  #anchored = false;
  #needsAnchor: boolean;
  #freeColumns = 5;
  /** Where the body is, as written. */
  readonly location = 'at';

  constructor(relations: readonly Schema[], head: Schema, time: Time, role: Role | null, folds: boolean) {
    this.#role = role;
    this.#relations = relations.filter((each) => each.role === null || each.role === role || each.role === 'addr');
    this.#head = head;
    this.#time = time;
    this.#folds = folds;
    this.#needsAnchor = head.role !== null && time !== 'async';
  }

  bind(kind: Kind, name: string): void {
    this.#bound.set(name, kind);
  }

  /** The bound variables of a kind; unless it is to be exactly that, every role is an `addr` too. */
  variables(kind: Kind, exactly = false): string[] {
    const kinds: readonly Kind[] = kind === 'addr' && !exactly ? ['addr', 'Leader', 'Follower'] : [kind];
    return [...this.#bound].flatMap(([name, each]) => (kinds.includes(each) ? [name] : []));
  }

  boundKind(choose: Chooser): Kind | null {
    const kinds = [...new Set(this.#bound.values())];
    return kinds.length === 0 ? null : choose.pick(kinds);
  }

  anyVariable(choose: Chooser): string | null {
    const all = [...this.#bound.keys()];
    return all.length === 0 ? null : choose.pick(all);
  }

  /** A bound variable of a kind, or now and then, and if there is none, a constant. */
  term(kind: Kind, choose: Chooser): string {
    const variables = this.variables(kind);
    return variables.length === 0 || choose.next() % 8 === 7 ? constant(kind, choose) : choose.pick(variables);
  }

  /** Relations a literal may use: within a tick those of the head's level, or those below it, which are complete. */
  usable(complete: boolean): readonly Schema[] {
    if (this.#time !== 'now') return this.#relations;
    return this.#relations.filter(({ level }) => (complete ? level < this.#head.level : level <= this.#head.level));
  }

  /** An atom that binds its variables. */
  positive(choose: Chooser): string[] {
    const { relation, args } = this.#draw(choose);
    return [this.#bindAll(relation, args) + this.#tick(relation, choose)];
  }

  /** Two atoms, of which only the variables that were bound before or that both bind are not wildcards. */
  alternatives(choose: Chooser): readonly [string, string] {
    const [left, right] = [this.#draw(choose), this.#draw(choose)];
    const shared = (args: readonly string[], others: readonly string[]): string[] =>
      args.map((arg) => (/^[a-z]\d$/.test(arg) && !others.includes(arg) && !this.#bound.has(arg) ? '_' : arg));
    const anchored = this.#anchored;
    const texts = [
      this.#bindAll(left.relation, shared(left.args, right.args)),
      this.#bindAll(right.relation, shared(right.args, left.args)),
    ] as const;
    // A location that only one alternative names is not bound.
    if ([left, right].some(({ relation }) => relation.role !== this.#role)) this.#anchored = anchored;
    if ([left, right].some(({ relation }) => relation.role !== null)) this.#needsAnchor = true;
    return texts;
  }

  /** A negated atom over what is bound, with wildcards. */
  negative(choose: Chooser): string[] {
    const relations = this.usable(true);
    if (relations.length === 0) return [];
    const relation = choose.pick(relations);
    const args = relation.kinds.map((kind) => {
      const form = choose.next() % 6;
      return form === 4 ? '_' : form === 5 ? expression(kind, choose, this) : this.term(kind, choose);
    });
    return [`!${this.write(relation, args)}${this.#tick(relation, choose)}`];
  }

  /** In a rule of the specification, now and then, the tick that an atom asks about. */
  #tick(relation: Schema, choose: Chooser): string {
    return this.#head.spec && !relation.spec && choose.next() % 3 === 2 ? `@${1 + (choose.next() % 4)}` : '';
  }

  /** An atom as text. Where the relation has a location, that is the body's. */
  write(relation: Schema, args: readonly string[]): string {
    if (relation.role !== null) this.#needsAnchor = true;
    const written = args.map((arg, at) => (at === 0 && relation.role !== null ? this.location : arg));
    return `${relation.name}(${written.join(', ')})`;
  }

  /** The atom that says where the body is, if something needs that and nothing says it. */
  anchors(): string[] {
    if (this.#role === null || !this.#needsAnchor || this.#anchored) return [];
    return [`${anchors[this.#role]}(${this.location}, _)`];
  }

  #draw(choose: Chooser): { relation: Schema; args: string[] } {
    const relation = choose.pick(this.usable(this.#folds));
    const first = choose.next();
    const args = relation.kinds.map((kind, at) => {
      if (at === 0 && relation.role !== null) return '_';
      return this.#affordable(kind, positiveArg(kind, first + at, choose), choose);
    });
    return { relation, args };
  }

  /** An argument, but nothing unbound when a rule has enough of that: naive evaluation takes every combination. */
  #affordable(kind: Kind, arg: string, choose: Chooser): string {
    if (arg !== '_' && (this.#bound.has(arg) || !/^[a-z]\d$/.test(arg))) return arg;
    return this.#freeColumns-- > 0 ? arg : this.term(kind, choose);
  }

  #bindAll(relation: Schema, args: readonly string[]): string {
    for (const [at, kind] of relation.kinds.entries()) {
      const arg = args[at] ?? '_';
      if (this.#role !== null && relation.role !== null && at === 0) this.bind(this.#role, this.location);
      else if (/^[a-z]\d$/.test(arg)) this.bind(kind, arg);
    }
    const text = this.write(relation, args);
    if (relation.role === this.#role) this.#anchored = true;
    return text;
  }
}

/** For each role, the relation that has facts at some of its nodes in every located program. */
export const anchors: Readonly<Record<Role, string>> = { addr: 'link', Leader: 'leads', Follower: 'follows' };

/** One of three variables of the kind, mostly one for each column, so that atoms join; or a wildcard, or a constant. */
function positiveArg(kind: Kind, index: number, choose: Chooser): string {
  const form = choose.next() % 15;
  return form === 13 ? '_' : form === 14 ? constant(kind, choose) : variable(kind, (form < 10 ? index : form) % 3);
}
