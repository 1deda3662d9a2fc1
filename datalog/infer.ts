import { assertNever } from './ast.ts';
import type { Aggregate, Atom, Call, Literal, Term } from './ast.ts';
import { Cells, nounOf, type Clash, type Evidence } from './cells.ts';
import { disagrees } from './checks/arity.ts';
import { takes } from './checks/functors.ts';
import { evidenceConflict, valueConflict } from './checks/type-conflict.ts';
import { Columns, columnName } from './columns.ts';
import type { Note } from './diagnostic.ts';
import type { Draft, DraftClause, DraftRelation } from './draft.ts';
import { signatureOf } from './functors.ts';
import { literalEvidence } from './literal-evidence.ts';
import type { BaseType } from './program.ts';
import { originsOf, shown } from './origins.ts';
import type { Span } from './source.ts';
import { trampoline } from './trampoline.ts';
import { termsOf } from './walk.ts';

const numeric: ReadonlySet<BaseType> = new Set<BaseType>(['number', 'unsigned', 'float']);
const ordered: ReadonlySet<BaseType> = new Set<BaseType>([...numeric, 'symbol']);

/** The types of a program's columns, variables and terms; null where an error leaves them unknown. */
export interface Types {
  readonly columns: Columns;
  variable(clause: DraftClause, id: number): BaseType | null;
  /** Of a term that is not a whole column of an atom. */
  term(clause: DraftClause, term: Term): BaseType | null;
}

/** Settles every type from declarations, literals and functors, by unification; reports what cannot be settled. */
export function inferTypes(draft: Draft): Types {
  const cells = new Cells();
  const columns = new Columns(draft, cells);
  const clauses = new Map(draft.clauses.map((clause) => [clause, new ClauseInference(draft, columns, cells, clause)]));
  for (const inference of clauses.values()) inference.run();
  return {
    columns,
    variable: (clause, id) => clauses.get(clause)?.variable(id) ?? null,
    term: (clause, term) => clauses.get(clause)?.typeOf(term) ?? null,
  };
}

class ClauseInference {
  readonly #draft: Draft;
  readonly #columns: Columns;
  readonly #cells: Cells;
  readonly #clause: DraftClause;
  readonly #variables: (number | undefined)[] = [];
  #terms: Map<Term, number> | null = null;

  constructor(draft: Draft, columns: Columns, cells: Cells, clause: DraftClause) {
    this.#draft = draft;
    this.#columns = columns;
    this.#cells = cells;
    this.#clause = clause;
  }

  run(): void {
    // The body first: a head that does not fit it is the head's mistake.
    this.#body(this.#clause.body ?? []);
    this.#atom(this.#clause.head);
  }

  variable(id: number): BaseType | null {
    return this.#cells.typeOf(this.#variableCell(id));
  }

  typeOf(term: Term): BaseType | null {
    if (term.kind === 'variable') return this.variable(this.#clause.scope.idOf(term));
    const cell = this.#terms?.get(term);
    return cell === undefined ? null : this.#cells.typeOf(cell);
  }

  #body(body: readonly Literal[]): void {
    for (const literal of body) this.#literal(literal);
  }

  #literal(literal: Literal): void {
    switch (literal.kind) {
      case 'atom':
        return this.#atom(literal);
      case 'negation':
        return this.#literal(literal.operand);
      case 'comparison':
        return this.#comparison(literal.left, literal.right, literal.operator);
      case 'test':
        for (const term of termsOf(literal)) this.#argument(term, new Set(['symbol']), literal.name.text);
        return;
      case 'disjunction':
        for (const each of literal.alternatives) this.#body(each);
        return;
      case 'truth':
        return;
      default:
        assertNever(literal);
    }
  }

  #comparison(left: Term, right: Term, operator: string): void {
    const [first, second] = [this.#infer(left), this.#infer(right)];
    if (operator !== '=' && operator !== '!=') {
      const says = `\`${operator}\` compares values with an order`;
      this.#constrain(first, { types: ordered, span: left.span, says, declared: null }, left);
    }
    this.#unify(first, second, shown(left), right, left);
  }

  #atom(atom: Atom): void {
    const relation = this.#draft.relations.get(atom.relation.text);
    for (const [index, term] of atom.terms.entries()) {
      if (!relation || disagrees(atom, relation)) this.#infer(term);
      else this.#column(term, relation, index);
    }
  }

  #column(term: Term, relation: DraftRelation, index: number): void {
    if (term.kind === 'wildcard') return;
    const column = this.#columns.at(relation, index);
    const literal = literalEvidence(term);
    if (column.kind === 'declared') {
      const { base, role, says, declared } = column;
      const evidence: Evidence = { types: new Set([base]), span: term.span, says, declared };
      if (literal?.types.has(base)) return;
      const cell = this.#infer(term);
      if (role !== null) this.#cells.addRole(cell, role);
      this.#constrain(cell, evidence, term);
    } else if (column.kind === 'inferred') {
      const name = columnName(relation, index);
      if (!literal) return this.#unify(column.cell, this.#infer(term), name, term);
      const clash = this.#cells.constrain(column.cell, literal);
      if (clash) this.#draft.report.add(evidenceConflict(clash, name), this.#clause);
    } else {
      this.#infer(term);
    }
  }

  #infer(term: Term): number {
    return trampoline((each: Term) => this.#inferSteps(each), term);
  }

  *#inferSteps(term: Term): Generator<Term, number, number> {
    switch (term.kind) {
      case 'variable':
        return this.#variableCell(this.#clause.scope.idOf(term));
      case 'call':
        return this.#remember(term, yield* this.#call(term));
      case 'aggregate':
        return this.#remember(term, this.#aggregate(term));
      case 'headaggregate':
        return this.#remember(term, this.#fold(term.function.text, term.variable, term.span));
      default: {
        const cell = this.#cells.fresh();
        const literal = literalEvidence(term);
        if (literal) this.#cells.constrain(cell, literal);
        return this.#remember(term, cell);
      }
    }
  }

  *#call(call: Call): Generator<Term, number, number> {
    const { functor, terms, span } = call;
    const result = this.#cells.fresh();
    const signature = signatureOf(functor.text, this.#draft.functors);
    if (!signature || !takes(signature, terms.length)) {
      for (const term of terms) yield term;
      return result;
    }
    let first: Term | null = null;
    const same = this.#cells.fresh();
    for (const [index, term] of terms.entries()) {
      const type = signature.args[Math.min(index, signature.args.length - 1)] ?? 'T';
      const cell = yield term;
      this.#takes(cell, term, new Set(type === 'T' ? signature.T : [type]), functor.text);
      if (type !== 'T') continue;
      this.#unify(same, cell, first ? shown(first) : '', term, first);
      first ??= term;
    }
    if (signature.result === 'T') this.#cells.unify(result, same);
    else this.#cells.constrain(result, gives(functor.text, signature.result, span));
    return result;
  }

  #argument(term: Term, types: ReadonlySet<BaseType>, taker: string): number {
    const cell = this.#infer(term);
    this.#takes(cell, term, types, taker);
    return cell;
  }

  #takes(cell: number, term: Term, types: ReadonlySet<BaseType>, taker: string): void {
    const says = `\`${taker}\` takes ${nounOf(types)}`;
    this.#constrain(cell, { types, span: term.span, says, declared: null }, term);
  }

  #aggregate({ function: name, target, body, span }: Aggregate): number {
    this.#body(body);
    return this.#fold(name, target, span);
  }

  #fold(name: string, target: Term | null, span: Span): number {
    const result = this.#cells.fresh();
    if (name === 'count' || target === null) {
      if (target) this.#infer(target);
      this.#cells.constrain(result, gives(name, 'number', span));
    } else if (name === 'mean' || name === 'avg') {
      this.#argument(target, numeric, name);
      this.#cells.constrain(result, gives(name, 'float', span));
    } else if (name === 'choose') {
      this.#cells.unify(result, this.#infer(target));
    } else {
      this.#cells.unify(result, this.#argument(target, name === 'sum' ? numeric : ordered, name));
    }
    return result;
  }

  #variableCell(id: number): number {
    const known = this.#variables[id];
    if (known !== undefined) return known;
    const cell = this.#cells.fresh();
    this.#variables[id] = cell;
    return cell;
  }

  #remember(term: Term, cell: number): number {
    this.#terms ??= new Map();
    this.#terms.set(term, cell);
    return cell;
  }

  #constrain(cell: number, evidence: Evidence, term: Term): void {
    const clash = this.#cells.constrain(cell, evidence);
    if (clash) this.#draft.report.add(evidenceConflict(clash, shown(term), this.#origins(clash, term)), this.#clause);
  }

  #unify(known: number, cell: number, first: string, term: Term, other: Term | null = null): void {
    const clash = this.#cells.unify(known, cell);
    if (!clash) return;
    const origins = this.#origins(clash, ...(other ? [other, term] : [term]));
    this.#draft.report.add(valueConflict(clash, first, shown(term), term.span, origins), this.#clause);
  }

  #origins(clash: Clash, ...terms: readonly Term[]): readonly Note[] {
    return originsOf(terms, clash, this.#clause, this.#draft);
  }
}

function gives(functor: string, type: BaseType, span: Span): Evidence {
  const types = new Set([type]);
  return { types, span, says: `\`${functor}\` gives ${nounOf(types)}`, declared: null };
}
