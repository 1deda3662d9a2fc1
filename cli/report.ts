import { diagnosticsText, toData, type Diagnostic, type Paint } from '../datalog/diagnostic.ts';
import type { RunError } from '../runtime/error.ts';
import type { DiagnosticsFormat } from './choices.ts';
import type { FileProblem } from './build/files.ts';
import { exitCodes, type Host, type Output } from './host.ts';
import { logLine } from './log.ts';

const codes = { error: '1;31', warning: '1;33', note: '1;36', place: '1', underline: '32' } as const;

const plain: Paint = (_, text) => text;
const coloured: Paint = (part, text) => `\u001B[${codes[part]}m${text}\u001B[0m`;

/** Colour for a stream: FORCE_COLOR and NO_COLOR decide, and without them whether it is a terminal. */
export function paintFor(output: Output, environment: Host['environment']): Paint {
  const forced = environment['FORCE_COLOR'];
  if (forced !== undefined && forced !== '') return forced === '0' || forced === 'false' ? plain : coloured;
  if ((environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb') return plain;
  return output.isTTY === true ? coloured : plain;
}

/** Diagnostics as a JSON array. */
export function diagnosticsJson(diagnostics: readonly Diagnostic[]): string {
  return jsonLines(diagnostics.map(toData));
}

/** Files that cannot be read as a JSON array, in the form of diagnostics that have no place. */
export function unreadJson(problems: readonly FileProblem[]): string {
  return jsonLines(problems.map(({ code, file, message }) => ({ code, severity: 'error', message, file, notes: [] })));
}

function jsonLines(entries: readonly object[]): string {
  return entries.length === 0 ? '[]\n' : `[\n${entries.map((each) => JSON.stringify(each)).join(',\n')}\n]\n`;
}

/** Prints on stderr which program files cannot be read. */
export function reportUnread(host: Host, problems: readonly FileProblem[], as: DiagnosticsFormat): void {
  if (host.log.form === 'json') for (const { message, ...fields } of problems) host.stderr.write(logLine(host, { level: 'error', event: 'unread', message, fields }));
  else if (as === 'json') host.stderr.write(unreadJson(problems));
  else for (const { message } of problems) complain(host, 'error', message);
}

/** Prints diagnostics on stderr; no diagnostics print nothing, in either format. */
export function report(host: Host, diagnostics: readonly Diagnostic[], as: DiagnosticsFormat): void {
  if (diagnostics.length === 0) return;
  if (host.log.form === 'json') {
    for (const { severity, message, ...fields } of diagnostics.map(toData)) host.stderr.write(logLine(host, { level: severity, event: 'diagnostic', message, fields }));
    return;
  }
  const paint = paintFor(host.stderr, host.environment);
  host.stderr.write(as === 'json' ? diagnosticsJson(diagnostics) : diagnosticsText(diagnostics, paint));
}

/** Prints a mistake that has no place in a program on stderr; where that is a log, `event` says what kind it is of. */
export function complain(host: Host, severity: 'error' | 'warning', message: string, event: string = severity, fields: Readonly<Record<string, unknown>> = {}): void {
  if (host.log.form === 'json') host.stderr.write(logLine(host, { level: severity, event, message, fields }));
  else host.stderr.write(`${paintFor(host.stderr, host.environment)(severity, severity)}: ${message}\n`);
}

/** Prints why a run cannot go on, with the rule to blame, and the nodes whose messages were in the tick that failed. */
export function reportRunError(host: Host, failure: RunError, senders: readonly string[] = []): void {
  if (host.log.form === 'json') {
    const { code, place, rule } = failure;
    host.stderr.write(logLine(host, { level: 'error', event: 'run-error', message: failure.message, fields: { code, place, rule, senders } }));
    return;
  }
  const paint = paintFor(host.stderr, host.environment);
  host.stderr.write(`${paint('error', `error[${failure.code}]`)}: ${failure.message}\n`);
  const place = failure.place === null ? '' : `${paint('place', failure.place)}: `;
  const rule = failure.rule?.replaceAll('\n', '\n  ') ?? '';
  if (rule !== '' || place !== '') host.stderr.write(`  ${place}${rule}\n`);
  if (senders.length > 0) host.stderr.write(`${paint('note', 'note')}: the tick took in what was said by ${senders.join(', ')}; what is reliable of it comes again\n`);
}

/** Prints that we made a mistake. */
export function reportInternalError(stderr: Output, failure: unknown): void {
  const stack = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
  const message = failure instanceof Error ? failure.message : String(failure);
  const request = 'This is a mistake in dlc, not in your program. Please report it with the program and this:';
  stderr.write(`internal error: ${message}\n${request}\n${stack}\n`);
}

/** Does the work of a command whose standard error is a log: there a mistake of ours is an entry too. Gives the exit code. */
export async function logged(host: Host, work: (host: Host) => Promise<number>): Promise<number> {
  try {
    return await work(host);
  } catch (failure) {
    if (host.log.form === 'text') throw failure;
    const { message, stack } = failure instanceof Error ? failure : { message: String(failure), stack: null };
    complain(host, 'error', message, 'internal-error', { stack });
    return exitCodes.internal;
  }
}
