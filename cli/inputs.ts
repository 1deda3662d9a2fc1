import { dirname, isAbsolute, join } from 'node:path';
import type { Row } from '../runtime/abi.ts';
import { readFacts } from '../runtime/node/facts.ts';
import type { IoPlan } from './io.ts';

/** The rows of a program's input files, by relation, or why they cannot be read. */
export type Inputs =
  | { readonly ok: true; readonly rows: ReadonlyMap<string, readonly Row[]>; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Facts are beside the first program file; for a program on standard input, in the current directory. */
export function factDirectoryOf([first]: readonly string[]): string {
  return first === undefined || first === '-' ? '.' : dirname(first);
}

/** Reads the input files of a program, whose names are relative to a directory. */
export function readInputs(plan: IoPlan, directory: string): Inputs {
  const rows = new Map<string, readonly Row[]>();
  const problems: string[] = [];
  const warnings: string[] = [];
  for (const input of plan.inputs) {
    if (input.kind !== 'file') continue;
    const { relation, filename, format } = input;
    const absolute = isAbsolute(filename);
    const facts = readFacts(absolute ? filename : join(directory, filename), relation, format);
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
