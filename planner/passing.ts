import { variablesIn } from '../datalog/program.ts';
import { variableNames } from './binding.ts';
import type { CoreLiteral, CoreProgram, CoreRule } from './core.ts';
import type { Surroundings } from './drives.ts';

/**
 * The relations of two columns of which all recursive rules pass the same column on, `p(x, z) :- p(x, y), ...` with `x` nowhere
 * else, by which column that is.
 */
export function passedOn({ relations, rules }: CoreProgram, around: Surroundings): ReadonlyMap<string, number> {
  const passed = new Map<string, number>();
  for (const { name, columns, lifetime, limit } of relations.values()) {
    if (columns.length !== 2 || lifetime === 'changing' || limit !== null) continue;
    const recursive = rules.filter((rule) => rule.head === name && isRecursive(rule, around));
    const column = [0, 1].find((each) => recursive.length > 0 && recursive.every((rule) => passes(rule, each, around)));
    if (column !== undefined) passed.set(name, column);
  }
  return passed;
}

/** Whether what a rule derives may be derived from in the same tick, and from that its own rows. */
export function isRecursive(rule: CoreRule, around: Surroundings): boolean {
  return rule.time === 'now' && rule.body.some((literal) => isOfHead(literal, rule, around));
}

function isOfHead(literal: CoreLiteral, rule: CoreRule, { isRecursive: isMutual }: Surroundings): boolean {
  return literal.kind === 'atom' && isMutual(literal.relation, rule);
}

function passes(rule: CoreRule, column: number, around: Surroundings): boolean {
  const [own, ...more] = rule.body.filter((literal) => isOfHead(literal, rule, around));
  if (rule.fold !== null || own?.kind !== 'atom' || more.length > 0 || own.relation !== rule.head) return false;
  const passed = own.args[column];
  const given = rule.row[column];
  if (passed?.kind !== 'variable' || given?.kind !== 'variable' || given.id !== passed.id) return false;
  const other = own.args[1 - column];
  const isWithin = (ids: Iterable<number>): boolean => [...ids].includes(passed.id);
  if (other && other.kind !== 'wildcard' && isWithin(variablesIn(other))) return false;
  const derived = rule.row[1 - column];
  return derived !== undefined && !isWithin(variablesIn(derived)) && !isWithin(variableNames([rule.body.filter((literal) => literal !== own)]));
}
