import { isAbsolute, join } from 'node:path';
import type { Program, Relation } from '../datalog/program.ts';
import { plainFormat, type FileFormat } from '../runtime/node/format.ts';
import { fileText, writeWhole } from '../runtime/node/outputs.ts';
import type { Rows } from '../runtime/ordered-rows.ts';
import { reasonOf } from '../runtime/node/system.ts';
import type { Format, Show } from './choices.ts';
import { finalText, souffleBlock, type Size } from './format.ts';
import { print, type Host } from './host.ts';
import type { FileOutput, OutputTarget } from './io.ts';

/** Where outputs go, as the command line says. */
export interface Delivery {
  /** Null: none was given. */
  readonly format: Format | null;
  readonly show: Show;
  /** `-D`: a directory, `-` for standard output in Soufflé's form, or null. */
  readonly outputDirectory: string | null;
}

/** Outputs by where they go in the end. */
export interface Sorted {
  /** Shown in the format of the command line. */
  readonly sections: readonly Relation[];
  readonly blocks: readonly { readonly relation: Relation; readonly format: FileFormat }[];
  readonly lines: readonly Relation[];
  readonly files: readonly FileOutput[];
  readonly sizes: readonly Relation[];
}

/**
 * Decides where each output goes. A format or a `--show` on the command line makes all of standard
 * output that format: then what the program says about standard output does not count.
 */
export function sortOutputs(program: Program, outputs: readonly OutputTarget[], delivery: Delivery): Sorted {
  const sections: Relation[] = [];
  const blocks: { relation: Relation; format: FileFormat }[] = [];
  const lines: Relation[] = [];
  const files: FileOutput[] = [];
  const sizes = [...program.relations.values()].filter((each) => each.printSize);
  const uniform = delivery.format !== null || delivery.show !== 'final';
  for (const output of outputs) {
    const { relation } = output;
    if (delivery.outputDirectory === '-') blocks.push({ relation, format: blockFormat(output) });
    else if (output.kind === 'stdout' && !uniform) blocks.push({ relation, format: output.format });
    else if (output.kind === 'ndjson' && !uniform) lines.push(relation);
    else if (output.kind === 'stdout' || output.kind === 'ndjson') sections.push(relation);
    else if (output.kind === 'file' || delivery.outputDirectory !== null) files.push(output);
    else sections.push(relation);
  }
  return { sections: [...new Set(sections)], blocks, lines, files, sizes };
}

/** With `-D -` Soufflé prints every output with the names of its columns. */
function blockFormat(output: OutputTarget): FileFormat {
  const delimited = output.kind !== 'ndjson' && (output.format.kind === 'tsv' || output.format.kind === 'csv');
  return { ...(delimited ? output.format : plainFormat), headers: true };
}

/** Prints and writes what outputs hold at the end; gives what could not be written. */
export async function deliver(
  host: Host,
  sorted: Sorted,
  sizes: readonly Size[],
  rowsOf: (relation: Relation) => Rows,
  format: Format,
  outputDirectory: string | null,
): Promise<readonly string[]> {
  const sections = sorted.sections.map((table) => ({ table, rows: rowsOf(table) }));
  // A reader of JSON gets a value even where there is nothing to show.
  const nothingElse = sorted.blocks.length + sorted.lines.length + sorted.files.length === 0;
  if (sections.length + sizes.length > 0 || (format === 'json' && nothingElse)) {
    await print(host, finalText(format, sections, sizes));
  }
  for (const { relation: table, format: form } of sorted.blocks) {
    await print(host, souffleBlock({ table, rows: rowsOf(table) }, form));
  }
  for (const table of sorted.lines) await print(host, finalText('ndjson', [{ table, rows: rowsOf(table) }], []));
  return writeFiles(host, sorted, rowsOf, outputDirectory);
}

/** Writes the output files; gives what could not be written. */
export function writeFiles(
  { interruptible }: Pick<Host, 'interruptible'>,
  sorted: Sorted,
  rowsOf: (relation: Relation) => Rows,
  outputDirectory: string | null,
): readonly string[] {
  const problems: string[] = [];
  for (const { relation, filename, format } of sorted.files) {
    const path = isAbsolute(filename) ? filename : join(outputDirectory ?? '.', filename);
    try {
      interruptible(() => writeWhole(path, fileText(relation, rowsOf(relation), format)));
    } catch (error) {
      problems.push(`cannot write ${path} for relation ${relation.name}: ${reasonOf(error)}`);
    }
  }
  return problems;
}

/** The sizes that `.printsize` asks for. */
export function sizesOf(sorted: Sorted, count: (relation: Relation) => number): readonly Size[] {
  return sorted.sizes.map((relation) => ({ relation: relation.name, size: count(relation) }));
}
