import type { Source, Span } from '../datalog/source.ts';
import type { Compilation, compile } from '../planner/compile.ts';
import type { DiagnosticsFormat, Stage } from './choices.ts';
import { ended } from './graph.ts';
import { exitCodes, print, type Host } from './host.ts';
import { load } from './load.ts';

/** `dlc show`: prints what a stage of the compiler made of the program; gives the exit code. */
export async function show(
  files: readonly string[],
  options: { readonly stage: Stage; readonly diagnostics: DiagnosticsFormat },
  host: Host,
  compiler: typeof compile,
): Promise<number> {
  const compilation = await load(files, host, compiler, options.diagnostics);
  if (typeof compilation === 'number') return compilation;
  const text = options.stage === 'ast' ? syntaxTree(compilation.statements) : compilation.show(options.stage);
  if (text === null) {
    host.stderr.write('error: an expression of this program is nested too deep to be shown as a tree\n');
    return exitCodes.program;
  }
  await print(host, [ended(text)]);
  return exitCodes.fine;
}

/** The syntax tree as JSON, in which a span is `file:line:column-line:column`; null where it is deeper than JSON's writer goes. */
function syntaxTree(statements: Compilation['statements']): string | null {
  const places = new Places();
  const replace = (key: string, value: unknown) => (key === 'span' && isSpan(value) ? places.name(value) : value);
  try {
    return JSON.stringify(statements, replace, 2);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function isSpan(value: unknown): value is Span {
  return typeof value === 'object' && value !== null && 'source' in value && 'start' in value && 'end' in value;
}

/** Names places quickly however many there are: the lines of each source are found once. */
class Places {
  readonly #lineStarts = new Map<Source, readonly number[]>();

  name({ source, start, end }: Span): string {
    let starts = this.#lineStarts.get(source);
    if (!starts) {
      starts = [0, ...Array.from(source.text.matchAll(/\n/g), (match) => match.index + 1)];
      this.#lineStarts.set(source, starts);
    }
    return `${source.file}:${place(starts, start)}-${place(starts, end)}`;
  }
}

function place(starts: readonly number[], offset: number): string {
  let low = 0;
  let high = starts.length;
  // starts[low] <= offset, and offset < starts[high] where there is one.
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return `${low + 1}:${offset - (starts[low] ?? 0) + 1}`;
}
