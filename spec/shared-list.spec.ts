import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import fc from 'fast-check';
import { compile, type Parcel, type Transport, type UntypedModule } from '../index.ts';
import { root } from './golden.ts';
import { GrowableArray, type Edit } from './growable-array.ts';

const addresses = ['a', 'b', 'c'];
const most = 100;

function rulesOf(file: string): UntypedModule {
  const result = compile(readFileSync(join(root, file), 'utf8'), { file });
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics, null, 2));
  return result.module;
}

const rules = rulesOf('examples/shared-list/list.dl');

/** A frame on its way, and the edit that is in it. */
interface Frame {
  readonly to: number;
  readonly parcel: Parcel;
  readonly edit: Edit;
}

/** A network that hands frames over in the order that it is told, and twice if it is told so. */
class Chaos {
  readonly inFlight: Frame[] = [];
  readonly #arrived = addresses.map((): Parcel[] => []);
  /** What the replica that sends is doing. */
  edit: Edit = { kind: 'remove', id: 0 };

  at(number: number): Transport {
    return {
      send: ({ to, payload }) => this.inFlight.push({ to: addresses.indexOf(to), parcel: { from: addresses[number]!, to, payload }, edit: this.edit }) > 0,
      receive: () => this.#arrived[number]!.splice(0),
      commit: () => undefined,
      onArrival: () => () => undefined,
    };
  }

  deliver(frame: Frame): void {
    this.#arrived[frame.to]!.push(frame.parcel);
  }
}

/** A node with the rules of the example beside a list made by hand. */
class Replica {
  readonly number: number;
  readonly at: string;
  readonly model = new GrowableArray();
  readonly #node;
  readonly #chaos: Chaos;

  constructor(number: number, chaos: Chaos) {
    this.number = number;
    this.at = addresses[number]!;
    this.#chaos = chaos;
    this.#node = rules.open({ address: this.at, transport: chaos.at(number) });
    this.#node.in['peer']!.insertAll(addresses.filter((each) => each !== this.at).map((other) => [this.at, other]));
    this.#node.tick();
  }

  get elements(): { readonly id: number; readonly text: string }[] {
    const elements = [];
    const after = (id: number) => [...this.#node.out['next']!.where({ id })];
    for (let rows = after(0); rows.length > 0; rows = after(Number(rows[0]!['next']))) {
      if (rows.length > 1) throw new Error('an element has two that come next');
      elements.push({ id: Number(rows[0]!['next']), text: String(rows[0]!['text']) });
    }
    return elements;
  }

  edit(place: number, removes: boolean): void {
    const { elements } = this;
    const element = elements[place % (elements.length + 1)];
    if (removes && element) this.#do({ kind: 'remove', id: element.id });
    else this.#do({ kind: 'insert', id: this.#newId(), after: element?.id ?? 0, text: `${this.at}${this.#node.currentTick}` });
  }

  take(frame: Frame): void {
    this.#chaos.deliver(frame);
    this.model.apply(frame.edit);
    this.#node.tick();
  }

  #do(edit: Edit): void {
    this.#chaos.edit = edit;
    this.model.apply(edit);
    if (edit.kind === 'insert') this.#node.in['insert_here']!.insert([this.at, edit.id, edit.after, edit.text]);
    else this.#node.in['remove_here']!.insert([this.at, edit.id]);
    this.#node.tick();
  }

  #newId(): number {
    const [latest] = this.#node.out['latest']!;
    return (Math.floor(Number(latest?.['id'] ?? 0) / most) + 1) * most + this.number;
  }
}

const steps = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('edit' as const), replica: fc.nat(addresses.length - 1), place: fc.nat(20), removes: fc.boolean() }),
    fc.record({ kind: fc.constant('deliver' as const), frame: fc.nat(20), again: fc.boolean() }),
  ),
  { maxLength: 30 },
);

test('a shared list is at every step what one made by hand is, and the same at all in the end', (t) => {
  const property = fc.property(steps, (all) => {
    const chaos = new Chaos();
    const replicas = addresses.map((_, number) => new Replica(number, chaos));
    const agree = (replica: Replica): void => {
      const [rows, model] = [replica.elements.map((each) => each.text).join(), replica.model.texts.join()];
      if (rows !== model) throw new Error(`${replica.at} has ${rows}; by hand it is ${model}`);
    };
    const deliver = (index: number, again: boolean): void => {
      const frame = again ? chaos.inFlight[index] : chaos.inFlight.splice(index, 1)[0];
      if (!frame) return;
      replicas[frame.to]!.take(frame);
      agree(replicas[frame.to]!);
    };
    for (const step of all) {
      if (step.kind === 'deliver') deliver(step.frame % Math.max(1, chaos.inFlight.length), step.again);
      else replicas[step.replica]!.edit(step.place, step.removes);
      replicas.forEach(agree);
    }
    while (chaos.inFlight.length > 0) deliver(chaos.inFlight.length - 1, false);
    const lists = new Set(replicas.map((replica) => replica.elements.map((each) => each.text).join()));
    if (lists.size > 1) throw new Error(`there are different lists: ${[...lists].join(' | ')}`);
  });
  t.notThrows(() => fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 200), includeErrorInReport: true }));
});
