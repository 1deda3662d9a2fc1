import type { Expression } from '../datalog/program.ts';
import type { CoreProgram, CoreRelation, CoreRule, Step } from './core.ts';
import { drivesOf, type Drive, type Surroundings } from './drives.ts';
import { pipeline } from './pipeline.ts';

/**
 * The relations of which no row is ever derived twice: one rule derives them, by one pipeline that takes each row
 * once, and a row says which rows of the body it is derived from. Nothing needs to look for their duplicates.
 */
export function derivedOnce({ relations, rules }: CoreProgram, around: Surroundings): ReadonlySet<string> {
  const deriving = rules.filter((rule) => rule.time === 'now');
  const isOnly = (rule: CoreRule): boolean => deriving.every((other) => other === rule || other.head !== rule.head);
  const found = deriving.filter((rule) => {
    const head = relations.get(rule.head);
    return head !== undefined && !head.fed && !head.delivered && isOnly(rule) && isDerivedOnce(rule, head, around);
  });
  return new Set(found.map((rule) => rule.head));
}

function isDerivedOnce(rule: CoreRule, head: CoreRelation, around: Surroundings): boolean {
  if (rule.fold !== null || head.lifetime === 'changing') return false;
  const [drive, ...others] = drivesOf(rule, around);
  if (!drive || others.length > 0 || drive.by !== 'rows' || drive.effect !== 'derive') return false;
  const steps = pipeline({ ...rule, body: drive.body }, drive.start, () => null);
  return (head.lifetime === 'tick' || isTakenOnce(drive, steps, head, around)) && isInjective(steps, rule.row);
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
