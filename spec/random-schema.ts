import fc from 'fast-check';

/** What a column of a generated program holds; `big` is a number beyond 32 bits, `addr` and roles are nodes. */
export type Kind = 'number' | 'symbol' | 'bool' | 'big' | 'float' | 'unsigned' | 'addr' | 'Leader' | 'Follower';

/** A relation of a generated program. Same-tick rules use relations of their level or below, and negate only below. */
export interface Schema {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly level: number;
  /** The role of its location column, which is its first column; null for a local relation. */
  readonly role: Role | null;
  readonly channel: boolean;
  readonly input: boolean;
  /** Of the specification: its rules see all places, and other ticks. */
  readonly spec: boolean;
}

export type Role = 'addr' | 'Leader' | 'Follower';

/** Makes choices from a list of numbers; when that is used up, always the first option, which is the plainest. */
export class Chooser {
  readonly #tape: readonly number[];
  #at = 0;

  constructor(tape: readonly number[]) {
    this.#tape = tape;
  }

  next(): number {
    return this.#tape[this.#at++] ?? 0;
  }

  pick<T>(options: readonly T[]): T {
    const chosen = options[this.next() % options.length];
    if (chosen === undefined) throw new Error('nothing to choose from');
    return chosen;
  }
}

/** One choice. Without bias: the last options are not to be more frequent than others. */
export const choice: fc.Arbitrary<number> = fc.noBias(fc.nat({ max: 59 }));

/** Choices that shrink one by one towards the first options. */
export function tape(length: number): fc.Arbitrary<number[]> {
  return fc.array(choice, { minLength: length, maxLength: length });
}

/** The few values of a kind that programs are made of, as they are written. */
export const constants: Readonly<Record<Kind, readonly string[]>> = {
  number: ['0', '1', '2', '3', '-1'],
  symbol: ['"a"', '"b"', '"c"', '"\u{1f600}"', '"\uff5e"', '"it\'s \\"q\\""', '""'],
  bool: ['false', 'true'],
  big: ['2147483648', '-2147483649', '4294967296', '1099511627776'],
  float: ['0.5', '1.0', '-1.25', '2.5'],
  unsigned: ['0', '1', '2', '4294967297'],
  addr: ['"m"', '"n"', '"o"'],
  Leader: ['"m"', '"n"'],
  Follower: ['"n"', '"o"'],
};

/** A constant of a kind. */
export function constant(kind: Kind, choose: Chooser): string {
  return choose.pick(constants[kind]);
}

/** The kinds a program has: few, so that its relations have columns to join on. */
export function paletteOf(choose: Chooser, located: boolean): readonly Kind[] {
  const [plain, other] = [choose.pick(kinds), choose.pick(kinds)];
  const peer = choose.pick<Kind>(['addr', 'Leader', 'addr', 'Follower', 'addr']);
  return ['number', plain, 'number', other, plain, ...(located ? [peer, 'addr' as const, peer] : ['number' as const])];
}

const kinds: readonly Kind[] = ['symbol', 'number', 'symbol', 'big', 'symbol', 'float', 'number', 'bool', 'unsigned'];

/** How the columns of a relation are chosen: at most three and a location. */
export function kindsOf(choose: Chooser, palette: readonly Kind[], role: Role | null): Kind[] {
  const width = choose.pick(role === null ? [2, 1, 2, 1, 2, 2, 1, 2, 3, 0] : [1, 1, 2, 1, 2, 1, 2, 1, 1, 0]);
  return [...(role === null ? [] : [role]), ...Array.from({ length: width }, () => choose.pick(palette))];
}

/** The type of a column as declared. */
export function typeOf(kind: Kind): string {
  return kind === 'big' ? 'number' : kind;
}

/** A variable's name tells its kind. */
export function variable(kind: Kind, index: number | string): string {
  return `${letters[kind]}${index}`;
}

const letters: Readonly<Record<Kind, string>> = {
  number: 'n',
  symbol: 's',
  bool: 'b',
  big: 'k',
  float: 'f',
  unsigned: 'u',
  addr: 'a',
  Leader: 'l',
  Follower: 'w',
};

/** Kinds that have an order and an extremum. */
export const ordered: readonly Kind[] = ['number', 'symbol', 'big', 'float', 'unsigned'];

/** The declaration of a relation. */
export function declare({ name, kinds, role, channel, input, spec }: Schema): string {
  const columns = kinds.map((kind, at) => `${role !== null && at === 0 ? '@' : ''}c${at}: ${typeOf(kind)}`);
  const marks = `${input ? `\n.input ${name}` : ''}${spec ? `\n.spec ${name}` : ''}`;
  return `${channel ? '.channel' : '.decl'} ${name}(${columns.join(', ')})${marks}`;
}
