import { dirname, isAbsolute, join } from 'node:path';
import type { EncodedRows } from '../runtime/encoded-rows.ts';
import { readFacts } from '../runtime/node/facts.ts';
import type { Values } from '../runtime/values.ts';
import type { IoPlan } from './io.ts';

/** The rows of a program's input files, by relation, or why they cannot be read. */
export type Inputs =
  | { readonly ok: true; readonly rows: ReadonlyMap<string, EncodedRows>; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Facts are beside the first program file; for a program on standard input, in the current directory. */
export function factDirectoryOf([first]: readonly string[]): string {
  return first === undefined || first === '-' ? '.' : dirname(first);
}

/** Told how many bytes of an input file have been read, of how many. */
export type Loading = (filename: string, bytes: number, total: number) => void;

/** Reads the input files of a program, whose names are relative to a directory, as words of `values`. */
export function readInputs(plan: IoPlan, directory: string, values: Values, loading?: Loading): Inputs {
  const rows = new Map<string, EncodedRows>();
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const input of plan.inputs) {
    if (input.kind !== 'file') continue;
    const { relation, filename, format } = input;
    const absolute = isAbsolute(filename);
    const path = absolute ? filename : join(directory, filename);
    const facts = readFacts({ path, table: relation, format }, values, (bytes, total) => loading?.(filename, bytes, total));
    if (facts.ok) {
      rows.set(relation.name, facts.rows);
      warnings.push(...facts.warnings);
    } else {
      const advice = facts.missing && !absolute ? '; -F DIR says where input files are' : '';
      problems.push(...facts.problems.map((each) => each + advice));
    }
  }
  return problems.length === 0 ? { ok: true, rows, warnings } : { ok: false, problems };
}
