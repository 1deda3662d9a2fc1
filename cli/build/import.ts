import { basename, isAbsolute, relative, resolve } from 'node:path';
import { diagnose } from '../diagnose.ts';
import { diagnosticsText, type Diagnostic } from '../../datalog/diagnostic.ts';
import { dialectOf, locate } from '../../datalog/source.ts';
import type { ReadFile } from '../../grammar/include.ts';
import { compile } from '../../planner/compile.ts';
import { namesFrom, readText, unread } from './files.ts';
import { buildModule, type BuiltModule } from './module.ts';

/** Files that are imported as programs. */
export const programPattern = /\.(?:dl|ded)$/;

/** What importing a program file gives. */
export type Imported = Success | Failure;

interface Success extends BuiltModule {
  readonly ok: true;
  /** Warnings as text, or nothing. */
  readonly warnings: string;
  /** Every file that was read, or looked for, by its absolute path. */
  readonly files: readonly string[];
}

/** Why a program cannot be imported: all diagnostics as text, and where the first error is. */
interface Failure {
  readonly ok: false;
  readonly message: string;
  /** The line from 1, the column from 0; null for a file that cannot be read. */
  readonly place: { readonly file: string; readonly line: number; readonly column: number } | null;
  readonly files: readonly string[];
}

/** Compiles the program in a file to the module that an import of the file is. Messages name files as seen from here. */
export function importProgram(path: string): Imported {
  const beside = relative('.', path);
  const file = beside.startsWith('..') || isAbsolute(beside) ? path : beside;
  const files = [resolve(path)];
  const text = readText(file);
  if (typeof text !== 'string') return { ok: false, message: `error: ${unread(file, text).message}`, place: null, files };
  const read: ReadFile = (included) => {
    files.push(resolve(included));
    return readText(included);
  };
  const { compilation, diagnostics } = diagnose([{ file, text, dialect: dialectOf(file) }], read, compile);
  if (compilation === null) return { ok: false, message: textOf(diagnostics), place: placeOf(diagnostics), files };
  return { ok: true, ...buildModule({ compilation, file, shown: namesFrom(file) }, basename(file)), warnings: textOf(diagnostics), files };
}

function textOf(diagnostics: readonly Diagnostic[]): string {
  return diagnosticsText(diagnostics).trimEnd();
}

function placeOf(diagnostics: readonly Diagnostic[]): Failure['place'] {
  const first = diagnostics.find((each) => each.severity === 'error');
  if (!first) return null;
  const { line, column } = locate(first.span);
  return { file: first.span.source.file, line, column: column - 1 };
}
