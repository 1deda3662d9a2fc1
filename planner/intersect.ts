import { variablesIn } from '../datalog/program.ts';
import type { Key, VariableRef } from '../dataflow/operator.ts';
import type { Step } from './core.ts';

/** Columns up to which a row can be asked for without being put together first. */
const widest = 3;

/** Steps in which a join that binds one column, and then the question whether another relation has it, are one intersection. */
export function withIntersections(steps: readonly Step[]): Step[] {
  const kept: Step[] = [];
  for (const step of steps) {
    const both = intersection(kept.at(-1), step);
    if (both) kept.pop();
    kept.push(both ?? step);
  }
  return kept;
}

function intersection(join: Step | undefined, member: Step): Step | null {
  if (join?.kind !== 'join' || member.kind !== 'join' || join.past || member.past || join.exists) return null;
  if (join.key.length === 0 || join.bind.length > widest || join.key.length !== join.bind.length - 1) return null;
  if (member.bind.length < 2 || member.bind.length > widest || member.key.length !== member.bind.length) return null;
  const column = join.bind.findIndex((each) => each !== null);
  const variable = join.bind[column];
  if (!variable) return null;
  const asked = member.key.filter(({ value }) => [...variablesIn(value)].includes(variable.id));
  const [at] = asked;
  if (asked.length !== 1 || !at || !isVariable(at, variable)) return null;
  const { relation, key, takenBy } = join;
  const within = { relation: member.relation, key: member.key.filter((each) => each !== at), column: at.column, value: at.value };
  return { kind: 'intersect', relation, key, column, variable, takenBy, within };
}

function isVariable({ value }: Key[number], variable: VariableRef): boolean {
  return value.kind === 'variable' && value.id === variable.id;
}
