import { variablesIn, type AtomLiteral } from '../datalog/program.ts';
import type { CoreLiteral, CoreRule, Lifetime, Step } from './core.ts';
import { isIncremental } from './lifetimes.ts';
import { bestOf, pipeline } from './pipeline.ts';
import { waysThrough } from './ways.ts';

/** One pipeline of a rule: what drives it, and what becomes of the rows it makes. */
export interface Drive {
  /** Tells the pipelines of a rule apart. */
  readonly suffix: string;
  /** The rule's body, or what of it and its head this pipeline goes through. */
  readonly body: readonly CoreLiteral[];
  /** Index of the atom that is scanned; null lets the planner choose. */
  readonly start: number | null;
  /** Atoms of which another may be scanned as well: which one is chosen when it is known how many rows there are. */
  readonly candidates: readonly number[];
  /** It scans rows that are there, or those lost in this tick: as they are lost, or when that is settled, each or all as one. */
  readonly by: 'rows' | 'losses' | 'settled losses' | 'any loss';
  /** Every time it runs it takes all rows anew, those that are kept from tick to tick too. */
  readonly anew: boolean;
  /** Atoms whose own scans say which of their rows are seen. */
  readonly shared: readonly number[];
  /** Its rows are derived, or have lost a derivation, or leave the groups that they were folded into. */
  readonly effect: 'derive' | 'retract' | 'unfold';
}

/** A rule with its pipelines. */
export interface PlannedRule {
  readonly rule: CoreRule;
  readonly pipelines: readonly Pipeline[];
}

export interface Pipeline {
  readonly drive: Drive;
  readonly steps: readonly Step[];
  /** It is one of several ways through the rule that give the same rows, of which one is taken. */
  readonly isWay: boolean;
}

/** What is known of relations when the pipelines of a rule are chosen. */
export interface Surroundings {
  readonly lifetimes: ReadonlyMap<string, Lifetime>;
  /** Relations that are carried on but for what is dropped, whatever derives their rows. */
  readonly leaving: ReadonlySet<string>;
  /** Relations that have a location. */
  readonly located: ReadonlySet<string>;
  /** Whether a relation and a rule's head depend on each other within a tick. */
  readonly isRecursive: (relation: string, rule: CoreRule) => boolean;
}

/**
 * The pipelines that make a rule's output complete whenever something it reads has changed. What a
 * rule derives into a relation that lives on is derived once: each atom that gains rows drives a
 * pipeline with its new rows (semi-naive evaluation, over ticks too), and so does each negated atom
 * with the rows that are lost. Where a row of one tick takes part, its rows drive and what is kept is
 * only looked up, so that a tick costs what came. What may be lost is found and derived again as in
 * delete and rederive (Gupta, Mumick and Subrahmanian, SIGMOD 1993, section 7).
 */
function drivesOf(rule: CoreRule, around: Surroundings): Drive[] {
  if (isLasting(rule, around)) return foldDrives(rule, around);
  const forward = forwardDrives(rule, around);
  const several = forward.length > 1;
  const drives = forward.map((each): Drive => ({
    suffix: several ? ` /delta ${(each.start ?? 0) + 1}` : '',
    body: rule.body,
    by: 'rows',
    effect: 'derive',
    ...each,
  }));
  if (!livesOn(rule, around) || !isIncremental(rule, around.lifetimes)) return drives;
  drives.push(...regained(rule, around));
  if (around.lifetimes.get(rule.head) !== 'changing') return drives;
  drives.push(rederivation(rule));
  return around.leaving.has(rule.head) ? drives : [...drives, ...retractions(rule, around)];
}

/** The same with the steps of each. */
export function plannedRule(rule: CoreRule, around: Surroundings): PlannedRule {
  const pipelines = drivesOf(rule, around).flatMap((drive): Pipeline[] => {
    const takenBy = (atom: number): string | null => (drive.shared.includes(atom) ? `${rule.id} /delta ${atom + 1} /0` : null);
    const driven = { ...rule, body: drive.body };
    const first = { drive, steps: pipeline(driven, drive.start === null ? [] : [drive.start], takenBy) };
    const others = waysThrough(driven, drive.start, drive.candidates).map((way, index) => ({
      drive: { ...drive, suffix: `${drive.suffix} /or ${index + 2}` },
      steps: pipeline(driven, way, takenBy),
    }));
    return [first, ...others].map((each) => ({ ...each, isWay: others.length > 0 }));
  });
  return { rule, pipelines };
}

/** Whether a rule folds what comes and goes into groups that live on; its body then has one atom. */
export function isLasting({ head, time, fold }: CoreRule, { lifetimes, leaving }: Surroundings): boolean {
  return fold !== null && time === 'now' && lifetimes.get(head) === 'changing' && !leaving.has(head);
}

function foldDrives(rule: CoreRule, { lifetimes }: Surroundings): Drive[] {
  const [start = null] = positives(rule);
  const common = { body: rule.body, start, candidates: [], anew: false, shared: [] };
  const gains: Drive = { ...common, suffix: '', by: 'rows', effect: 'derive' };
  const loses = lifetimes.get(atomAt(rule, start ?? -1)?.relation ?? '') === 'changing';
  return loses ? [gains, { ...common, suffix: ' /less', by: 'losses', effect: 'unfold' }] : [gains];
}

function forwardDrives(rule: CoreRule, around: Surroundings): Pick<Drive, 'start' | 'candidates' | 'anew' | 'shared'>[] {
  const { lifetimes, isRecursive } = around;
  const lifetimeOf = (index: number): Lifetime => lifetimes.get(atomAt(rule, index)?.relation ?? '') ?? 'tick';
  const atoms = positives(rule);
  const recursive = rule.time === 'now' ? atoms.filter((atom) => isRecursive(atomAt(rule, atom)?.relation ?? '', rule)) : [];
  const each = (chosen: readonly number[], anew: boolean) => chosen.map((start) => ({ start, candidates: [], anew, shared: chosen.filter((other) => other !== start) }));
  const passing = atoms.filter((atom) => lifetimeOf(atom) === 'tick' && !recursive.includes(atom));
  const driver = bestOf(rule, passing);
  if (!livesOn(rule, around)) return recursive.length > 0 ? each(recursive, true) : [{ start: driver, candidates: candidatesOf(rule, driver === null ? atoms : passing, around), anew: true, shared: [] }];
  if (isIncremental(rule, lifetimes)) {
    const gaining = atoms.filter((atom) => lifetimeOf(atom) !== 'fixed');
    return gaining.length > 0 ? each(gaining, false) : [{ start: null, candidates: atoms, anew: false, shared: [] }];
  }
  if (recursive.some((atom) => lifetimeOf(atom) === 'tick')) return each(recursive, false);
  const start = driver ?? bestOf(rule, atoms.filter((atom) => !recursive.includes(atom)));
  if (recursive.length > 0 && start === null) return each(recursive, true);
  return [{ start, candidates: [], anew: true, shared: [] }, ...each(recursive, false)];
}

/** Atoms that may be scanned, if it matters which: what comes over a network at a tick, and follows from that, are few rows. */
function candidatesOf(rule: CoreRule, atoms: readonly number[], { lifetimes, located }: Surroundings): readonly number[] {
  return located.has(rule.head) && lifetimes.get(rule.head) !== 'fixed' ? [] : atoms;
}

/** What a negated atom allows once it has lost rows. */
function regained(rule: CoreRule, { lifetimes }: Surroundings): Drive[] {
  return rule.body.flatMap((literal, index): Drive[] => {
    if (literal.kind !== 'atom' || !literal.negated || lifetimes.get(literal.relation) !== 'changing') return [];
    const body = [{ ...literal, negated: false }, ...rule.body];
    return [{ suffix: ` /regain ${index + 1}`, body, start: 0, candidates: [], by: 'settled losses', anew: false, shared: [], effect: 'derive' }];
  });
}

/**
 * Whether what was lost of the head still follows: each row is asked for. Where it does not say which rows of the body
 * to look at, all that follows is derived again, once, which costs the body and not the body for each row.
 */
function rederivation(rule: CoreRule): Drive {
  const { head: relation, span } = rule;
  const head: AtomLiteral = { kind: 'atom', relation, args: rule.row, negated: false, tick: null, span };
  const common = { suffix: ' /again', start: 0, candidates: [], anew: false, shared: [], effect: 'derive' } as const;
  const body = [head, ...rule.body];
  if (isKeyed(pipeline({ ...rule, body }, [0], () => null))) return { ...common, body, by: 'settled losses' };
  const args = rule.row.map(() => ({ kind: 'wildcard' as const, span }));
  return { ...common, body: [{ ...head, args }, ...rule.body], by: 'any loss' };
}

/** Whether the rows that are joined first are looked up by what has been scanned. */
function isKeyed(steps: readonly Step[]): boolean {
  for (const step of steps) {
    if (step.kind !== 'join' || step.bind.length === 0) continue;
    return step.key.some(({ value }) => [...variablesIn(value)].length > 0);
  }
  return true;
}

/** What may not follow any more: derived with a row that is lost, or without one that has come. */
function retractions(rule: CoreRule, { lifetimes, isRecursive }: Surroundings): Drive[] {
  const rest = rule.body.filter((literal) => literal.kind !== 'atom' || !literal.negated);
  return rule.body.flatMap((literal, index): Drive[] => {
    if (literal.kind !== 'atom') return [];
    const lifetime = lifetimes.get(literal.relation) ?? 'tick';
    const common = { suffix: ` /retract ${index + 1}`, candidates: [], anew: false, shared: [], effect: 'retract' } as const;
    if (literal.negated) return lifetime === 'fixed' ? [] : [{ ...common, body: [{ ...literal, negated: false }, ...rest], start: 0, by: 'rows' }];
    if (lifetime !== 'changing') return [];
    return [{ ...common, body: rest, start: rest.indexOf(literal), by: isRecursive(literal.relation, rule) ? 'losses' : 'settled losses' }];
  });
}

/** Whether what a rule derives is there in later ticks too. */
function livesOn({ head, time, fold }: CoreRule, { lifetimes }: Surroundings): boolean {
  const lifetime = lifetimes.get(head);
  return time === 'now' && fold === null && lifetime !== 'fixed' && lifetime !== 'tick';
}

function positives({ body }: CoreRule): number[] {
  return body.flatMap((literal, index) => (literal.kind === 'atom' && !literal.negated ? [index] : []));
}

function atomAt({ body }: CoreRule, index: number): AtomLiteral | null {
  const literal = body[index];
  return literal?.kind === 'atom' ? literal : null;
}
