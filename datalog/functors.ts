import type { BaseType, Functor } from './program.ts';

/**
 * The type of an intrinsic functor. `T` stands for one type, the same wherever it occurs: one of
 * `numeric`, `integral` or `any`.
 */
export interface Signature {
  readonly args: readonly (BaseType | 'T')[];
  /** The last argument may be repeated. */
  readonly variadic: boolean;
  /** How many of the last arguments may be left out. */
  readonly optional: number;
  readonly result: BaseType | 'T';
  readonly T: readonly BaseType[];
}

const numeric: readonly BaseType[] = ['number', 'unsigned', 'float'];
const integral: readonly BaseType[] = ['number', 'unsigned'];
const any: readonly BaseType[] = ['number', 'unsigned', 'float', 'symbol', 'bool'];

function signature(
  args: readonly (BaseType | 'T')[],
  result: BaseType | 'T',
  T: readonly BaseType[] = [],
  more: { variadic?: boolean; optional?: number } = {},
): Signature {
  return { args, result, T, variadic: more.variadic ?? false, optional: more.optional ?? 0 };
}

const arithmetic = signature(['T', 'T'], 'T', numeric);
const integer = signature(['T', 'T'], 'T', integral);
const extremum = signature(['T', 'T'], 'T', ['number', 'unsigned', 'float', 'symbol'], { variadic: true });

/** The intrinsic functors of terms, by name; operators are functors too (`datalog/ast.ts`, `Call`). */
export const functors: ReadonlyMap<string, Signature> = new Map(
  Object.entries({
    '+': arithmetic,
    '-': arithmetic,
    '*': arithmetic,
    '/': arithmetic,
    '%': integer,
    '^': arithmetic,
    neg: signature(['T'], 'T', ['number', 'float']),
    band: integer,
    bor: integer,
    bxor: integer,
    bshl: integer,
    bshr: integer,
    bshru: integer,
    bnot: signature(['T'], 'T', integral),
    land: integer,
    lor: integer,
    lxor: integer,
    lnot: signature(['T'], 'T', integral),
    min: extremum,
    max: extremum,
    cat: signature(['symbol', 'symbol'], 'symbol', [], { variadic: true }),
    strlen: signature(['symbol'], 'number'),
    substr: signature(['symbol', 'number', 'number'], 'symbol'),
    ord: signature(['symbol'], 'number'),
    to_number: signature(['T'], 'number', any),
    to_unsigned: signature(['T'], 'unsigned', any),
    to_float: signature(['T'], 'float', any),
    to_string: signature(['T'], 'symbol', any),
    itou: signature(['number'], 'unsigned'),
    itof: signature(['number'], 'float'),
    utoi: signature(['unsigned'], 'number'),
    utof: signature(['unsigned'], 'float'),
    ftoi: signature(['float'], 'number'),
    ftou: signature(['float'], 'unsigned'),
    range: signature(['T', 'T', 'T'], 'T', numeric, { optional: 1 }),
  }),
);

/**
 * The type of a functor by the name it is called by, of those that are built in and those that the host
 * implements (`@` before the name); undefined for a name that is none, null where its declaration is wrong.
 */
export function signatureOf(name: string, hosted: ReadonlyMap<string, Functor | null>): Signature | null | undefined {
  if (!name.startsWith('@')) return functors.get(name);
  const functor = hosted.get(name.slice(1));
  return functor ? signature(functor.args.map((each) => each.type), functor.result) : functor;
}

/** The types of the built-in constraints; both take two symbols. */
export const tests: ReadonlySet<string> = new Set(['match', 'contains']);
