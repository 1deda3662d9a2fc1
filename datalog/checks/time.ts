import type { Atom, Time } from '../ast.ts';
import { at, error, hint, warning, type Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftClause, DraftRelation } from '../draft.ts';
import { isQuery } from '../query.ts';
import { textOf } from '../source.ts';
import { literalsIn } from '../walk.ts';

/** Where time annotations may stand, and what they may say. */
export function checkTime(draft: Draft): void {
  const marked = new Set(draft.specMarks.map((mark) => mark.relation.text));
  for (const clause of draft.clauses) {
    const { time } = clause.head;
    const channel = draft.relations.get(clause.head.relation.text);
    if (time && isBadTick(time)) draft.report.add(badTick(time), clause);
    else if (clause.body === null && !isQuery(clause)) checkFact(clause, channel?.channel ? channel : null, draft);
    else checkHead(clause, channel?.channel ? channel : null, draft);
    for (const { literal } of literalsIn(clause.body ?? [])) {
      if (literal.kind === 'atom' && literal.time) checkBody(literal.time, clause, marked, draft);
    }
  }
}

function checkFact(clause: DraftClause, channel: DraftRelation | null, { report }: Draft): void {
  const { head } = clause;
  if (head.time && typeof head.time.when !== 'number') report.add(timeInFact(head.time), clause);
  else if (channel && !head.time) report.add(factWithoutTick(head, channel), clause);
}

function checkHead(clause: DraftClause, channel: DraftRelation | null, { report }: Draft): void {
  const { head } = clause;
  if (head.time && typeof head.time.when === 'number') report.add(timeInHead(head.time), clause);
  else if (channel && head.time?.when !== 'async') report.add(needsAsync(head, channel), clause);
}

function checkBody(time: Time, clause: DraftClause, marked: ReadonlySet<string>, { report }: Draft): void {
  if (typeof time.when === 'number') {
    if (isBadTick(time)) report.add(badTick(time), clause);
    else if (clause.dialect === 'dl' && !marked.has(clause.head.relation.text))
      report.add(tickInBody(time, clause), clause);
  } else if (clause.dialect === 'ded') {
    report.add(
      warning('time-in-body', time.span, `\`${textOf(time.span)}\` has no meaning in a body and is ignored`),
      clause,
    );
  } else {
    const message = `\`${textOf(time.span)}\` in a body: only a head says when what it derives holds`;
    report.add(
      error(
        'time-in-body',
        time.span,
        message,
        [hint('a body reads what holds at this tick; put the annotation on the head')],
      ),
      clause,
    );
  }
}

function isBadTick({ when }: Time): boolean {
  return typeof when === 'number' && (when < 1 || !Number.isSafeInteger(when));
}

function badTick(time: Time): Diagnostic {
  return error('bad-tick', time.span, `there is no tick ${textOf(time.span).slice(1)}: ticks are 1, 2, 3, ...`);
}

function timeInFact(time: Time): Diagnostic {
  const advice = 'a fact holds at every tick, or at one: `@5`';
  return error(
    'time-in-fact',
    time.span,
    `\`${textOf(time.span)}\` on a fact: it has no tick to be after`,
    [hint(advice)],
  );
}

function factWithoutTick(head: Atom, channel: DraftRelation): Diagnostic {
  const message = `a fact of the channel \`${channel.name}\` needs the tick it is delivered at`;
  return error('channel-fact-without-tick', head.span, message, [
    at(channel.span, 'a channel, because of this'),
    hint(`for example \`${textOf(head.span)}@1\``),
  ]);
}

function timeInHead(time: Time): Diagnostic {
  const advice = 'a rule holds at every tick: its head has no annotation, `@next` or `@async`';
  return error(
    'time-in-head',
    time.span,
    `\`${textOf(time.span)}\` on the head of a rule: only facts are of one tick`,
    [hint(advice)],
  );
}

function needsAsync(head: Atom, channel: DraftRelation): Diagnostic {
  const message = `\`${channel.name}\` is a channel: a rule for it must be \`@async\``;
  const atom = head.time ? textOf(head.span).slice(0, head.time.span.start - head.span.start) : textOf(head.span);
  return error('channel-needs-async', head.span, message, [
    at(channel.span, 'a channel, because of this'),
    hint(`what travels over a network arrives at a later tick; write \`${atom}@async\``),
  ]);
}

function tickInBody(time: Time, { head }: DraftClause): Diagnostic {
  const { text } = head.relation;
  const annotation = `\`${textOf(time.span)}\` in a body`;
  const message = `${annotation} asks about one tick of a whole run, which only a specification rule may do`;
  return error(
    'time-in-body',
    time.span,
    message,
    [at(head.relation.span, `if \`${text}\` is part of a specification, mark it: \`.spec ${text}\``)],
  );
}
