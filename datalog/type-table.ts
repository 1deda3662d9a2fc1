import type { TypeDeclaration } from './ast.ts';
import type { BaseType } from './program.ts';

const builtIn: ReadonlyMap<string, BaseType> = new Map([
  ['number', 'number'],
  ['unsigned', 'unsigned'],
  ['float', 'float'],
  ['symbol', 'symbol'],
  ['bool', 'bool'],
  ['addr', 'symbol'],
]);

const aliases: ReadonlyMap<string, string> = new Map([
  ['int', 'number'],
  ['string', 'symbol'],
]);

/** Names that no `.type` may take. */
export const builtInTypes: ReadonlySet<string> = new Set([...builtIn.keys(), ...aliases.keys()]);

/** The named types of a program and how they are included in each other. */
export class TypeTable {
  readonly #declared: ReadonlyMap<string, TypeDeclaration>;
  /** Every type with all the types it is included in, itself first. */
  readonly #above = new Map<string, Set<string>>();

  readonly #wrong: ReadonlySet<string>;

  /** Of declarations with distinct names, known bases and no cycle; `wrong` are the names of the others. */
  constructor(declarations: Iterable<TypeDeclaration>, wrong: ReadonlySet<string>) {
    this.#wrong = wrong;
    this.#declared = new Map([...declarations].map((each) => [each.name.text, each]));
    for (const name of [...builtIn.keys(), ...this.#declared.keys()]) this.#above.set(name, new Set([name]));
    this.#above.get('addr')?.add('symbol');
    while (this.#grow());
  }

  get names(): readonly string[] {
    return [...builtInTypes, ...this.#declared.keys(), ...this.#wrong];
  }

  /** Whether a name is declared, rightly or wrongly. */
  has(name: string): boolean {
    return builtInTypes.has(name) || this.#declared.has(name) || this.#wrong.has(name);
  }

  /** The type a name stands for once aliases are followed. */
  canonical(name: string): string {
    const declaration = this.#declared.get(name);
    const [only] = declaration?.bases ?? [];
    const alias = declaration?.form === 'union' && declaration.bases.length === 1 && only ? only.text : undefined;
    return alias === undefined ? (aliases.get(name) ?? name) : this.canonical(alias);
  }

  /** What values of a type are at run time; null for an unknown type. */
  baseOf(name: string): BaseType | null {
    const type = this.canonical(name);
    const base = this.#declared.get(type)?.bases[0];
    return base ? this.baseOf(base.text) : (builtIn.get(type) ?? null);
  }

  /** The location type a name stands for, `addr` or a role, or null when it is not one. */
  roleOf(name: string): string | null {
    const type = this.canonical(name);
    return this.#isBelow(type, 'addr') ? type : null;
  }

  /** Proper subtypes of `addr` with their supertypes up to `addr`, nearest first. */
  get roles(): ReadonlyMap<string, readonly string[]> {
    const roles = new Map<string, readonly string[]>();
    for (const name of this.#declared.keys()) {
      if (this.canonical(name) !== name || !this.#isBelow(name, 'addr')) continue;
      const above = [...this.#aboveOf(name)].filter((each) => each !== name && this.roleOf(each) === each);
      roles.set(name, above.sort((a, b) => this.#aboveOf(b).size - this.#aboveOf(a).size));
    }
    return roles;
  }

  /**
   * Whether a value of one type may stand where another is declared. `symbol` and `addr` may stand for each
   * other, and an address for a role: which role an address has is known only when the program runs.
   */
  flows(from: string, to: string): boolean {
    const [source, target] = [this.canonical(from), this.canonical(to)];
    if (this.#isBelow(source, target)) return true;
    if (this.roleOf(target) === null) return false;
    return source === 'symbol' || target === 'addr' || this.#isBelow(target, source);
  }

  /** Whether a value can be of both types. */
  meets(first: string, second: string): boolean {
    if (this.flows(first, second) || this.flows(second, first)) return true;
    const [a, b] = [this.canonical(first), this.canonical(second)];
    return [...this.#above.values()].some((above) => above.has(a) && above.has(b));
  }

  #isBelow(lower: string, upper: string): boolean {
    return this.#aboveOf(lower).has(upper);
  }

  #aboveOf(type: string): ReadonlySet<string> {
    return this.#above.get(type) ?? new Set([type]);
  }

  /** One round of closing the inclusions; whether one was new. */
  #grow(): boolean {
    let grown = false;
    const include = (lower: string, upper: string): void => {
      const above = this.#above.get(lower);
      if (above === undefined || above.has(upper)) return;
      above.add(upper);
      grown = true;
    };
    for (const [name, { form, bases }] of this.#declared) {
      const parts = bases.map((base) => this.canonical(base.text));
      if (form === 'subtype') for (const base of parts) for (const upper of this.#aboveOf(base)) include(name, upper);
      if (form === 'subtype' || this.canonical(name) !== name) continue;
      for (const part of parts) for (const upper of this.#aboveOf(name)) include(part, upper);
      // What includes every member includes the union.
      const [first, ...rest] = parts.map((part) => this.#aboveOf(part));
      for (const upper of first ?? []) if (rest.every((each) => each.has(upper))) include(name, upper);
    }
    return grown;
  }
}
