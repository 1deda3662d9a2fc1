import type { PassEffect, PassShape, ProfileShape, StepKind, StepShape } from '../runtime/abi.ts';
import type { Continue } from './emission.ts';
import { js, lines, type Code } from './js.ts';
import type { Operation, OperatorKind } from './operator.ts';
import { labelOf } from './operators.ts';

/** What rows do where their way in a tick ends. */
const effects: Partial<Record<OperatorKind, PassEffect>> = {
  distinct: 'derive',
  retract: 'retract',
  next: 'next',
  send: 'send',
  drop: 'drop',
  fold: 'fold',
  unfold: 'fold',
};

const steps: Partial<Record<OperatorKind, StepKind>> = {
  join: 'join',
  intersect: 'join',
  antijoin: 'antijoin',
  aggregate: 'aggregate',
  filter: 'filter',
  flatMap: 'range',
};

type Draft<Shape> = { -readonly [Field in keyof Shape]: Shape[Field] };

/** What the code of a profiled module counts, and the code that counts it. */
export class Meters {
  readonly #passes: (Draft<PassShape> & { readonly steps: StepShape[] })[] = [];
  /** The steps around what is being emitted, the innermost last. */
  readonly #open: Draft<StepShape>[] = [];
  #counters = 0;

  get shape(): ProfileShape {
    return { passes: this.#passes, counters: this.#counters };
  }

  /** The code of a pass, which begins with an operation. */
  pass(operation: Operation, rule: number, emit: () => Code): Code {
    const counter = this.#allot(3);
    const index = this.#passes.length;
    this.#passes.push({
      rule,
      reads: labelOf(operation),
      isOfGroups: isOfGroups(operation),
      isWay: operation.kind === 'scan' && operation.choice !== null,
      relation: -1,
      effect: 'none',
      counter,
      steps: [],
    });
    return lines([js`meter.enter(${index});`, emit()]);
  }

  /** The end of a function's passes. */
  end(): Code {
    return js`meter.leave();`;
  }

  /** Brings an index up to date, or to a number of rows. */
  update(index: number, lookup: Code, rows: Code | null = null): Code {
    return rows === null ? js`meter.update(${index}, ${lookup});` : js`meter.update(${index}, ${lookup}, ${rows});`;
  }

  /** The step that is being emitted looks rows up by an index. */
  usesLookup(index: number): void {
    const step = this.#open.at(-1);
    if (step) step.lookup = index;
  }

  /**
   * The code of an operation with the rows counted that come into it and go on to `next`. `emit` gives the code;
   * `relation` is that of the operation, or -1.
   */
  measured(
    operation: Operation,
    leads: boolean,
    relation: number,
    next: Continue,
    emit: (next: Continue) => Code,
  ): Code {
    const pass = this.#passes.at(-1);
    if (!pass) throw new Error('internal error: an operator outside of all passes');
    const effect = effects[operation.kind];
    const step = steps[operation.kind];
    if (leads) return emit(counting(pass.counter, next));
    if (effect) {
      if (pass.effect !== 'none') throw new Error(`internal error: rows of ${pass.reads} have two ends`);
      pass.effect = effect;
      pass.relation = effect === 'fold' ? -1 : relation;
      return lines([count(pass.counter + 1), emit(counting(pass.counter + 2, next))]);
    }
    if (!step) return emit(next);
    const counter = this.#allot(2);
    const shape: Draft<StepShape> = { kind: step, label: labelOf(operation), lookup: -1, counter };
    pass.steps.push(shape);
    this.#open.push(shape);
    const code = lines([count(counter), emit(counting(counter + 1, next))]);
    this.#open.pop();
    return code;
  }

  #allot(counters: number): number {
    this.#counters += counters;
    return this.#counters - counters;
  }
}

/** Whether an operation begins with the groups of an aggregate, not with rows of a relation. */
function isOfGroups({ kind }: Operation): boolean {
  return kind === 'fold' || kind === 'unfold';
}

function count(counter: number): Code {
  return js`counts[${counter}]++;`;
}

/** Counts each row before it goes on. */
function counting(counter: number, next: Continue): Continue {
  return (row) => lines([count(counter), next(row)]);
}
