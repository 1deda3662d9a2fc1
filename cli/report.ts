import { diagnosticsText, toData, type Diagnostic, type Paint } from '../datalog/diagnostic.ts';
import type { RunError } from '../runtime/error.ts';
import type { DiagnosticsFormat } from './choices.ts';
import type { FileProblem } from './build/files.ts';
import type { Host, Output } from './host.ts';

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
  if (as === 'json') host.stderr.write(unreadJson(problems));
  else for (const { message } of problems) complain(host, 'error', message);
}

/** Prints diagnostics on stderr; no diagnostics print nothing, in either format. */
export function report(host: Host, diagnostics: readonly Diagnostic[], as: DiagnosticsFormat): void {
  if (diagnostics.length === 0) return;
  const paint = paintFor(host.stderr, host.environment);
  host.stderr.write(as === 'json' ? diagnosticsJson(diagnostics) : diagnosticsText(diagnostics, paint));
}

/** Prints a mistake that has no place in a program on stderr. */
export function complain(host: Host, severity: 'error' | 'warning', message: string): void {
  host.stderr.write(`${paintFor(host.stderr, host.environment)(severity, severity)}: ${message}\n`);
}

/** Prints why a run cannot go on, with the rule to blame. */
export function reportRunError(host: Host, failure: RunError): void {
  const paint = paintFor(host.stderr, host.environment);
  host.stderr.write(`${paint('error', `error[${failure.code}]`)}: ${failure.message}\n`);
  const place = failure.place === null ? '' : `${paint('place', failure.place)}: `;
  const rule = failure.rule?.replaceAll('\n', '\n  ') ?? '';
  if (rule !== '' || place !== '') host.stderr.write(`  ${place}${rule}\n`);
}

/** Prints that we made a mistake. */
export function reportInternalError(stderr: Output, failure: unknown): void {
  const stack = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure);
  const message = failure instanceof Error ? failure.message : String(failure);
  const request = 'This is a mistake in dlc, not in your program. Please report it with the program and this:';
  stderr.write(`internal error: ${message}\n${request}\n${stack}\n`);
}
