import { readFileSync } from 'node:fs';
import test from 'ava';
import { compile } from '../planner/compile.ts';
import { instantiate } from '../planner/evaluate.ts';
import type { Row } from '../runtime/abi.ts';
import { rowsIn } from '../runtime/row-words.ts';
import { Transducer } from '../runtime/transducer.ts';
import { Values } from '../runtime/values.ts';

/** One replica of examples/paxos, whose messages come from the test. */
class Replica {
  readonly #transducer: Transducer;
  readonly #name: string;
  #beats = 0;

  constructor(name: string) {
    this.#name = name;
    const text = readFileSync('examples/paxos/paxos.dl', 'utf8');
    const result = compile([{ file: 'paxos.dl', text, dialect: 'dl' }], () => null);
    if (!result.ok) throw new Error('it does not compile');
    this.#transducer = new Transducer(instantiate(result.compilation.forRoles(new Set(['Replica']))), new Values(), name);
    for (const each of ['one', 'two', 'three']) this.#transducer.hold(this.#transducer.relationNamed('member'), [name, each]);
    this.tick({});
  }

  /** A tick with messages and other rows, and one more for what they lead to; gives what is sent, by relation. */
  tick(rows: Readonly<Record<string, readonly Row[]>>): Readonly<Record<string, readonly Row[]>> {
    for (const [relation, all] of Object.entries(rows)) {
      const index = this.#transducer.relationNamed(relation);
      for (const row of all) this.#transducer.insert(index, relation === 'beat' ? row : [this.#name, ...row]);
    }
    const sent: Record<string, Row[]> = {};
    for (let each = 0; each < 2; each++) {
      this.#transducer.begin();
      while (!this.#transducer.advance(() => false));
      for (const { relation, rows: more } of this.#transducer.sent()) {
        const shape = this.#transducer.module.relations[relation]!;
        (sent[shape.name] ??= []).push(...rowsIn(shape, this.#transducer.values, more));
      }
    }
    return sent;
  }

  /** Waits in vain for a leader; gives the ballot in which it wants to lead. */
  impatient(): number {
    for (;;) {
      const [prepare] = this.tick({ beat: [[this.#beats++]] })['prepare'] ?? [];
      if (prepare) return Number(prepare[2]);
    }
  }

  rows(relation: string): readonly Row[] {
    return this.#transducer.rows(this.#transducer.relationNamed(relation));
  }
}

const proposals = (sent: Readonly<Record<string, readonly Row[]>>): readonly string[] =>
  (sent['accept'] ?? []).filter(([to]) => to === 'one').map(([, , , slot, text]) => `${slot} ${text}`).sort();

test('a leader proposes nothing where it has applied what was decided, whatever a replica has accepted there', (t) => {
  const two = new Replica('two');
  two.tick({ decide: [[1, 'decided']] });
  const ballot = two.impatient();
  const promised = { promise: [['two', ballot, 0], ['three', ballot, 2]], report: [['three', ballot, 1, 1, 'outvoted'], ['three', ballot, 2, 1, 'next']] };
  const sent = two.tick(promised);
  t.deepEqual(proposals(sent), ['2 next']);
  t.deepEqual(sent['decide']?.toSorted(), ['one', 'three', 'two'].map((each) => [each, 1, 'decided']), 'it tells those who may not have heard');
});

test('a leader proposes a command once, where it was accepted last', (t) => {
  const two = new Replica('two');
  const ballot = two.impatient();
  const promised = {
    promise: [['one', ballot, 2], ['three', ballot, 1]],
    report: [['one', ballot, 1, 1, 'a'], ['one', ballot, 2, 4, 'b'], ['three', ballot, 4, 3, 'b']],
  };
  t.deepEqual(proposals(two.tick(promised)), ['1 a', '2 b', '3 ', '4 ']);
});

test('a command that was decided in one slot is not proposed for another', (t) => {
  const two = new Replica('two');
  two.tick({ decide: [[1, 'a']] });
  const ballot = two.impatient();
  t.deepEqual(proposals(two.tick({ promise: [['two', ballot, 0], ['three', ballot, 1]], report: [['three', ballot, 2, 1, 'a']] })), ['2 ']);
});

test('what all have applied is forgotten, also what comes late', (t) => {
  const two = new Replica('two');
  two.tick({ accept: [['one', 3, 1, 'a'], ['one', 3, 2, 'b']] });
  two.tick({ decide: [[1, 'a'], [2, 'b']], progress: [['one', 1], ['two', 1]] });
  t.deepEqual(two.rows('forgotten'), []);
  two.tick({ progress: [['three', 2]] });
  t.deepEqual(two.rows('decided'), [['two', 2, 'b']]);
  two.tick({ progress: [['one', 2], ['two', 2]] });
  t.deepEqual([two.rows('decided'), two.rows('accepted')], [[], []]);
  two.tick({ accept: [['one', 3, 2, 'b']], decide: [[2, 'b']] });
  two.tick({});
  t.deepEqual([two.rows('decided'), two.rows('accepted')], [[], []]);
});

test('who leads keeps nothing of a slot that all have applied, also of answers that come late', (t) => {
  const two = new Replica('two');
  const ballot = two.impatient();
  two.tick({ promise: [['two', ballot, 0], ['three', ballot, 0]] });
  two.tick({ submit: [[ballot, 'a']] });
  two.tick({ agree: [['two', ballot, 1], ['three', ballot, 1]], decide: [[1, 'a']] });
  two.tick({ agree: [['one', ballot, 1]] });
  two.tick({ progress: [['one', 1], ['two', 1], ['three', 1]] });
  two.tick({});
  t.deepEqual([two.rows('proposed'), two.rows('agreed'), two.rows('decided')], [[], [], []]);
  two.tick({ submit: [[ballot, 'b']] });
  t.deepEqual(two.rows('proposed'), [['two', ballot, 2, 'b']]);
});
