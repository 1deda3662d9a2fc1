import type { Atom, Clause, Declaration, IoDirective, Literal, Persist, SpecMark, Statement } from './ast.ts';
import type { Diagnostic, Diagnostics } from './diagnostic.ts';
import type { Functor } from './program.ts';
import type { Scope } from './scope.ts';
import type { Dialect, Span } from './source.ts';
import type { TypeTable } from './type-table.ts';

/** The program while it is being checked: what the statements say together, right or wrong. */
export interface Draft {
  readonly statements: readonly Statement[];
  readonly types: TypeTable;
  /** Every relation mentioned anywhere, in order of first mention. */
  readonly relations: ReadonlyMap<string, DraftRelation>;
  /** Clauses that can be understood, in order; those of `.persist` included. */
  readonly clauses: readonly DraftClause[];
  readonly inputs: readonly IoDirective[];
  readonly outputs: readonly IoDirective[];
  /** Functors of the host, by name; null where the declaration is wrong. */
  readonly functors: ReadonlyMap<string, Functor | null>;
  readonly persists: readonly Persist[];
  readonly specMarks: readonly SpecMark[];
  /** Names that something unreadable or not supported may have meant to declare: nothing is said about them. */
  readonly silenced: ReadonlySet<string>;
  /** Whether some relation has a location. */
  readonly located: boolean;
  readonly report: Report;
}

export interface DraftRelation {
  readonly name: string;
  readonly declaration: Declaration | null;
  /** Its declaration, or the first place that mentions it. */
  readonly span: Span;
  /** The declared number of columns, or that of the first atom; null when nothing tells. */
  readonly arity: number | null;
  /** Something declares, states, derives or inputs it. */
  readonly defined: boolean;
  readonly location: number | null;
  /** First column is a location only because the classic spelling says so. */
  readonly classic: boolean;
  readonly channel: boolean;
  /** It is `crash(observer, node, tick)`, which a verifier fills and nothing in the program does. */
  readonly builtIn: boolean;
}

/** A fact (`body` is null) or a rule in negation normal form, its variables resolved. */
export interface DraftClause {
  readonly head: Atom;
  /** Negations stand only before atoms and built-in constraints. */
  readonly body: readonly Literal[] | null;
  readonly dialect: Dialect;
  /** As in the text; several heads, and the alternatives of a located rule, are several clauses of one span. */
  readonly span: Span;
  /** The clause as written, or null when a directive stands for it. */
  readonly written: Clause | null;
  readonly scope: Scope;
}

/** Collects diagnostics, each once, and remembers which clauses are not worth further checks. */
export class Report {
  readonly #diagnostics: Diagnostics;
  readonly #seen = new Set<string>();
  readonly #sources = new Map<unknown, number>();
  readonly #faulty = new Set<DraftClause>();

  constructor(diagnostics: Diagnostics) {
    this.#diagnostics = diagnostics;
  }

  /** Adds a diagnostic; an error about a clause makes the clause faulty. */
  add(diagnostic: Diagnostic, clause: DraftClause | null = null): void {
    if (clause && diagnostic.severity === 'error') this.blame(clause);
    const { source, start, end } = diagnostic.span;
    const file = this.#sources.get(source) ?? this.#sources.size;
    this.#sources.set(source, file);
    // A clause with several heads is several clauses that share a body, and a body's mistake is one mistake.
    const key = JSON.stringify([diagnostic.code, file, start, end, diagnostic.message]);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#diagnostics.add(diagnostic);
  }

  /** Makes a clause faulty. */
  blame(clause: DraftClause): void {
    this.#faulty.add(clause);
  }

  isFaulty(clause: DraftClause): boolean {
    return this.#faulty.has(clause);
  }

  get hasErrors(): boolean {
    return this.#diagnostics.hasErrors;
  }
}
