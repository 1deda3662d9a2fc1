import test from 'ava';
import fc from 'fast-check';
import { RunError, type Row, type UntypedModule, type Value } from '../index.ts';
import { usualThrift } from '../runtime/collector.ts';
import { contents, Replica, thriftyModuleOf, thrifts, type Open } from './open-node.ts';
import { fedPrograms, statefulPrograms, type RandomScenario } from './random-program.ts';

const runs = Number(process.env['RUNS'] ?? 100);

/** What happens to one of the rows, and what follows. */
interface Step {
  readonly row: number;
  readonly kind: 'insert' | 'delete';
  readonly ticks: boolean;
  /** At which call of a functor the tick fails first; 0 for none. */
  readonly fails: number;
  /** After a tick that fails the node is to settle, not to tick once; after any, it goes back and forth between snapshots. */
  readonly settles: boolean;
}

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.record({ row: fc.nat({ max: 9 }), kind: fc.constantFrom('insert', 'insert', 'delete'), ticks: fc.boolean(), fails: fc.nat({ max: 6 }), settles: fc.boolean() }),
  { minLength: 4, maxLength: 20 },
);

/** A random program with some of its inputs kept, all of its relations shown, and a functor called for the rows of each. */
function traced({ text }: RandomScenario, keeps: (input: number) => boolean): string {
  const inputs = [...text.matchAll(/^\.input (\w+)/gm)].map(([, name]) => name!);
  const kept = inputs.filter((name, index) => keeps(index) && !text.includes(`.persist ${name}\n`));
  const relations = [...text.matchAll(/^\.decl ((?:e|r|del_)\w+)\((?:c0: (\w+))?(.*?)\)$/gm)];
  const lines = relations.flatMap(([, name, type, others]) => {
    if (type === undefined) return [`.output ${name}`];
    const rest = others!.split(',').slice(1).map(() => ', _').join('');
    return [`.output ${name}`, `.functor step_${name}(x: ${type}): ${type}`, `trace_${name}(@step_${name}(x)) :- ${name}(x${rest}).`, `.output trace_${name}`];
  });
  return `${text}\n${[...kept.map((name) => `.persist ${name}`), ...lines].join('\n')}\n`;
}

/** Functors that give what they are given, but for a call that is to fail. */
class Fuse {
  readonly functors: Readonly<Record<string, (x: Value) => Value>>;
  /** Calls up to the one that fails; 0 for none. */
  left = 0;

  constructor({ schema }: UntypedModule) {
    this.functors = Object.fromEntries(schema.functors.map(({ name }) => [name, (x: Value): Value => this.#passed(x)]));
  }

  #passed(x: Value): Value {
    if (this.left > 0 && --this.left === 0) throw new Error('burnt');
    return x;
  }
}

/** What a tick, or all until nothing is due, gives and the node then shows, or how it fails. */
async function ticked(node: Open, settles = false): Promise<string> {
  try {
    const result = settles ? await node.settle({ maxTicks: 8 }) : node.tick();
    return `${JSON.stringify(result)}\n${contents(node)}`;
  } catch (error) {
    if (!(error instanceof RunError)) throw error;
    return error.code === 'endless' ? `endless\n${contents(node)}` : `${error.code}: ${error.cause instanceof Error ? error.cause.message : ''}`;
  }
}

function isSame(what: string, shown: string, expected: string): void {
  if (shown !== expected) throw new Error(`${what}\n--- expected\n${expected}\n--- shown\n${shown}`);
}

/** Ticks nodes that are to show the same: one whose ticks may fail, one that is left alone, and one that is opened again after every tick. */
class Trial {
  readonly #module: UntypedModule;
  readonly #fuse: Fuse;
  readonly #node: Open;
  readonly #calm: Open;
  #again: Open;
  readonly #replica: Replica;
  #first: { readonly snapshot: Uint8Array; readonly shown: string } | null = null;

  constructor(module: UntypedModule) {
    this.#module = module;
    this.#fuse = new Fuse(module);
    this.#node = module.open({ functors: this.#fuse.functors });
    this.#calm = this.#opened();
    this.#again = this.#opened();
    this.#replica = new Replica(this.#node);
  }

  give(kind: Step['kind'], relation: string, row: Row): void {
    for (const node of [this.#node, this.#calm, this.#again]) node.in[relation]![kind](row);
  }

  /** Whether the tick succeeded in the end. */
  async tick({ fails, settles }: Step): Promise<boolean> {
    const failed = await this.#fails(fails);
    const expected = await ticked(this.#calm, failed && settles);
    if (failed) isSame('a node after a tick that failed', await ticked(this.#node, settles), expected);
    isSame('a node whose ticks may fail', contents(this.#node), contents(this.#calm));
    isSame('its subscribers', this.#replica.text, contents(this.#calm));
    isSame('a node that is opened again', await ticked(this.#again, failed && settles), expected);
    if (!/^[{e]/.test(expected)) return false;
    this.#again = this.#opened(this.#again.snapshot());
    isSame('the same, once opened', contents(this.#again), contents(this.#calm));
    if (settles) this.#rewind();
    return true;
  }

  /** Ticks; when that fails as it is to, nothing has changed. */
  async #fails(fails: number): Promise<boolean> {
    const before = contents(this.#node);
    this.#fuse.left = fails;
    const shown = await ticked(this.#node);
    this.#fuse.left = 0;
    if (shown !== 'functor: burnt') return false;
    isSame('after a tick that failed', contents(this.#node), before);
    isSame('subscribers after a tick that failed', this.#replica.text, before);
    isSame('opened from the snapshot of a node whose tick failed', contents(this.#opened(this.#node.snapshot())), before);
    return true;
  }

  /** Goes back to what the first snapshot holds, and to where it was. */
  #rewind(): void {
    const now = { snapshot: this.#node.snapshot(), shown: contents(this.#node) };
    this.#first ??= now;
    for (const { snapshot, shown } of [this.#first, now]) {
      this.#node.restore(snapshot);
      isSame('restored', contents(this.#node), shown);
      isSame('subscribers of what is restored', this.#replica.text, shown);
    }
  }

  #opened(snapshot?: Uint8Array): Open {
    return this.#module.open({ functors: new Fuse(this.#module).functors, ...(snapshot ? { snapshot } : {}) });
  }
}

for (const [kind, programs, how, thrift] of [
  ['passing rows on', fedPrograms, 'when there are many', usualThrift],
  ['with state', statefulPrograms, 'when there are many', usualThrift],
  ...Object.entries(thrifts).map(([how, thrift]) => ['with state', statefulPrograms, how, thrift] as const),
] as const) {
  test(`programs ${kind}, values reclaimed ${how}: a node whose ticks fail, or that is opened again, is as one that was left alone`, async (t) => {
    const property = fc.asyncProperty(programs, steps, fc.nat({ max: 3 }), async (scenario, given, mask) => {
      const rows = [...[...scenario.inputs].flatMap(([relation, held]) => held.map((row) => ({ relation, row }))), ...scenario.arrivals];
      if (rows.length === 0) return;
      const text = traced(scenario, (input) => ((mask >> (input % 2)) & 1) === 0);
      const trial = new Trial(thriftyModuleOf(text, thrift));
      for (const [index, step] of given.entries()) {
        const { relation, row } = rows[step.row % rows.length]!;
        trial.give(step.kind, relation, row);
        try {
          if (step.ticks && !(await trial.tick(step))) return;
        } catch (error) {
          throw new Error(`--- program\n${text}\n--- after ${JSON.stringify(given.slice(0, index + 1))} of ${JSON.stringify(rows)}`, { cause: error });
        }
      }
    });
    await t.notThrowsAsync(fc.assert(property, { numRuns: runs, includeErrorInReport: true }));
  });
}
