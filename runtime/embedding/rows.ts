import type { Row, Value } from '../abi.ts';
import { internedColumns, type Collector, type InternedColumn } from '../collector.ts';
import { described, problemOf } from '../row-check.ts';
import type { RowLog } from '../signed-rows.ts';
import type { Values } from '../values.ts';
import { encodeColumns } from './columns.ts';
import { listed, UsageError } from './error.ts';
import type { RelationSchema } from './schema.ts';

/** The rows of one relation as its host writes and reads them. */
export class RowForm {
  readonly schema: RelationSchema;
  /** Columns whose words stand for values of a table. */
  readonly interned: readonly InternedColumn[];
  readonly #values: Values;
  readonly #columnOf: ReadonlyMap<string, number>;
  /** An assignment would set the prototype. */
  readonly #isStrange: boolean;

  constructor(schema: RelationSchema, values: Values) {
    this.schema = schema;
    this.#values = values;
    this.#columnOf = new Map(schema.columns.map((column, index) => [column.name, index]));
    this.#isStrange = this.#columnOf.has('__proto__');
    this.interned = internedColumns(schema.columns.map((column) => column.type));
  }

  get collector(): Collector {
    return this.#values.collector;
  }

  /** A row that is given as an object or a tuple, in column order. */
  read(given: unknown): Row {
    const { name, columns } = this.schema;
    if (Array.isArray(given)) {
      if (given.length !== columns.length) throw new UsageError(`a row of ${this.#signature()} has ${counted(columns.length)}, not ${given.length}`);
      return columns.map((_, index) => this.#checked(index, given[index]));
    }
    if (!isObject(given)) throw new UsageError(`a row of \`${name}\` is an object or an array, not ${described(given)}`);
    const row = columns.map((column, index) => {
      const value = given[column.name];
      if (value === undefined) throw new UsageError(`a row of ${this.#signature()} needs column \`${column.name}\``);
      return this.#checked(index, value);
    });
    const keys = Object.keys(given);
    if (keys.length > columns.length) for (const key of keys) this.#columnNamed(key);
    return row;
  }

  /** Rows that are given as an array for each column, by their names or in their order. */
  readColumns(given: unknown): RowLog {
    const { name, columns } = this.schema;
    if (!isObject(given) || ArrayBuffer.isView(given)) throw new UsageError(`the columns of \`${name}\` are an object or an array of arrays, not ${described(given)}`);
    if (Array.isArray(given)) {
      if (given.length !== columns.length) throw new UsageError(`${this.#signature()} has ${counted(columns.length)}, not ${given.length}`);
      return encodeColumns(this.schema, given, this.#values);
    }
    const missing = columns.find((column) => given[column.name] === undefined);
    if (missing) throw new UsageError(`${this.#signature()} needs column \`${missing.name}\``);
    for (const key of Object.keys(given)) this.#columnNamed(key);
    return encodeColumns(this.schema, columns.map((column) => given[column.name]), this.#values);
  }

  /** Some columns of a row: for each, its index and value. */
  readPart(given: unknown): { readonly column: number; readonly value: Value }[] {
    if (!isObject(given) || Array.isArray(given)) throw new UsageError(`\`where\` takes an object of columns of \`${this.schema.name}\`, not ${described(given)}`);
    return Object.entries(given).map(([name, value]) => {
      const column = this.#columnNamed(name);
      return { column, value: this.#checked(column, value) };
    });
  }

  /** The word of a value of a column; null where no row has it. */
  find(column: number, value: Value): number | null {
    return this.#values.find(this.schema.columns[column]!.type, value);
  }

  /** The row at an offset of `words` as an object. */
  object(words: Int32Array, at: number): Readonly<Record<string, Value>> {
    const { columns } = this.schema;
    const row: Record<string, Value> = {};
    for (let i = 0; i < columns.length; i++) {
      const { name, type } = columns[i]!;
      const value = this.#values.decode(type, words[at + i]!);
      if (this.#isStrange) Object.defineProperty(row, name, { value, enumerable: true, writable: true, configurable: true });
      else row[name] = value;
    }
    return row;
  }

  #columnNamed(name: string): number {
    const column = this.#columnOf.get(name);
    if (column === undefined) throw new UsageError(`\`${this.schema.name}\` has no column \`${name}\`; its columns are ${listed([...this.#columnOf.keys()])}`);
    return column;
  }

  #checked(index: number, value: unknown): Value {
    const { name, type } = this.schema.columns[index]!;
    const problem = problemOf(type, value);
    if (problem !== null) throw new UsageError(`column \`${name}\` of \`${this.schema.name}\`: ${problem}`);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : '';
  }

  #signature(): string {
    const { name, columns } = this.schema;
    return `\`${name}(${columns.map((column) => `${column.name}: ${column.type}`).join(', ')})\``;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function counted(columns: number): string {
  return columns === 1 ? '1 column' : `${columns} columns`;
}
