import { readFileSync } from 'node:fs';
import { format } from '../datalog/diagnostic.ts';
import { compile as embed, type UntypedModule } from '../index.ts';
import { compile } from '../planner/compile.ts';
import { instantiate } from '../planner/evaluate.ts';
import type { Module } from '../runtime/abi.ts';
import type { Relation } from '../runtime/relation.ts';
import type { RowLog } from '../runtime/signed-rows.ts';
import { Transducer } from '../runtime/transducer.ts';
import { Values } from '../runtime/values.ts';
import { derived, type Derived, type Results } from './byhand/derived.ts';
import type { Table } from './table.ts';

/** A program of `bench/workloads`, compiled. This file is the one place where the benchmarks touch dlc. */
export class Program {
  readonly #module: Module;
  readonly #outputs: readonly string[];

  constructor(program: string) {
    const file = `${program}.dl`;
    const result = compile([{ file, text: textOf(program), dialect: 'dl' }], () => null, { openInputs: true });
    if (!result.ok) throw new Error(result.diagnostics.map((each) => format(each)).join('\n'));
    const { program: checked } = result.compilation;
    this.#outputs = [...checked.relations.values()].filter((each) => each.outputs.length > 0).map((each) => each.name);
    this.#module = instantiate(result.compilation.whole());
  }

  /** Makes it ready for its first tick. */
  open(): Engine {
    return new Engine(this.#module, this.#outputs);
  }
}

/** A running program. The columns of its outputs are integers below 2^30, which are their own words. */
export class Engine {
  readonly #transducer: Transducer;
  readonly #outputs: readonly string[];

  constructor(module: Module, outputs: readonly string[]) {
    this.#transducer = new Transducer(module, new Values());
    this.#outputs = outputs;
  }

  /** Facts of every tick, like those of an input file; before the first. */
  hold(relation: string, rows: Table): void {
    this.#transducer.holdAll(this.#named(relation), this.#encoded(rows));
  }

  /** Rows for the next tick. */
  insert(relation: string, rows: Table): void {
    this.#transducer.insertAll(this.#named(relation), this.#encoded(rows));
  }

  /** A way to give single rows to an input, for the next tick. */
  inlet(relation: string): (row: readonly number[]) => void {
    const index = this.#named(relation);
    return (row) => this.#transducer.insert(index, row);
  }

  /** One tick, to its end. */
  tick(): void {
    this.#transducer.begin();
    this.#transducer.advance(() => false);
  }

  /** Reads what a relation that only grows has gained since the last call: the sum of its first words. */
  gains(relation: string): () => number {
    const rows = this.#transducer.relation(this.#named(relation));
    let read = 0;
    return () => {
      let sum = 0;
      for (; read < rows.size; read++) sum += rows.words[read * rows.arity];
      return sum;
    };
  }

  /** The outputs as the last tick left them. */
  results(): Results {
    return Object.fromEntries(this.#outputs.map((name) => [name, this.#derived(this.#transducer.relation(this.#named(name)))]));
  }

  /** Integers are their own words, texts are not. */
  #encoded({ arity, words, texts }: Table): RowLog {
    return { arity, words: texts ? words.map((word) => this.#transducer.values.ofText(texts[word])) : words, size: words.length / arity };
  }

  #derived(relation: Relation): Derived {
    return derived(relation.size, relation.arity, () => relation.words.slice(0, relation.size * relation.arity));
  }

  #named(relation: string): number {
    const index = this.#transducer.relationNamed(relation);
    if (index < 0) throw new Error(`the program has no relation ${relation}`);
    return index;
  }
}

type OpenNode = ReturnType<UntypedModule['open']>;

/** A program of `bench/workloads` as an application opens it. */
export function openNode(program: string): OpenNode {
  const result = embed(textOf(program));
  if (!result.ok) throw new Error(result.diagnostics.map((each) => each.message).join('\n'));
  return result.module.open();
}

/** The outputs of a node as words. */
export function resultsOf(node: OpenNode): Results {
  return Object.fromEntries(
    Object.entries(node.out).map(([name, view]) => {
      const rows = [...view].map((row) => Object.values(row).map(Number));
      return [name, derived(view.size, rows[0]?.length ?? 1, () => Int32Array.from(rows.flat()))];
    }),
  );
}

function textOf(program: string): string {
  return readFileSync(new URL(`../../bench/workloads/${program}.dl`, import.meta.url), 'utf8');
}
