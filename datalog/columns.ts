import { at, type Note } from './diagnostic.ts';
import type { Cells } from './cells.ts';
import type { Draft, DraftRelation } from './draft.ts';
import { nounOf } from './cells.ts';
import type { BaseType, ColumnType } from './program.ts';
import { isTimer } from './io.ts';

/** What is known of a column: its declaration, a cell to find out by, or nothing because its declaration is wrong. */
export type KnownColumn =
  | {
      readonly kind: 'declared';
      readonly base: BaseType;
      readonly role: string | null;
      readonly says: string;
      readonly declared: Note;
    }
  | { readonly kind: 'inferred'; readonly cell: number }
  | { readonly kind: 'unknown' };

const unknown: KnownColumn = { kind: 'unknown' };

/** The columns of all relations. */
export class Columns {
  readonly #draft: Draft;
  readonly #cells: Cells;
  readonly #known = new Map<string, readonly KnownColumn[]>();
  readonly #settled = new Map<string, readonly ColumnType[]>();

  constructor(draft: Draft, cells: Cells) {
    this.#draft = draft;
    this.#cells = cells;
    for (const relation of draft.relations.values()) this.#known.set(relation.name, this.#columnsOf(relation));
  }

  at(relation: DraftRelation, index: number): KnownColumn {
    return this.#known.get(relation.name)?.[index] ?? unknown;
  }

  /** The columns as they turned out, once everything is inferred. */
  typesOf(relation: DraftRelation): readonly ColumnType[] {
    const known = this.#settled.get(relation.name) ?? this.#settle(relation);
    this.#settled.set(relation.name, known);
    return known;
  }

  #settle(relation: DraftRelation): readonly ColumnType[] {
    return (this.#known.get(relation.name) ?? []).map((column, index) => {
      const name = relation.declaration?.columns[index]?.name.text ?? undeclaredName(relation, index);
      if (column.kind === 'declared')
        return { name, type: column.base, role: this.#roleOf(relation, index, column.role) };
      if (column.kind === 'unknown') return { name, type: 'symbol', role: null };
      return { name, type: this.#cells.typeOf(column.cell) ?? 'symbol', role: this.#cells.roleOf(column.cell) };
    });
  }

  /** A location column is one of addresses, even where it is declared a plain symbol. */
  #roleOf(relation: DraftRelation, index: number, declared: string | null): string | null {
    return declared ?? (relation.location === index ? 'addr' : null);
  }

  #columnsOf(relation: DraftRelation): KnownColumn[] {
    const { declaration, arity } = relation;
    if (!declaration) return Array.from({ length: arity ?? 0 }, (_, index) => this.#undeclared(relation, index));
    return declaration.columns.map((column, index): KnownColumn => {
      const { types } = this.#draft;
      const base = types.baseOf(column.type.text);
      if (base === null) return unknown;
      const role = this.#roleOf(relation, index, types.roleOf(column.type.text));
      const says = `${columnName(relation, index)} is ${nounOf(new Set([base]))}`;
      return {
        kind: 'declared',
        base,
        role,
        says,
        declared: at(column.span, `${columnName(relation, index)} is declared here`),
      };
    });
  }

  #undeclared(relation: DraftRelation, index: number): KnownColumn {
    const cell = this.#cells.fresh();
    const { span, name } = relation;
    const must = (types: readonly BaseType[], says: string): void => {
      this.#cells.constrain(cell, { types: new Set(types), span, says, declared: null, implied: true });
    };
    if (relation.builtIn) {
      must([index === 2 ? 'number' : 'symbol'], `${columnName(relation, index)} is built in`);
      if (index < 2) this.#cells.addRole(cell, 'addr');
    } else if (relation.classic && index === 0) {
      // The outcome relations of classic programs begin with whatever is compared between runs.
      const says = `the first column of \`${name}\` is its location, an address`;
      if (name !== 'pre' && name !== 'post') must(['symbol'], says);
      this.#cells.addRole(cell, 'addr');
    } else if (this.#draft.inputs.some((input) => input.relation.text === name && isTimer(input))) {
      must(['number', 'unsigned'], 'a timer gives an integer');
    }
    return { kind: 'inferred', cell };
  }
}

function undeclaredName(relation: DraftRelation, index: number): string {
  return (relation.builtIn && ['observer', 'node', 'tick'][index]) || `c${index + 1}`;
}

/** A column as a message names it. */
export function columnName(relation: DraftRelation, index: number): string {
  const declared = relation.declaration?.columns[index];
  return `column ${declared ? `\`${declared.name.text}\`` : index + 1} of \`${relation.name}\``;
}
