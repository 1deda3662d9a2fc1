import { textOf } from '../datalog/source.ts';
import type { SubgraphShape } from '../runtime/abi.ts';
import { choiceOf, choicesBetween } from './choices.ts';
import { noBindings, wordsOf, type Continue, type EmitContext, type OperatorDeclaration, type RowCode } from './emission.ts';
import type { Operator, OperatorId } from './graph.ts';
import { block, Code, comment, commas, js, lines, marked } from './js.ts';
import type { Operation, OperatorKind } from './operator.ts';
import { operators } from './operators.ts';
import type { Partition, Subgraph } from './partition.ts';
import type { Flows } from './flows.ts';
import { Runs } from './runs.ts';
import type { Meters } from './meters.ts';
import type { Storage } from './storage-names.ts';

export interface SubgraphCode {
  readonly name: Code;
  readonly code: Code;
  readonly shape: SubgraphShape;
}

/**
 * One subgraph as one function: a loop nest for each leaf of its in-tree, which pulls rows from a
 * handoff, through joins and filters, into the pivot, and pushes them out of the out-tree. Indexes are
 * brought up to date and the rows to take are settled when the function begins, so that what it
 * derives meanwhile waits for its next call and no pair of rows is joined twice. `meters`: what it does is counted.
 */
export function emitSubgraph(partition: Partition, index: number, flows: Flows, storage: Storage, meters: Meters | null): SubgraphCode {
  return new Emitter(partition, index, flows, storage, meters).emit();
}

/** Recursive rules that all pass a column of a relation on, and where their steps go while its rows are closed under them. */
interface Closed {
  readonly relation: string;
  readonly column: number;
  readonly scans: readonly Operator[];
  readonly name: Code;
}

class Emitter {
  readonly #partition: Partition;
  readonly #index: number;
  readonly #subgraph: Subgraph;
  readonly #storage: Storage;
  readonly #flows: Flows;
  readonly #meters: Meters | null;
  readonly #runs: Runs;
  #prologue: Code[] = [];
  #hoisted = new Map<string, Code>();
  /** What the nest at hand begins with, and the rows of indexes that it brought there, by index and scan. */
  #opening: { readonly updates: Code[]; readonly arenas: Code[] } = { updates: [], arenas: [] };
  readonly #followed = new Map<string, Code>();
  readonly #reads = new Set<number>();
  readonly #functions: Code[] = [];
  readonly #inlets = new Map<OperatorId, Code>();
  /** While their steps are emitted. */
  #closed: Closed | null = null;
  /** What the nest at hand takes rows from, where those are losses. */
  #loss: Code | null = null;
  /** Where the prologue updates an index, and the losses without which that can wait; null: it cannot. */
  #updated = new Map<number, { readonly at: number; readonly name: Code; readonly next: Code; losses: Code[] | null }>();

  constructor(partition: Partition, index: number, flows: Flows, storage: Storage, meters: Meters | null) {
    this.#partition = partition;
    this.#index = index;
    this.#subgraph = partition.subgraphs[index]!;
    this.#flows = flows;
    this.#storage = storage;
    this.#meters = meters;
    this.#runs = new Runs(partition.graph, flows, (relation) => storage.isChanging(relation));
  }

  emit(): SubgraphCode {
    const operators = this.#subgraph.operators.map((id) => this.#partition.graph.operator(id));
    const leaves = operators.filter(({ id }) => this.#flows.leads.has(id));
    const title = operators.find(({ operation }) => operation.kind === 'distinct') ?? operators[0]!;
    const titleRelation = 'relation' in title.operation ? title.operation.relation : 'rows';
    const name = this.#storage.fresh(`run ${titleRelation.startsWith('+') ? 'aux' : titleRelation}`);
    const closed = this.#meters ? null : this.#closedOf(leaves);
    const others = leaves.filter((leaf) => !closed?.scans.includes(leaf));
    const nests = [...others.map((leaf) => (choiceOf(leaf) === null ? this.#emitNest(leaf) : this.#emitWay(leaf))), ...(closed ? [this.#emitClosing(closed), ...closed.scans.map((leaf) => this.#emitNest(leaf))] : [])];
    this.#storage.choiceShapes.push(...choicesBetween(leaves, this.#partition.graph, this.#flows, this.#storage));
    this.#settleUpdates();
    const end = this.#meters?.end() ?? Code.empty;
    const code = lines([...this.#functions, block(js`function ${name}()`, lines([...this.#prologue, ...nests, end]))]);
    return { name, code, shape: this.#shape(name, operators, leaves) };
  }

  #shape(name: Code, members: readonly Operator[], leaves: readonly Operator[]): SubgraphShape {
    const indexes = (ids: readonly OperatorId[], ...kinds: readonly OperatorKind[]): number[] =>
      ids.filter((id) => kinds.includes(this.#partition.graph.operator(id).operation.kind)).map((id) => this.#storage.handoff(id)?.index ?? -1);
    const led = leaves.map(({ id }) => id);
    const distinct = members.flatMap(({ operation }) => (operation.kind === 'distinct' ? [this.#storage.indexOf(operation.relation)] : []));
    const origins = members.flatMap(({ origin }) => (origin ? [this.#storage.ruleAt(origin)] : []));
    return {
      name: name.text,
      relations: distinct,
      scans: indexes(led, 'scan'),
      losses: indexes(led, 'loss'),
      retracts: members.flatMap(({ operation }) => (operation.kind === 'retract' ? [this.#storage.indexOf(operation.relation)] : [])),
      sources: indexes(led, 'source', 'receive', 'leave'),
      fills: indexes(members.flatMap(({ id }) => this.#flows.fills(id)), 'fold'),
      folds: indexes(led, 'fold'),
      unfolds: leaves.flatMap(({ operation }) => (operation.kind === 'unfold' ? [this.#storage.handoff(operation.fold)?.index ?? -1] : [])),
      exits: indexes(members.map(({ id }) => id), 'next', 'send', 'drop'),
      reads: [...this.#reads].filter((index) => !distinct.includes(index)).sort((a, b) => a - b),
      rules: [...new Set(origins)].sort((a, b) => a - b),
    };
  }

  #emitNest(leaf: Operator): Code {
    this.#opening = { updates: [], arenas: [] };
    this.#followed.clear();
    this.#loss = leaf.operation.kind === 'loss' ? (this.#storage.handoff(leaf.id)?.name ?? null) : null;
    const emit = (): Code => lines([this.#heading(leaf), this.#emitOperator(leaf, noBindings)]);
    const nest = this.#meters?.pass(leaf.operation, leaf.origin ? this.#storage.ruleAt(leaf.origin) : -1, emit) ?? emit();
    return lines([...this.#opening.updates, ...this.#opening.arenas, nest]);
  }

  /** A way through a rule that is perhaps not taken: then nothing is done for it. What it brings up to date nobody else here adds rows to: no candidate is recursive. */
  #emitWay(leaf: Operator): Code {
    const [prologue, hoisted, updated] = [this.#prologue, this.#hoisted, this.#updated];
    [this.#prologue, this.#hoisted, this.#updated] = [[], new Map(), new Map()];
    const nest = this.#emitNest(leaf);
    this.#settleUpdates();
    const way = block(js`if (${this.#storage.handoff(leaf.id)?.name ?? missing(leaf.id)}.pending)`, lines([...this.#prologue, nest]));
    [this.#prologue, this.#hoisted, this.#updated] = [prologue, hoisted, updated];
    return way;
  }

  /** The rules of this subgraph that pass a column on, where nothing else is done with a row as it is derived. */
  #closedOf(leaves: readonly Operator[]): Closed | null {
    const closes = leaves.flatMap(({ operation }) => (operation.kind === 'scan' && operation.closes ? [operation.closes] : []))[0];
    if (!closes) return null;
    const { relation, column } = closes;
    const isOne = ({ operation }: Operator): boolean => operation.kind === 'scan' && operation.closes?.relation === relation;
    const scans = leaves.filter(isOne);
    const distinct = this.#subgraph.operators.find((id) => {
      const { operation } = this.#partition.graph.operator(id);
      return operation.kind === 'distinct' && operation.relation === relation;
    });
    const isWhole = scans.length === this.#partition.graph.operators.count(isOne);
    if (!isWhole || distinct === undefined || !this.#runs.isEnd(distinct)) return null;
    const indexes = scans.map(({ id }) => this.#storage.handoff(id)?.index ?? -1);
    return { relation, column, scans, name: this.#storage.closing({ relation: this.#storage.indexOf(relation), column, scans: indexes, subgraph: this.#index }) };
  }

  /** Before the loops of rules that pass a column on: what they do when they begin, for all rows at once that have the same in the other column. */
  #emitClosing(closed: Closed): Code {
    const { relation, column, scans, name } = closed;
    this.#opening = { updates: [], arenas: [] };
    this.#followed.clear();
    this.#closed = closed;
    this.#loss = null;
    const step = this.#storage.fresh('step');
    const word = this.#storage.fresh('word');
    const words = column === 0 ? [js`0`, word] : [word, js`0`];
    const bodies = scans.filter(({ operation }) => 'relation' in operation && operation.relation === relation).map((leaf) => {
      const context = { ...this.#contextOf(leaf), leads: false };
      return lines([this.#heading(leaf), this.#emitKind(leaf.operation, { kind: 'tuple', words }, (out) => this.#continue(leaf.id, out), context)]);
    });
    this.#closed = null;
    const steps = block(js`function ${step}(${word})`, lines(bodies));
    return block(js`if (${name}.isDue())`, lines([...this.#opening.updates, ...this.#opening.arenas, steps, js`${name}.advance(${step});`, js`return;`]));
  }

  /** The text of the rule that a nest starts with, or what it reads. */
  #heading({ operation, origin }: Operator): Code {
    if (origin) return comment(textOf(origin));
    return 'relation' in operation && !operation.relation.startsWith('+') ? comment(`${operation.kind} ${operation.relation}`) : Code.empty;
  }

  #emitOperator(operator: Operator, row: RowCode): Code {
    const code = this.#emitKind(operator.operation, row, (out) => this.#continue(operator.id, out), this.#contextOf(operator));
    return operator.origin ? marked(this.#storage.ruleAt(operator.origin), code) : code;
  }

  /** What becomes of a row that an operator yields. */
  #continue(id: OperatorId, row: RowCode): Code {
    const into = this.#flows.into(id).map((target) => this.#enter(this.#partition.graph.operator(target), row));
    const fills = this.#flows.fills(id).map((target) => {
      const fold = this.#partition.graph.operator(target);
      return this.#emitFill(fold, row);
    });
    return lines([...into, ...fills]);
  }

  #emitFill(fold: Operator, row: RowCode): Code {
    const context = { ...this.#contextOf(fold), leads: false };
    return this.#emitKind(fold.operation, row, () => Code.empty, context);
  }

  #emitKind(operation: Operation, row: RowCode, next: Continue, context: EmitContext): Code {
    const emit = (then: Continue): Code => emitKind(operation, row, then, context);
    const relation = 'relation' in operation ? this.#storage.indexOf(operation.relation) : -1;
    return this.#meters?.measured(operation, context.leads, relation, next, emit) ?? emit(next);
  }

  /**
   * Enters an operator. One that several branches flow into, and that goes on beyond an insertion, is
   * a function of its own, so that its code is there once; but where rows are counted each branch has its own.
   */
  #enter(operator: Operator, row: RowCode): Code {
    if (this.#closed) return operator.operation.kind === 'distinct' ? js`${this.#closed.name}.add(${wordsOf(row)[1 - this.#closed.column]!});` : this.#emitOperator(operator, row);
    if (this.#meters || this.#flows.branches(operator.id) < 2 || row.kind !== 'tuple' || this.#isShort(operator.id)) {
      const heading = operator.operation.kind === 'scan' || operator.operation.kind === 'loss' ? this.#heading(operator) : Code.empty;
      return lines([heading, this.#emitOperator(operator, row)]);
    }
    let inlet = this.#inlets.get(operator.id);
    if (!inlet) {
      inlet = this.#storage.fresh('push');
      this.#inlets.set(operator.id, inlet);
      const words = row.words.map(() => this.#storage.fresh('word'));
      // Others flow into it too.
      this.#loss = null;
      this.#functions.push(block(js`function ${inlet}(${commas(words)})`, this.#emitOperator(operator, { kind: 'tuple', words })));
    }
    return js`${inlet}(${commas(row.words)});`;
  }

  /** Whether what follows is an insertion and nothing more. */
  #isShort(id: OperatorId): boolean {
    const targets = this.#flows.into(id);
    if (this.#flows.fills(id).length > 0) return false;
    const { kind } = this.#partition.graph.operator(id).operation;
    if (kind === 'distinct' || kind === 'retract') return this.#runs.isEnd(id);
    return targets.length === 1 && this.#isShort(targets[0]!);
  }

  #contextOf({ id, origin, operation }: Operator): EmitContext {
    const storage = this.#storage;
    const handoff = storage.handoff(id);
    const leading = this.#flows.leads.has(id);
    const context: EmitContext = {
      relation: (name) => ({ object: this.#relation(name), arity: storage.arityOf(name), changing: storage.isChanging(name) }),
      isGone: (relation, row) => js`${storage.nameOf(relation)}.lostCount !== 0 && ${this.#hoist(`gone ${relation}`, 'gone', js`${storage.nameOf(relation)}.gone`)}[${row}] !== 0`,
      words: (relation) => this.#hoist(`words ${relation}`, 'words', js`${storage.nameOf(relation)}.words`),
      size: (relation) => this.#hoist(`size ${relation}`, 'size', js`${storage.nameOf(relation)}.size`),
      lookup: (relation, columns) => this.#lookup(relation, columns),
      cluster: (relation, columns, takenBy) => (takenBy === null ? this.#cluster(relation, columns) : this.#follower(relation, columns, takenBy)),
      marks: (cluster) => storage.marks(cluster),
      fold: (id) => storage.handoff(id)?.name ?? missing(id),
      taken: (scan) => this.#taken(scan),
      handoff: handoff?.name ?? Code.empty,
      end: leading && (operation.kind === 'scan' || (operation.kind === 'loss' && !operation.once)) ? this.#hoist(`end ${id}`, 'end', js`${handoff?.name ?? missing(id)}.end()`) : Code.empty,
      run: this.#closed || this.#meters ? null : this.#runs.from(id),
      groups: (columns) => storage.groups(handoff?.name ?? missing(id), columns),
      order: this.#runs.order(id),
      ordered: ({ columns, whole }) => (whole ? storage.order(handoff?.name ?? missing(id), columns) : context.groups(columns)),
      leads: leading,
      constant: (type, value) => storage.constant(type, value),
      rule: storage.ruleAt(origin),
      fresh: (text) => storage.fresh(text),
      emit: (inner, row, next) => this.#emitKind(inner, row, next, { ...context, leads: false, run: null }),
    };
    return context;
  }

  #relation(name: string): Code {
    this.#reads.add(this.#storage.indexOf(name));
    return this.#storage.nameOf(name);
  }

  #lookup(relation: string, columns: readonly number[]): { object: Code; next: Code } {
    const { index, name } = this.#storage.lookup(relation, columns);
    this.#meters?.usesLookup(index);
    this.#reads.add(this.#storage.indexOf(relation));
    if (this.#meters) return { object: name, next: this.#hoist(`next ${name.text}`, 'next', js`${name}.next`, this.#meters.update(index, name)) };
    const known = this.#updated.get(index);
    if (known) {
      known.losses = known.losses && this.#loss ? [...known.losses, this.#loss] : null;
      return { object: name, next: known.next };
    }
    const next = this.#storage.fresh('next');
    this.#updated.set(index, { at: this.#prologue.push(Code.empty) - 1, name, next, losses: this.#loss ? [this.#loss] : null });
    return { object: name, next };
  }

  /** An index that only rows that are lost are looked up in need not follow its relation while none is. */
  #settleUpdates(): void {
    for (const { at, name, next, losses } of this.#updated.values()) {
      const update = js`${name}.update();`;
      const pending = [...new Map((losses ?? []).map((loss) => [loss.text, js`${loss}.pending`])).values()];
      this.#prologue[at] = lines([losses === null ? update : js`if (${pending.reduce((all, each) => js`${all} || ${each}`)}) ${update}`, js`const ${next} = ${name}.next;`]);
    }
  }

  #cluster(relation: string, columns: readonly number[]): { object: Code; arena: Code } {
    const { index, name } = this.#storage.cluster(relation, columns, null);
    this.#meters?.usesLookup(index);
    this.#reads.add(this.#storage.indexOf(relation));
    const arena = this.#hoist(`arena ${name.text}`, 'arena', js`${name}.arena`, this.#meters?.update(index, name) ?? js`${name}.update();`);
    return { object: name, arena };
  }

  /** An index that goes on when a nest begins to where a scan stands. */
  #follower(relation: string, columns: readonly number[], scan: string): { object: Code; arena: Code } {
    const { index, name } = this.#storage.cluster(relation, columns, this.#subgraph.id);
    this.#meters?.usesLookup(index);
    this.#reads.add(this.#storage.indexOf(relation));
    const key = `${index} ${scan}`;
    let arena = this.#followed.get(key);
    if (!arena) {
      arena = this.#storage.fresh('arena');
      this.#followed.set(key, arena);
      const taken = this.#taken(scan);
      // An update of one index may end the array that was read of it before.
      this.#opening.updates.push(this.#meters?.update(index, name, taken) ?? js`${name}.update(${taken});`);
      this.#opening.arenas.push(js`const ${arena} = ${name}.arena;`);
    }
    return { object: name, arena };
  }

  #taken(scan: string): Code {
    return js`${this.#storage.handoff(scan)?.name ?? missing(scan)}.taken`;
  }

  /** A constant made when the function begins. */
  #hoist(key: string, text: string, code: Code, before: Code = Code.empty): Code {
    const known = this.#hoisted.get(key);
    if (known) return known;
    const name = this.#storage.fresh(text);
    this.#hoisted.set(key, name);
    this.#prologue.push(lines([before, js`const ${name} = ${code};`]));
    return name;
  }
}

function missing(id: string): never {
  throw new Error(`internal error: no handoff for ${id}`);
}

function emitKind<K extends OperatorKind>(operation: Operation<K>, row: RowCode, next: Continue, context: EmitContext): Code {
  const declaration: OperatorDeclaration<K> = operators[operation.kind];
  return declaration.emit(operation, row, next, context);
}
