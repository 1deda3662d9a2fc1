import { at, error, hint, warning, type Diagnostic, type Note } from '../diagnostic.ts';
import type { Draft, DraftClause } from '../draft.ts';
import type { Placement } from '../placement.ts';
import { readsOf, type Cause, type Derivation, type Specification } from '../specification.ts';
import type { Span } from '../source.ts';
import { literalsIn } from '../walk.ts';

/** Deployable rules read no specification relations; classic rules that do are of the specification, with a warning. */
export function checkSpecification(
  draft: Draft,
  specification: Specification,
  placements: ReadonlyMap<DraftClause, Placement>,
): void {
  const warned = new Set<string>();
  for (const clause of draft.clauses) {
    const name = clause.head.relation.text;
    const cause = specification.causes.get(clause);
    if (cause && !specification.outcome.has(name) && !warned.has(name)) {
      warned.add(name);
      draft.report.add(classicSpecification(clause, cause, placements.get(clause)), clause);
    }
    const read = forbiddenRead(clause, specification);
    if (read !== undefined) draft.report.add(deployableNeedsSpec(clause, read, draft, specification), clause);
  }
}

/** A specification relation that a rule of the protocol reads: state and messages of a classic one are its protocol. */
function forbiddenRead(clause: DraftClause, { relations, verdicts }: Specification): string | undefined {
  const name = clause.head.relation.text;
  if (clause.body === null) return undefined;
  if (clause.dialect === 'dl') return relations.has(name) ? undefined : readsOf(clause).find((each) => relations.has(each));
  return clause.head.time === null || verdicts.has(name) ? undefined : readsOf(clause).find((each) => verdicts.has(each));
}

function deployableNeedsSpec(
  clause: DraftClause,
  read: string,
  draft: Draft,
  { verdicts }: Specification,
): Diagnostic {
  const name = clause.head.relation.text;
  const mark = draft.specMarks.find((each) => each.relation.text === read);
  const notes: Note[] = mark ? [at(mark.span, `\`${read}\` is part of the specification`)] : [];
  for (let step = verdicts.get(read); step; step = verdicts.get(step.read)) notes.push(need(step));
  const message = `\`${name}\` would be deployed, but needs \`${read}\`, which only a verifier evaluates`;
  if (clause.dialect === 'dl') notes.push(hint(`if \`${name}\` is part of the specification too, mark it: \`.spec ${name}\``));
  return error('deployable-needs-spec', placeOf(clause, read), message, notes);
}

function need({ clause, read }: Derivation): Note {
  return at(placeOf(clause, read), `\`${clause.head.relation.text}\` needs \`${read}\` here`);
}

function placeOf(clause: DraftClause, read: string): Span {
  for (const { literal } of literalsIn(clause.body ?? []))
    if (literal.kind === 'atom' && literal.relation.text === read) return literal.span;
  return clause.span;
}

function classicSpecification(clause: DraftClause, cause: Cause, placement: Placement | undefined): Diagnostic {
  const name = clause.head.relation.text;
  const consequence = hint(
    `\`${name}\` and what is derived from it can be run, for all locations at once, but not deployed`,
  );
  if (cause === 'crash') {
    return warning(
      'spec-rule',
      placeOf(clause, 'crash'),
      `\`${name}\` looks at \`crash\`, which only a verifier knows`,
      [consequence],
    );
  }
  if (cause === 'tick') {
    const time = [...literalsIn(clause.body ?? [])].flatMap(({ literal }) =>
      literal.kind === 'atom' && typeof literal.time?.when === 'number' ? [literal.time] : [],
    );
    const message = `\`${name}\` asks about one tick of a whole run, which only a verifier knows`;
    return warning('spec-rule', time[0]?.span ?? clause.span, message, [consequence]);
  }
  const { first, elsewhere, crossing } = placement ?? { first: null, elsewhere: null, crossing: null };
  const far = elsewhere ?? crossing;
  const notes: Note[] = first ? [at(first.term.span, `\`${first.atom.relation.text}\` is here`)] : [];
  const message = `this rule spans locations${far ? `: \`${far.atom.relation.text}\` is elsewhere` : ''}`;
  return warning('spans-locations', far?.term.span ?? clause.span, message, [...notes, consequence]);
}
