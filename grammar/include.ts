import type { Include, Statement } from '../datalog/ast.ts';
import { at, error, type Diagnostic, type Diagnostics } from '../datalog/diagnostic.ts';
import { dialectOf, type Dialect, type Source } from '../datalog/source.ts';
import { parse } from './parse.ts';

/** A file that is there and cannot be read, and why. */
export interface Unreadable {
  readonly reason: string;
}

/** Reads one file; null when there is none. */
export type ReadFile = (path: string) => string | Unreadable | null;

/** All the files of one program. */
export interface Loaded {
  /** In order, each file's in place of the directive that includes it. */
  readonly statements: readonly Statement[];
  /** Relations that statements which did not parse may have been about. */
  readonly broken: ReadonlySet<string>;
  /** Every file, in the order in which it was first met. */
  readonly sources: readonly Source[];
}

/**
 * Parses the files of one program in order and everything they include, each file once. The directory
 * of the first file is where an include of a `.ded` file is looked up that is not beside it.
 */
export function load(files: readonly Source[], readFile: ReadFile, diagnostics: Diagnostics): Loaded {
  const loader = new Loader(files, readFile, diagnostics);
  for (const file of files) loader.file(normalize(file.file), file, []);
  return loader;
}

/** An include that is being followed. */
interface Step {
  readonly path: string;
  readonly include: Include | null;
}

class Loader implements Loaded {
  readonly statements: Statement[] = [];
  readonly broken = new Set<string>();
  readonly sources: Source[] = [];
  readonly #seen = new Set<string>();
  readonly #given: ReadonlyMap<string, Source>;
  readonly #first: string;
  readonly #readFile: ReadFile;
  readonly #diagnostics: Diagnostics;

  constructor(files: readonly Source[], readFile: ReadFile, diagnostics: Diagnostics) {
    this.#given = new Map(files.map((file) => [normalize(file.file), file]));
    this.#first = directoryOf(files[0]?.file ?? '');
    this.#readFile = readFile;
    this.#diagnostics = diagnostics;
  }

  /** Loads a file unless it has been; `above` is the files whose includes lead to it, outermost first. */
  file(path: string, source: Source, above: readonly Step[], include: Include | null = null): void {
    if (this.#seen.has(path)) return;
    this.#seen.add(path);
    this.sources.push(source);
    const parsed = parse(source, this.#diagnostics);
    for (const name of parsed.broken) this.broken.add(name);
    const steps = [...above, { path, include }];
    for (const statement of parsed.statements) {
      if (statement.kind === 'include') this.#include(statement, source, steps);
      else this.statements.push(statement);
    }
  }

  #include(include: Include, from: Source, steps: readonly Step[]): void {
    const { value, span } = include.path;
    if (value === '') {
      this.#diagnostics.add(error('include-not-found', span, 'the path of the file to include is empty'));
      return;
    }
    let failure: Diagnostic | null = null;
    const candidates = this.#candidates(value, from);
    for (const path of candidates) {
      const cycle = steps.findIndex((step) => step.path === path);
      if (cycle >= 0) return this.#refuse(include, path, steps.slice(cycle + 1));
      if (this.#seen.has(path)) return;
      const source = this.#given.get(path) ?? this.#read(path, from.dialect);
      if (source !== null && !('reason' in source)) return this.file(path, source, steps, include);
      if (source !== null) failure ??= error('include-unreadable', span, unreadable(path, source));
    }
    this.#diagnostics.add(failure ?? error('include-not-found', span, notFound(candidates)));
  }

  /** Where an included file may be, the best place first. */
  #candidates(path: string, from: Source): readonly string[] {
    const beside = normalize(join(directoryOf(from.file), path));
    const fallback = normalize(join(this.#first, path));
    return from.dialect === 'ded' && fallback !== beside ? [beside, fallback] : [beside];
  }

  #read(path: string, dialect: Dialect): Source | Unreadable | null {
    const text = this.#readFile(path);
    if (typeof text !== 'string') return text;
    return { file: path, text, dialect: /\.(dl|ded)$/.test(path) ? dialectOf(path) : dialect };
  }

  #refuse(include: Include, path: string, between: readonly Step[]): void {
    const chain = [path, ...between.map((step) => step.path), path].join(' -> ');
    const notes = between.flatMap((step) =>
      step.include === null ? [] : [at(step.include.path.span, `\`${step.path}\` is included here`)],
    );
    this.#diagnostics.add(error('include-cycle', include.path.span, `\`${path}\` includes itself: ${chain}`, notes));
  }
}

/** That none of some files is there. */
export function notFound(paths: readonly string[]): string {
  return `there is no file ${paths.map((path) => `\`${path}\``).join(' nor ')}`;
}

/** That a file cannot be read. */
export function unreadable(path: string, { reason }: Unreadable): string {
  return `cannot read \`${path}\`: ${reason}`;
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}

function join(directory: string, path: string): string {
  return path.startsWith('/') ? path : directory + path;
}

/** One spelling for one file: without `.`, and without `..` where a folder stands before it. */
function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '.' || part === '') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}
