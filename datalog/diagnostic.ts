import { excerpt } from './excerpt.ts';
import { locate, type Span } from './source.ts';

export type Severity = 'error' | 'warning';

/** A second place that helps to understand a message; `span` is null for advice without a place. */
export interface Note {
  readonly message: string;
  readonly span: Span | null;
}

/** What is wrong, where, and what else to look at. A user's mistake is a value of this type. */
export interface Diagnostic {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly span: Span;
  readonly notes: readonly Note[];
}

/** Collects the diagnostics of one compilation. */
export class Diagnostics {
  readonly #all: Diagnostic[] = [];

  add(diagnostic: Diagnostic): void {
    this.#all.push(diagnostic);
  }

  get hasErrors(): boolean {
    return this.#all.some((each) => each.severity === 'error');
  }

  /** All of them in the order of their places: file by file as first seen, then by offset. */
  sorted(): readonly Diagnostic[] {
    const files = [...new Set(this.#all.map((each) => each.span.source))];
    return [...this.#all].sort(
      (a, b) => files.indexOf(a.span.source) - files.indexOf(b.span.source) || a.span.start - b.span.start,
    );
  }
}

export function error(code: string, span: Span, message: string, notes: readonly Note[] = []): Diagnostic {
  return { code, severity: 'error', message, span, notes };
}

export function warning(code: string, span: Span, message: string, notes: readonly Note[] = []): Diagnostic {
  return { code, severity: 'warning', message, span, notes };
}

/** A note at a place. */
export function at(span: Span, message: string): Note {
  return { message, span };
}

/** A note without a place: advice. */
export function hint(message: string): Note {
  return { message, span: null };
}

/** A diagnostic as plain data, the form of `--diagnostics json`. */
export interface DiagnosticData {
  /** Which mistake it is: a word for programs, such as `unknown-relation`. */
  readonly code: string;
  /** A program with an error is not compiled; one with warnings is. */
  readonly severity: Severity;
  /** One line of text, without the place. */
  readonly message: string;
  /** The file, as it was named to the compiler. */
  readonly file: string;
  /** The line where it begins, from 1. */
  readonly line: number;
  /** The column where it begins, from 1, in UTF-16 units. */
  readonly column: number;
  /** The line where it ends. */
  readonly endLine: number;
  /** The column after its last character. */
  readonly endColumn: number;
  /** What else is to be said, with a place where there is one. */
  readonly notes: readonly {
    readonly message: string;
    readonly file?: string;
    readonly line?: number;
    readonly column?: number;
    readonly endLine?: number;
    readonly endColumn?: number;
  }[];
}

export function toData(diagnostic: Diagnostic): DiagnosticData {
  const { code, severity, message, span, notes } = diagnostic;
  return {
    code,
    severity,
    message,
    file: span.source.file,
    ...locate(span),
    notes: notes.map((note) =>
      note.span === null
        ? { message: note.message }
        : { message: note.message, file: note.span.source.file, ...locate(note.span) },
    ),
  };
}

/** How the parts of a printed diagnostic are coloured; the identity where colour is not wanted. */
export type Paint = (part: 'error' | 'warning' | 'note' | 'place' | 'underline', text: string) => string;

/** A diagnostic as text: a headline, the line of source with the place underlined, and its notes. */
export function format(diagnostic: Diagnostic, paint: Paint = (_, text) => text): string {
  const { severity, code, message, span, notes } = diagnostic;
  const lines = [...entry(severity, `${severity}[${code}]`, message, span, paint)];
  for (const note of notes) {
    lines.push(...(note.span ? entry('note', 'note', note.message, note.span, paint) : [`${paint('note', 'note')}: ${note.message}`]));
  }
  return lines.join('\n');
}

/** Diagnostics as people read them: a blank line between any two, and how many there are. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], paint: Paint = (_, text) => text): string {
  if (diagnostics.length === 0) return '';
  const entries = diagnostics.map((each) => `${format(each, paint)}\n`).join('\n');
  const errors = diagnostics.filter((each) => each.severity === 'error').length;
  return errors > 1 ? `${entries}\n${errors} errors\n` : entries;
}

function entry(part: Severity | 'note', label: string, message: string, span: Span, paint: Paint): string[] {
  const { line, column, endLine, endColumn } = locate(span);
  const { text, file } = span.source;
  const lineStart = span.start - column + 1;
  const nextBreak = text.indexOf('\n', span.start);
  const source = text.slice(lineStart, nextBreak < 0 ? text.length : nextBreak).replace(/\r$/, '');
  const shown = excerpt(source, column - 1, endLine === line ? endColumn - 1 : source.length);
  const gutter = `${line} | `;
  return [
    `${paint('place', `${file}:${line}:${column}`)}: ${paint(part, label)}: ${message}`,
    gutter + shown.text,
    ' '.repeat(gutter.length) + shown.margin + paint('underline', '^'.repeat(shown.width)),
  ];
}
