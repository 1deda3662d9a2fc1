import type { BaseType, Value } from '../datalog/program.ts';
import type { Span } from '../datalog/source.ts';
import type { ChoiceShape, ClosingShape, ExitShape, FoldShape, LookupShape, RelationShape, ScanShape, SourceShape } from '../runtime/abi.ts';
import type { Flows } from './flows.ts';
import type { OperatorId } from './graph.ts';
import { Code, identifier, js, lines } from './js.ts';
import type { Partition } from './partition.ts';

/** Integers below this are their own words (`runtime/values.ts`). */
const smallest = -0x40000000;
const largest = 0x3fffffff;

/** An index, and its name in generated code. */
interface NamedIndex {
  readonly index: number;
  readonly name: Code;
}

/**
 * The storage of a module and its names in generated code: relations, shared indexes, handoffs and
 * constants. An index is made when it is first asked for, so those that exist are those used.
 */
export class Storage {
  readonly lookupShapes: LookupShape[] = [];
  readonly scanShapes: ScanShape[] = [];
  readonly lossShapes: ScanShape[] = [];
  readonly sourceShapes: SourceShape[] = [];
  readonly foldShapes: FoldShape[] = [];
  readonly exitShapes: ExitShape[] = [];
  readonly closingShapes: ClosingShape[] = [];
  readonly choiceShapes: ChoiceShape[] = [];
  readonly relations: readonly RelationShape[];
  readonly #indexes: ReadonlyMap<string, number>;
  readonly #relationNames: readonly Code[];
  readonly #lookups = new Map<string, NamedIndex>();
  readonly #handoffs = new Map<OperatorId, { readonly index: number; readonly name: Code }>();
  readonly #constants = new Map<string, Code>();
  readonly #declarations: Code[] = [];
  readonly #used = new Map<string, number>();
  readonly #ruleOf = new Map<string, number>();

  constructor(partition: Partition, flows: Flows, relations: readonly RelationShape[], rules: readonly { readonly span: Span }[]) {
    this.relations = relations;
    this.#indexes = new Map(relations.map(({ name }, index) => [name, index]));
    this.#relationNames = relations.map(({ name, auxiliary }, index) => {
      const identity = this.fresh(auxiliary ? 'aux' : name);
      this.#declarations.push(js`const ${identity} = relations[${index}];`);
      return identity;
    });
    rules.forEach(({ span }, index) => this.#ruleOf.set(spanKey(span), index));
    for (const { operators } of partition.subgraphs) for (const id of operators) this.#addHandoff(partition, flows, id);
  }

  /** A name not used before in the module. */
  fresh(text: string): Code {
    const word = identifier(text, 0).text;
    const number = this.#used.get(word) ?? 0;
    this.#used.set(word, number + 1);
    return identifier(text, number);
  }

  indexOf(relation: string): number {
    const index = this.#indexes.get(relation);
    if (index === undefined) throw new Error(`no relation ${relation}`);
    return index;
  }

  nameOf(relation: string): Code {
    return this.#relationNames[this.indexOf(relation)]!;
  }

  arityOf(relation: string): number {
    return this.relations[this.indexOf(relation)]!.columns.length;
  }

  /** Whether a relation can lose rows. */
  isChanging(relation: string): boolean {
    return this.relations[this.indexOf(relation)]!.lifetime === 'changing';
  }

  /** The shared index of a relation on some columns that finds its rows. */
  lookup(relation: string, columns: readonly number[]): NamedIndex {
    return this.#index(relation, columns, false, '');
  }

  /** The one that finds what rows have in the other columns: of all rows, or of those that scans of a subgraph have taken. */
  cluster(relation: string, columns: readonly number[], takenBy: string | null): NamedIndex {
    return this.#index(relation, columns, true, takenBy ?? '');
  }

  /** What evaluates rules that pass a column on. */
  closing(shape: ClosingShape): Code {
    const index = this.closingShapes.push(shape) - 1;
    const name = this.fresh(`${this.#relationNames[shape.relation]!.text} closing`);
    this.#declarations.push(js`const ${name} = closings[${index}];`);
    return name;
  }

  /** Marks of the blocks of an index, for one who asks. */
  marks(cluster: Code): Code {
    const name = this.fresh('marks');
    this.#declarations.push(js`const ${name} = ${cluster}.newMarks();`);
    return name;
  }

  /** The rows that a scan takes, those together that agree on some columns. */
  groups(scan: Code, columns: readonly number[]): Code {
    const name = this.fresh('groups');
    this.#declarations.push(js`const ${name} = ${scan}.groupedBy(${columns});`);
    return name;
  }

  /** The rows that a scan takes, in the order of some columns. */
  order(scan: Code, columns: readonly number[]): Code {
    const name = this.fresh('order');
    this.#declarations.push(js`const ${name} = ${scan}.orderedBy(${columns});`);
    return name;
  }

  #index(relation: string, columns: readonly number[], clustered: boolean, takenBy: string): NamedIndex {
    const key = `${this.indexOf(relation)} ${clustered ? 'of' : 'by'} ${columns.join(' ')} ${takenBy}`;
    const known = this.#lookups.get(key);
    if (known) return known;
    const index = this.lookupShapes.push({ relation: this.indexOf(relation), columns, clustered }) - 1;
    const name = this.fresh(`${this.nameOf(relation).text} ${clustered ? 'of' : 'by'} ${columns.join(' ')}`);
    this.#declarations.push(js`const ${name} = lookups[${index}];`);
    const named = { index, name };
    this.#lookups.set(key, named);
    return named;
  }

  /** The `Scan`, `Source`, `Fold` or exit of an operator that has one. */
  handoff(id: OperatorId): { readonly index: number; readonly name: Code } | undefined {
    return this.#handoffs.get(id);
  }

  /** Index of the rule at a place; 0 for what no rule stands behind, which cannot fail. */
  ruleAt(span: Span | null): number {
    return (span && this.#ruleOf.get(spanKey(span))) ?? 0;
  }

  /** The word of a constant: itself when it is a small integer, otherwise made once at linking. */
  constant(type: BaseType, value: Value): Code {
    if (typeof value === 'boolean') return js`${value ? 1 : 0}`;
    if (type !== 'float' && typeof value === 'number' && value >= smallest && value <= largest) return js`${value === 0 ? 0 : value}`;
    const key = `${type} ${value}`;
    const known = this.#constants.get(key);
    if (known) return known;
    const name = this.fresh(typeof value === 'string' ? `c ${value.slice(0, 20)}` : 'c');
    const made = typeof value === 'string' ? js`values.ofText(${value})` : type === 'float' ? js`values.ofFloat(${number(value)})` : js`values.ofNumber(${value})`;
    this.#declarations.push(js`const ${name} = ${made};`);
    this.#constants.set(key, name);
    return name;
  }

  /** The declarations of everything named. */
  constants(): Code {
    return lines(this.#declarations);
  }

  #addHandoff(partition: Partition, flows: Flows, id: OperatorId): void {
    const { operation, origin } = partition.graph.operator(id);
    const add = <Shape>(shapes: Shape[], shape: Shape, array: Code, text: string): void => {
      const index = shapes.push(shape) - 1;
      const name = this.fresh(text);
      this.#declarations.push(js`const ${name} = ${array}[${index}];`);
      this.#handoffs.set(id, { index, name });
    };
    switch (operation.kind) {
      case 'scan':
        if (flows.leads.has(id)) add(this.scanShapes, { relation: this.indexOf(operation.relation), whole: operation.whole }, js`scans`, `${operation.relation} scan`);
        return;
      case 'loss':
        if (flows.leads.has(id)) add(this.lossShapes, { relation: this.indexOf(operation.relation), whole: false }, js`losses`, `${operation.relation} loss`);
        return;
      case 'source':
      case 'leave':
      case 'receive':
        return add(this.sourceShapes, { relation: this.indexOf(operation.relation), kind: operation.kind }, js`sources`, `${operation.relation} ${operation.kind}`);
      case 'fold': {
        const folds = operation.folds.map((fold) => ({ function: fold.function, type: fold.type, rule: this.ruleAt(origin) }));
        return add(this.foldShapes, { lifetime: operation.lifetime, groups: operation.group, folds }, js`folds`, 'fold');
      }
      case 'next':
      case 'send':
      case 'drop':
        return add(this.exitShapes, { relation: this.indexOf(operation.relation), kind: operation.kind }, js`exits`, `${operation.relation} ${operation.kind}`);
      default:
        return;
    }
  }
}

function number(value: number): Code {
  return Number.isFinite(value) ? js`${value}` : Code.trusted(String(value));
}

function spanKey({ source, start, end }: Span): string {
  return `${source.file} ${start} ${end}`;
}
