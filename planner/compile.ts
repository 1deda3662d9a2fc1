import type { Statement } from '../datalog/ast.ts';
import { check } from '../datalog/check.ts';
import { Diagnostics, type Diagnostic } from '../datalog/diagnostic.ts';
import { printChecked } from '../datalog/print-program.ts';
import { isStream, type Program } from '../datalog/program.ts';
import type { Source } from '../datalog/source.ts';
import { load, type ReadFile } from '../grammar/include.ts';
import { dot } from '../dataflow/dot.ts';
import { mermaid } from '../dataflow/mermaid.ts';
import { everywhere, timedLocals } from './everywhere.ts';
import { here } from './here.ts';
import { plan, printPlan, type Plan, type ShownName } from './plan.ts';
import { projectOnto, wholly, type Projection } from './roles.ts';

export type CompileResult =
  | { readonly ok: true; readonly compilation: Compilation; readonly warnings: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

export interface CompileOptions {
  /** Rows of any `.input` may come at any tick, not only those of streams: a file is then no more than how it starts. */
  readonly openInputs?: boolean;
  /** What is kept can be put back as it was at some tick: a snapshot, or a tick that is taken back. */
  readonly resumable?: boolean;
  /** The names of its files when it runs, where they are not those in messages of the compiler. */
  readonly shown?: ShownName;
  /** Its code counts rows and takes time, for `runtime/profile.ts`; a little slower, and the same otherwise. */
  readonly profiled?: boolean;
}

/**
 * Compiles a program: parse, check, and then, when asked for, lower, build, simplify, partition and
 * emit (`plan`). A mistake of the user's is a diagnostic in the result; nothing is thrown for it.
 */
export function compile(files: readonly Source[], readFile: ReadFile, options: CompileOptions = {}): CompileResult {
  const diagnostics = new Diagnostics();
  const loaded = load(files, readFile, diagnostics);
  const program = check(loaded, diagnostics);
  if (program === null || diagnostics.hasErrors) return { ok: false, diagnostics: diagnostics.sorted() };
  return { ok: true, compilation: new Compilation(loaded.statements, program, options), warnings: diagnostics.sorted() };
}

/** A program without errors, and its plans, each made when it is first asked for. */
export class Compilation {
  readonly statements: readonly Statement[];
  readonly program: Program;
  readonly #plans = new Map<string, Plan>();
  /** Relations whose rows may come from outside at any tick. */
  readonly #arriving: ReadonlySet<string>;
  readonly #resumable: boolean;
  readonly #shown: ShownName;
  readonly #profiled: boolean;

  constructor(statements: readonly Statement[], program: Program, { openInputs = false, resumable = false, shown = (file) => file, profiled = false }: CompileOptions) {
    this.statements = statements;
    this.program = program;
    this.#resumable = resumable;
    this.#shown = shown;
    this.#profiled = profiled;
    const inputs = [...program.relations.values()].filter(({ input }) => input !== null && (openInputs || isStream(input)));
    this.#arriving = new Set(inputs.map((each) => each.name));
  }

  /** Whether some rule looks at several locations, at a past tick or at `crash`: then all is one program. */
  get isSpecification(): boolean {
    return this.program.rules.some((rule) => rule.spec);
  }

  /** The plan of everything, for a program that runs in one place or is drawn whole. */
  whole(): Plan {
    return this.#planned('whole', () => wholly(here(this.program), this.#arriving, this.#resumable));
  }

  /** The plan for locations of some roles, their supertypes included. */
  forRoles(roles: ReadonlySet<string>): Plan {
    if (this.program.roles.size === 0) return this.whole();
    return this.#planned(`roles ${[...roles].sort().join(' ')}`, () => projectOnto(here(this.program), roles, this.#arriving, this.#resumable));
  }

  /** The plan of one program over all locations. */
  everywhere(): Plan {
    return this.#planned('everywhere', () => wholly(everywhere(this.program), new Set([...this.#arriving, ...timedLocals(this.program)]), this.#resumable));
  }

  /** A stage of the compilation as text. */
  show(stage: 'checked' | 'plan' | 'js'): string {
    switch (stage) {
      case 'checked':
        return printChecked(this.program);
      case 'plan':
        return printPlan(this.drawn());
      case 'js':
        return `export default (${this.drawn().code});\n`;
    }
  }

  /** The partitioned graph as a picture. */
  graph(format: 'mermaid' | 'dot'): string {
    const { partition } = this.drawn();
    return format === 'mermaid' ? mermaid(partition) : dot(partition);
  }

  /** The plan that stands for the program in pictures: of all its roles, specification rules as they run. */
  drawn(): Plan {
    return this.isSpecification ? this.everywhere() : this.whole();
  }

  #planned(key: string, project: () => Projection): Plan {
    let made = this.#plans.get(key);
    if (!made) {
      made = plan(project(), this.#shown, this.#profiled);
      this.#plans.set(key, made);
    }
    return made;
  }
}
