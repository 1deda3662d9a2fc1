import test from 'ava';
import fc from 'fast-check';
import type { Frame } from '../runtime/wire/frame.ts';
import { Inbound } from '../runtime/wire/inbound.ts';
import { defaultWireLimits } from '../runtime/wire/limits.ts';
import { Outbound } from '../runtime/wire/outbound.ts';

const limits = { ...defaultWireLimits, windowFrames: 4, queueBytes: 4000 };

/**
 * Two ends of a link and what is between them: a connection that keeps order and breaks now and then, with all that
 * is on it; and a receiver that may be killed, and then knows no more than what was in effect.
 */
class Wire {
  outbound = new Outbound(limits);
  /** What the sender had logged, which is all that it sent. */
  #kept = this.outbound.state;
  #inbound = new Inbound();
  #durable = { received: 0 };
  readonly #toReceiver: (Frame | { readonly kind: 'greeting'; readonly base: number })[] = [];
  readonly #toSender: (Frame)[] = [];
  /** Payloads that came, of which the first `settled` are in effect. */
  readonly taken: number[] = [];
  settled = 0;
  #given = 0;
  #next = 0;
  readonly reliable: number[] = [];

  offer(reliable: boolean): void {
    const number = this.#next++;
    if (reliable) this.reliable.push(number);
    this.outbound.offer({ to: 'b', payload: new Uint8Array([number >> 8, number]), reliable, count: 1 });
    this.#kept = this.outbound.state;
  }

  /** The sender dies and comes back with what it had logged, and without what may be lost. */
  restart(): void {
    this.disconnect();
    this.outbound = new Outbound(limits);
    this.outbound.restore(this.#kept);
  }

  connect(): void {
    if (this.outbound.phase === 'down') this.#toReceiver.push({ kind: 'greeting', base: this.outbound.greet() });
  }

  disconnect(): void {
    this.#toReceiver.length = 0;
    this.#toSender.length = 0;
    this.outbound.disconnected();
  }

  send(): void {
    const frame = this.outbound.take();
    if (frame) this.#toReceiver.push(frame);
  }

  deliver(): void {
    const frame = this.#toReceiver.shift();
    if (frame?.kind === 'greeting') {
      const next = this.#inbound.greeted('s', frame.base);
      this.#toSender.push({ kind: 'welcome', session: 's', next }, { kind: 'acknowledge', seq: this.#inbound.tell('s') });
    } else if (frame?.kind === 'data' && this.#inbound.arrived('s', frame) === 'taken') {
      const [high = 0, low = 0] = frame.payload;
      this.taken.push(high * 256 + low);
    }
  }

  answer(): void {
    const frame = this.#toSender.shift();
    if (frame?.kind === 'welcome' && this.outbound.phase === 'greeting') this.outbound.welcomed(frame.next);
    else if (frame?.kind === 'acknowledge') this.outbound.acknowledged(frame.seq);
  }

  give(): void {
    this.#inbound.give();
    this.#given = this.taken.length;
  }

  commit(): void {
    this.settled = this.#given;
    this.#inbound.commit();
    const [, received = 0] = this.#inbound.marks.find(([session]) => session === 's') ?? [];
    this.#durable = { received };
  }

  /** The sender is told of what is in effect, perhaps long after it is. */
  tell(): void {
    if (this.#inbound.untold('s') > 0) this.#toSender.push({ kind: 'acknowledge', seq: this.#inbound.tell('s') });
  }

  /** The receiver dies and comes back with what it had logged. */
  kill(): void {
    this.disconnect();
    this.taken.length = this.settled;
    this.#given = this.settled;
    this.#inbound = new Inbound();
    if (this.#durable.received > 0) this.#inbound.greeted('s', this.#durable.received + 1);
  }

  /** What is left to do is done. */
  finish(): void {
    for (let step = 0; step < 5000 && this.outbound.pending > 0; step++) {
      this.connect();
      this.send();
      this.deliver();
      this.give();
      this.commit();
      this.tell();
      this.answer();
    }
  }
}

type Step = 'offer' | 'offerReliable' | 'connect' | 'disconnect' | 'send' | 'deliver' | 'answer' | 'give' | 'commit' | 'tell' | 'kill' | 'restart';
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom<Step>('offer', 'offerReliable') },
  { weight: 8, arbitrary: fc.constantFrom<Step>('send', 'deliver', 'answer') },
  { weight: 3, arbitrary: fc.constantFrom<Step>('connect', 'give', 'commit', 'tell') },
  { weight: 1, arbitrary: fc.constantFrom<Step>('disconnect', 'kill', 'restart') },
);

test('whatever breaks, frames are taken once and in order, and none is lost that must not be', (t) => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
      const wire = new Wire();
      for (const each of steps) {
        if (each === 'offer' || each === 'offerReliable') wire.offer(each === 'offerReliable');
        else wire[each]();
        t.true(wire.outbound.flying <= limits.windowFrames);
      }
      wire.finish();
      t.is(wire.outbound.pending, 0);
      t.is(wire.outbound.bytes, 0);
      t.deepEqual(wire.taken, [...new Set(wire.taken)].sort((a, b) => a - b));
      const taken = new Set(wire.taken);
      t.deepEqual(wire.reliable.filter((each) => !taken.has(each)), []);
      const { sent, resent, acknowledged } = wire.outbound.counts;
      t.true(sent >= acknowledged && sent >= resent);
    }),
    { numRuns: 1000 },
  );
});

test('what waits for a peer that is not there is bounded', (t) => {
  const outbound = new Outbound(limits);
  for (let n = 0; n < 10_000; n++) outbound.offer({ to: 'b', payload: new Uint8Array(50), reliable: false, count: 2 });
  t.true(outbound.congested);
  t.true(outbound.bytes < limits.queueBytes + 200);
  t.is(outbound.counts.lost, 2 * (10_000 - outbound.pending));
  const before = outbound.pending;
  outbound.offer({ to: 'b', payload: new Uint8Array(50), reliable: true, count: 1 });
  t.is(outbound.pending, before + 1);
});

test('a peer that does not acknowledge gets no more than a window of bytes', (t) => {
  const outbound = new Outbound({ ...limits, windowFrames: 100, windowBytes: 1000 });
  outbound.greet();
  outbound.welcomed(1);
  for (let n = 0; n < 10; n++) outbound.offer({ to: 'b', payload: new Uint8Array(300), reliable: true, count: 1 });
  while (outbound.take());
  t.is(outbound.flying, 2);
  outbound.acknowledged(2);
  while (outbound.take());
  t.is(outbound.flying, 2);
});

test('a sender that was restarted begins anew, and one that was cut off goes on', (t) => {
  const inbound = new Inbound();
  t.is(inbound.greeted('first', 1), 1);
  t.is(inbound.arrived('first', { seq: 1, after: 0 }), 'taken');
  t.is(inbound.arrived('first', { seq: 1, after: 0 }), 'repeated');
  t.is(inbound.arrived('first', { seq: 5, after: 3 }), 'gap');
  t.is(inbound.greeted('second', 1), 1);
  t.is(inbound.arrived('second', { seq: 1, after: 0 }), 'taken');
  t.is(inbound.greeted('first', 1), 2);
  t.is(inbound.arrived('third', { seq: 1, after: 0 }), 'gap');
});

test('who sends is told of several frames at once', (t) => {
  const inbound = new Inbound();
  inbound.greeted('s', 1);
  for (const seq of [1, 2, 3]) {
    inbound.arrived('s', { seq, after: 0 });
    inbound.give();
    inbound.commit();
  }
  inbound.arrived('s', { seq: 4, after: 0 });
  t.is(inbound.untold('s'), 3);
  t.is(inbound.tell('s'), 3);
  t.is(inbound.untold('s'), 0);
  inbound.greeted('s', 1);
  t.is(inbound.tell('s'), 3, 'also once more, where the answer may have been lost');
});
