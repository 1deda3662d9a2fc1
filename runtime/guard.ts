import type { Linkage, Module, SubgraphShape } from './abi.ts';
import { FunctorFailure, Overgrowth, RunError } from './error.ts';
import { bytesText, type Limits } from './limits.ts';
import type { Relation } from './relation.ts';
import { largest, rowsOf, type Stage } from './stage.ts';

/** Ends what grows without end, and says of every failure which rule is to blame. */
export class Guard {
  /** The tick that is being worked on. */
  tick = 0;
  readonly #module: Module;
  readonly #linkage: Linkage;
  readonly #limits: Limits;

  constructor(module: Module, linkage: Linkage, limits: Limits) {
    this.#module = module;
    this.#linkage = linkage;
    this.#limits = limits;
  }

  /** Whether a `.limitsize` ends a stage after so many rounds; a limit of the run is an error. */
  isFull(stage: Stage, rounds: number): boolean {
    for (const { relation, limit } of stage.limited) if (relation.size >= limit) return true;
    this.refuseMuch(stage, null);
    const { maxRounds } = this.#limits;
    if (rounds > maxRounds) throw this.#runaway(this.#rulesOf(stage, largest(stage)), `no fixpoint after ${maxRounds} rounds`);
    return false;
  }

  /** Ends the run when a stage holds too many rows; with a relation that is growing, also when rows take too much memory. */
  refuseMuch(stage: Stage, growing: Relation | null): void {
    const { maxRows, maxBytes } = this.#limits;
    const { relations, lookups, closings, exits } = this.#linkage;
    let closed = 0;
    for (const { rows } of closings) if (rows > closed) closed = rows;
    if (rowsOf(stage.relations) > maxRows || rowsOf(stage.others) > maxRows || closed > maxRows) {
      throw this.#runaway(this.#rulesOf(stage, growing ?? largest(stage)), `more than ${maxRows} rows`);
    }
    if (growing === null || bytesOf(relations) + bytesOf(lookups) + bytesOf(closings) + bytesOf(exits) + bytesOf(stage.others) <= maxBytes) return;
    throw this.#runaway(this.#rulesOf(stage, growing), `more than ${bytesText(maxBytes)} of rows`);
  }

  /** What a failure in a subgraph is to whoever wrote the rules; what is no fault of theirs stays as it is. */
  explain(failure: unknown, subgraph: SubgraphShape): unknown {
    if (failure instanceof FunctorFailure) {
      const rule = this.#module.rules[failure.rule];
      return new RunError(failure.code, failure.message, rule?.text ?? null, rule?.place ?? null, failure.cause);
    }
    if (failure instanceof Overgrowth) return this.#runaway(failure.culprit === null ? subgraph.rules : [failure.culprit], failure.message);
    if (!(failure instanceof RangeError)) return failure;
    const [, what] = exhausted.find(([symptom]) => symptom.test(failure.message)) ?? [];
    return what === undefined ? failure : this.#runaway(subgraph.rules, what);
  }

  /** The rules that fill a relation, or the rules of the stage when none is known to. */
  #rulesOf(stage: Stage, relation: Relation): readonly number[] {
    const { relations, exits } = this.#linkage;
    const exit = exits.indexOf(relation);
    const head = exit < 0 ? relations.indexOf(relation) : this.#module.exits[exit]!.relation;
    const all = stage.subgraphs.flatMap((each) => each.rules);
    const rules = all.filter((index) => this.#module.rules[index]!.relation === head);
    return rules.length > 0 ? rules : all;
  }

  #runaway(candidates: readonly number[], what: string): RunError {
    const rules = candidates.map((index) => this.#module.rules[index]!);
    const rule = rules.find((each) => each.recursive) ?? rules[0];
    const name = rule ? this.#module.relations[rule.relation]!.name : 'a relation';
    const verb = rule?.recursive === false ? 'grows too large' : 'grows without end';
    return new RunError('runaway', `${name} ${verb}: ${what} in tick ${this.tick}`, rule?.text ?? null, rule?.place ?? null);
  }
}

/** How JavaScript says that there is no more of something. */
const exhausted: readonly (readonly [RegExp, string])[] = [
  [/string length/i, 'a symbol of more than 536870888 characters'],
  [/alloc|array length|array buffer|maximum size/i, 'memory ran out'],
];

function bytesOf(storages: readonly { readonly bytes: number }[]): number {
  let bytes = 0;
  for (const storage of storages) bytes += storage.bytes;
  return bytes;
}
