/** How tightly the infix functors bind, loosest first, as in Soufflé; `^` alone groups to the right. */
const infix: readonly (readonly string[])[] = [
  ['lor'],
  ['lxor'],
  ['land'],
  ['bor'],
  ['bxor'],
  ['band'],
  ['bshl', 'bshr', 'bshru'],
  ['+', '-'],
  ['*', '/', '%'],
];

const levels: ReadonlyMap<string, number> = new Map([
  ...infix.flatMap((names, level) => names.map((name) => [name, level] as const)),
  ['^', infix.length + 1],
]);

/** The prefix functors bind tighter than all infix ones but `^`: `-x ^ 2` is `-(x ^ 2)`. */
export const prefixLevel = infix.length;

/** Tighter than every operator: names, literals, calls, anything in parentheses. */
export const primaryLevel = infix.length + 2;

/** The prefix functors and how they are written. */
export const prefixes: ReadonlyMap<string, string> = new Map([
  ['neg', '-'],
  ['bnot', 'bnot '],
  ['lnot', 'lnot '],
]);

/** How tightly an infix functor binds, or null for a functor that is not infix. */
export function infixLevel(functor: string): number | null {
  return levels.get(functor) ?? null;
}

/** Whether `x op y op z` is `x op (y op z)`. */
export function groupsRight(functor: string): boolean {
  return functor === '^';
}
