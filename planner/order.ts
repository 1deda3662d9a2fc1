import type { AtomLiteral } from '../datalog/program.ts';
import { bindable, isBound } from './binding.ts';
import type { CoreLiteral } from './core.ts';
import { solvable } from './solve.ts';

/** Atoms for which all orders are compared. */
const most = 4;

/**
 * Of the atoms that are left of a body, the one to join next, or null where there are too many to compare all orders. A probe
 * of a relation of n rows is taken to find n to the power of the part of its columns that is free, so an
 * order is as good as the largest number of rows that it has at any time, and then as their sum.
 */
export function nextOf(atoms: readonly AtomLiteral[], others: readonly CoreLiteral[], bound: ReadonlySet<number>): AtomLiteral | null {
  if (atoms.length > most) return null;
  const [best] = bestOrder(atoms, others, bound, 0)?.atoms ?? [];
  return best ?? null;
}

interface Order {
  readonly atoms: readonly AtomLiteral[];
  readonly largest: number;
  readonly sum: number;
}

/** The best order, each size as an exponent; null when there is nothing to order. */
function bestOrder(atoms: readonly AtomLiteral[], others: readonly CoreLiteral[], bound: ReadonlySet<number>, size: number): Order | null {
  let best: Order | null = null;
  for (const atom of atoms) {
    const grown = size + freePart(atom, bound);
    const after = bindable([atom, ...others], new Set([...bound, ...solvable(atom.args, bound)]));
    const rest = bestOrder(atoms.filter((each) => each !== atom), others, after, grown);
    const order = { atoms: [atom, ...(rest?.atoms ?? [])], largest: Math.max(grown, rest?.largest ?? 0), sum: grown + (rest?.sum ?? 0) };
    if (best === null || isBetter(order, best)) best = order;
  }
  return best;
}

/** Sums of fractions are compared with some room for how they are rounded. */
function isBetter(a: Order, b: Order): boolean {
  const difference = a.largest - b.largest;
  return difference < -1e-9 || (difference < 1e-9 && a.sum < b.sum - 1e-9);
}

/** How much of an atom's row a probe does not know. */
export function freePart({ args }: AtomLiteral, bound: ReadonlySet<number>): number {
  return args.length === 0 ? 0 : args.filter((arg) => arg.kind === 'wildcard' || !isBound(arg, bound)).length / args.length;
}
