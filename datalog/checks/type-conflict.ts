import { nounOf, type Clash, type Evidence } from '../cells.ts';
import { at, error, type Diagnostic, type Note } from '../diagnostic.ts';
import type { Span } from '../source.ts';

/** A value that evidence makes one thing and what is known of it another; `subject` names what is known. */
export function evidenceConflict({ now, before }: Clash, subject: string, origins: readonly Note[] = []): Diagnostic {
  const message = `${now.says}, but ${subject} is ${nounOf(before.types)}`;
  return error('type-conflict', now.span, message, [...origins, ...notes(now.span, [before, now])]);
}

/** Two values that must be of one type and are not; the first is the one known before. */
export function valueConflict(
  { now, before }: Clash,
  first: string,
  second: string,
  span: Span,
  origins: readonly Note[],
): Diagnostic {
  const message = `${second} is ${nounOf(now.types)}, but ${first} is ${nounOf(before.types)}`;
  return error('type-conflict', span, message, [...origins, ...notes(span, [now, before])]);
}

/** What shows each of two facts, unless the message is at that very place, and the declarations behind them. */
function notes(place: Span, shown: readonly Evidence[]): Note[] {
  const shows = shown.filter(({ span }) => span.source !== place.source || span.start !== place.start).map(
    ({ span, says }) => at(span, says),
  );
  return [...shows, ...shown.flatMap(({ declared }) => declared ?? [])];
}
