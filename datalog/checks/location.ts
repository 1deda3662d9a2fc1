import type { Atom, Term } from '../ast.ts';
import { at, error, hint, type Diagnostic, type Note } from '../diagnostic.ts';
import type { Draft, DraftClause } from '../draft.ts';
import { isPlain, type Located, type Placement } from '../placement.ts';
import { textOf } from '../source.ts';
import type { Specification } from '../specification.ts';

/** A deployable rule reads what is at one place, and derives it there or sends it. */
export function checkPlaces(
  draft: Draft,
  placements: ReadonlyMap<DraftClause, Placement>,
  specification: Specification,
): void {
  for (const [clause, placement] of placements) {
    const { head } = placement;
    if (head?.term.kind === 'headaggregate') draft.report.add(aggregateAsLocation(head), clause);
    else if (!specification.relations.has(clause.head.relation.text)) checkClause(clause, placement, draft);
  }
}

function checkClause(clause: DraftClause, { first, elsewhere, crossing }: Placement, draft: Draft): void {
  const odd = [first, elsewhere].find((each) => each && !isPlain(each.term));
  if (odd) draft.report.add(locationTerm(odd), clause);
  else if (first && elsewhere) draft.report.add(bodyInTwoPlaces(first, elsewhere), clause);
  else if (crossing && clause.head.time?.when !== 'async')
    draft.report.add(crossesLocation(clause.head, crossing, first, draft), clause);
}

/** Every channel says where its messages go, once something in the program is somewhere. */
export function checkChannels(draft: Draft): void {
  if (!draft.located) return;
  for (const { name, channel, location, span, declaration } of draft.relations.values()) {
    if (!channel || location !== null) continue;
    const [first] = declaration?.columns ?? [];
    const advice = first ? `for example \`@${first.name.text}: addr\`` : 'give it a column such as `@to: addr`';
    const message = `the channel \`${name}\` has no location column, so its messages have nowhere to go`;
    draft.report.add(error('channel-needs-location', span, message, [hint(advice)]));
  }
}

function locationTerm({ atom, term }: Located): Diagnostic {
  const message = `the location of \`${atom.relation.text}\` must be a variable or a constant`;
  return error(
    'location-term',
    term.span,
    message,
    [hint('compute the location in a rule of its own, and join with its result')],
  );
}

function aggregateAsLocation({ atom, term }: Located): Diagnostic {
  const message = `the location of \`${atom.relation.text}\` cannot be an aggregate`;
  return error('location-term', term.span, message, [hint('aggregate in a rule of its own, and join with its result')]);
}

function bodyInTwoPlaces(first: Located, second: Located): Diagnostic {
  const message = `this body is in two places: ${whereabouts(second)}, but ${whereabouts(first)}`;
  const notes = [at(first.term.span, `\`${first.atom.relation.text}\` is here`)];
  const terms = [first.term, second.term];
  if (terms.some((term) => term.kind === 'wildcard')) {
    const named = terms.find((term) => term.kind !== 'wildcard');
    const name = named ? `\`${textOf(named.span)}\`` : 'one variable';
    return error('body-in-two-places', second.term.span, message, [
      ...notes,
      hint(`\`_\` is any place; to mean one and the same, write ${name} in both`),
    ]);
  }
  const advice = 'send them there first, over a channel (`.channel`, or an `@async` rule)';
  return error('body-in-two-places', second.term.span, message, [
    ...notes,
    hint(`one place cannot see the rows of another: ${advice}`),
  ]);
}

function whereabouts({ atom, term }: Located): string {
  return `\`${atom.relation.text}\` is at ${place(term)}`;
}

function crossesLocation(head: Atom, crossing: Located, body: Located | null, { relations }: Draft): Diagnostic {
  const { text } = head.relation;
  const where = body ? `its body is at ${place(body.term)}` : 'its body is at no place in particular';
  const message = `\`${text}\` is derived at ${place(crossing.term)}, but ${where}`;
  const notes: Note[] = body ? [at(body.term.span, `\`${body.atom.relation.text}\` is here`)] : [];
  const isChannel = relations.get(text)?.channel ?? false;
  const advice = body
    ? 'what leaves its place travels, and arrives at a later tick: make the head `@async`'
    : 'this body is evaluated at every place: join with an atom that says where, or make the head `@async`';
  return error('crosses-location', crossing.term.span, message, isChannel ? notes : [...notes, hint(advice)]);
}

function place(term: Term): string {
  return term.kind === 'wildcard' ? 'any place (`_`)' : `\`${textOf(term.span)}\``;
}
