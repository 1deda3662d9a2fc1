import type { Expression } from '../datalog/program.ts';
import type { CoreProgram, CoreRelation, Step } from './core.ts';
import type { Drive, PlannedRule, Surroundings } from './drives.ts';

/**
 * The relations of which no row is ever derived twice: one rule derives them, by one pipeline that takes each row
 * once, and a row says which rows of the body it is derived from. Nothing needs to look for their duplicates.
 */
export function derivedOnce(relations: CoreProgram['relations'], rules: readonly PlannedRule[], around: Surroundings): ReadonlySet<string> {
  const only = new Map<string, PlannedRule | null>();
  for (const each of rules) if (each.rule.time === 'now') only.set(each.rule.head, only.has(each.rule.head) ? null : each);
  return new Set([...only].flatMap(([name, each]) => {
    const head = relations.get(name);
    return each && head && !head.fed && !head.delivered && isDerivedOnce(each, head, around) ? [name] : [];
  }));
}

function isDerivedOnce({ rule, pipelines }: PlannedRule, head: CoreRelation, around: Surroundings): boolean {
  if (rule.fold !== null || head.lifetime === 'changing') return false;
  if (pipelines.length > 1 && !pipelines.every(({ isWay }) => isWay)) return false;
  return pipelines.every(({ drive, steps }) => {
    const isDerived = drive.by === 'rows' && drive.effect === 'derive';
    return isDerived && (head.lifetime === 'tick' || isTakenOnce(drive, steps, head, around)) && isInjective(steps, rule.row);
  });
}

/** Whether what lives on is not derived again in a later tick: of a row that comes again, or of all rows again. */
function isTakenOnce({ anew }: Drive, [scan]: readonly Step[], head: CoreRelation, { lifetimes }: Surroundings): boolean {
  if (anew) return head.lifetime === 'fixed';
  const lifetime = scan?.kind === 'scan' ? lifetimes.get(scan.relation) : 'fixed';
  return lifetime !== 'tick' && lifetime !== 'changing';
}

/** Whether different rows of the relations that are read always give different rows. */
function isInjective(steps: readonly Step[], row: readonly Expression[]): boolean {
  const shown = new Set(row.flatMap((each) => (each.kind === 'variable' ? [each.id] : [])));
  return steps.every((step) => {
    switch (step.kind) {
      case 'scan':
        return step.bind.every((variable) => variable !== null && shown.has(variable.id));
      case 'join':
        return step.exists || step.bind.every((variable, column) => (variable ? shown.has(variable.id) : step.key.some((part) => part.column === column)));
      case 'intersect':
      case 'flatMap':
        return shown.has(step.variable.id);
      case 'loss':
        return false;
      default:
        return true;
    }
  });
}
