import type { AtomLiteral } from '../datalog/program.ts';
import { bindable } from './binding.ts';
import type { CoreRule } from './core.ts';
import { freePart, nextOf } from './order.ts';
import { asksPartial } from './partial.ts';
import { bestOf } from './pipeline.ts';
import { solvable } from './solve.ts';

/** Ways through a rule, the one that the planner would choose among them. */
const mostWays = 4;
/** Atoms of a body beyond which there is one way through it. */
const mostAtoms = 8;

/**
 * The other ways through a rule than the one that begins with `start`, or with the best atom: the atoms to read first, the scanned one
 * of them a candidate. Which way costs least depends on how many rows relations have, so that there is no choice where all are one.
 * Where something may have no value there is no other way, since it would be asked for other rows.
 */
export function waysThrough(rule: CoreRule, start: number | null, candidates: readonly number[]): number[][] {
  const atoms = rule.body.filter((literal) => literal.kind === 'atom').filter((atom) => !atom.negated);
  const isOne = new Set(atoms.map(({ relation }) => relation)).size < 2;
  if (candidates.length === 0 || isOne || atoms.length > mostAtoms || rule.body.some(asksPartial)) return [];
  const first = start ?? bestOf(rule, candidates);
  const ways = candidates.map((candidate) => waysFrom(rule, candidate, atoms).filter((way) => candidate !== first || way.length > 1));
  const longest = Math.max(...ways.map((each) => each.length));
  // The first of each candidate come first.
  const rounds = Array.from({ length: longest }, (_, index) => ways.flatMap((each) => each.slice(index, index + 1)));
  return rounds.flat().slice(0, mostWays - 1);
}

/** Ways that begin with one atom: with each atom of which it says something as the next one, the best of those first. */
function waysFrom(rule: CoreRule, start: number, atoms: readonly AtomLiteral[]): number[][] {
  const others = rule.body.filter((literal) => literal.kind !== 'atom');
  const scanned = rule.body[start];
  if (scanned?.kind !== 'atom') return [];
  const bound = bindable([scanned, ...others], new Set(solvable(scanned.args, new Set())));
  const left = atoms.filter((atom) => atom !== scanned);
  const next = nextOf(left, others, bound);
  if (next !== null && freePart(next, bound) === 1) return [];
  if (next === null || freePart(next, bound) === 0) return [[start]];
  const known = left.filter((atom) => atom !== next && freePart(atom, bound) < 1);
  return [[start], ...known.map((atom) => [start, rule.body.indexOf(atom)])];
}
