import { variablesIn, type Expression } from '../datalog/program.ts';
import type { Condition, Operation } from '../dataflow/operator.ts';
import type { Step } from './core.ts';

/**
 * Drops the columns that nobody reads. A join that then binds nothing asks only whether there is a
 * match, unless every match counts.
 */
export function withoutUnread(steps: readonly Step[], row: readonly Expression[], everyMatch: boolean): Step[] {
  const read = new Set(row.flatMap((expression) => [...variablesIn(expression)]));
  const kept: Step[] = [];
  for (const step of [...steps].reverse()) {
    kept.push(pruned(step, read, everyMatch));
    for (const id of readsOf(step)) read.add(id);
  }
  return kept.reverse();
}

function pruned(step: Step, read: ReadonlySet<number>, everyMatch: boolean): Step {
  if (step.kind !== 'scan' && step.kind !== 'join') return step;
  const bind = step.bind.map((variable) => (variable !== null && read.has(variable.id) ? variable : null));
  if (step.kind === 'scan') return { ...step, bind };
  return { ...step, bind, exists: !everyMatch && bind.every((each) => each === null) };
}

/** The variables that a step reads from the row it is given. */
function readsOf(step: Operation): number[] {
  const idsOf = (expressions: readonly Expression[]): number[] => expressions.flatMap((each) => [...variablesIn(each)]);
  switch (step.kind) {
    case 'join':
    case 'antijoin':
      return idsOf(step.key.map(({ value }) => value));
    case 'aggregate':
      return step.pipelines.flatMap(({ steps, target, match }) => [...steps.flatMap(readsOf), ...idsOf([target, ...(match ?? [])])]);
    case 'map':
      return idsOf(step.form === 'extend' ? [step.value] : step.row);
    case 'flatMap':
      return idsOf(step.args);
    case 'filter':
      return idsOf(conditionReads(step.condition));
    default:
      return [];
  }
}

function conditionReads(condition: Condition): readonly Expression[] {
  if (condition.kind === 'truth') return [];
  return condition.kind === 'test' ? condition.args : [condition.left, condition.right];
}
