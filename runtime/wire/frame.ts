import { caught, Malformed, type Rejection } from './malformed.ts';
import { Reader, strictDecoder } from './reader.ts';
import type { Strained } from './strains.ts';
import { Writer } from './writer.ts';

/** Nodes of different versions do not talk. */
export const wireVersion = 1;

/** The longest name of a node, and of a session, in bytes. */
const maxNameBytes = 255;
const maxSignatures = 4096;
const maxReasonBytes = 4096;
const maxStrained = 64;
/** So many characters are no more bytes than that, and enough to say what is wrong. */
const mostReason = 1000;

/** The first frame of a connection: who sends, to whom, and what can be understood. */
export interface Hello {
  readonly kind: 'hello';
  readonly version: number;
  readonly from: string;
  readonly to: string;
  /** Tells a run of a node from its other runs; sequence numbers are of a session. */
  readonly session: string;
  /** The first sequence number that the sender can still send. */
  readonly base: number;
  readonly signatures: readonly string[];
  /** Shows that the sender has the key of the node that it says it is; empty without keys. */
  readonly proof: Uint8Array;
}

/** What a node sends those it has messages for. */
export interface Data {
  readonly kind: 'data';
  readonly seq: number;
  /** The last frame before this one that must not be lost. */
  readonly after: number;
  readonly payload: Uint8Array;
}

/** What the receiver of messages answers. */
export type Answer =
  /** What the sender says next is taken, from a sequence number on. */
  | { readonly kind: 'welcome'; readonly session: string; readonly next: number }
  | { readonly kind: 'refuse'; readonly reason: string }
  /** Everything up to a sequence number is in effect. */
  | { readonly kind: 'acknowledge'; readonly seq: number }
  /** The sender has not said who it is, or something it sent is missing: it is to say hello. */
  | { readonly kind: 'who' }
  /** What is sent leads to nodes at which more waits for others than should. */
  | { readonly kind: 'strained'; readonly nodes: readonly Strained[] };

export type Frame = Hello | Data | Answer;

const kinds = ['hello', 'welcome', 'refuse', 'data', 'acknowledge', 'who', 'strained'] as const;

/** Elements of a frame, its kind included. */
const lengths: Readonly<Record<Frame['kind'], number>> = { hello: 8, welcome: 3, refuse: 2, data: 4, acknowledge: 2, who: 1, strained: 2 };

/** Frames as bytes: one msgpack array each. */
export class FrameCodec {
  readonly #writer = new Writer();
  readonly #decoder = strictDecoder();

  encode(frame: Frame): Uint8Array {
    write(frame, this.#writer);
    return this.#writer.take();
  }

  /** Takes any bytes; never throws for what they are. */
  decode(bytes: Uint8Array): Frame | Rejection {
    return caught(() => {
      const reader = new Reader(bytes, this.#decoder);
      const length = reader.array();
      const kind = kinds[reader.natural()];
      if (kind === undefined) throw new Malformed('wrong-shape');
      const frame = read(kind, reader, length);
      if (!reader.done) throw new Malformed('trailing-bytes');
      return frame;
    });
  }
}

function write(frame: Frame, writer: Writer): void {
  writer.array(lengths[frame.kind]);
  writer.number(kinds.indexOf(frame.kind));
  switch (frame.kind) {
    case 'hello':
      writer.number(frame.version);
      for (const each of [frame.from, frame.to, frame.session]) writer.text(each);
      writer.number(frame.base);
      writer.array(frame.signatures.length);
      for (const each of frame.signatures) writer.text(each);
      writer.binary(frame.proof);
      return;
    case 'welcome':
      writer.text(frame.session);
      writer.number(frame.next);
      return;
    case 'refuse':
      writer.text(frame.reason.slice(0, mostReason));
      return;
    case 'data':
      writer.number(frame.seq);
      writer.number(frame.after);
      writer.binary(frame.payload);
      return;
    case 'acknowledge':
      writer.number(frame.seq);
      return;
    case 'who':
      return;
    case 'strained':
      writer.array(2 * frame.nodes.length);
      for (const [node, age] of frame.nodes) {
        writer.text(node);
        writer.number(age);
      }
  }
}

function read(kind: Frame['kind'], reader: Reader, length: number): Frame {
  // Of a hello of another version nothing more is known than that.
  if (kind === 'hello') return hello(reader, length);
  expect(length, lengths[kind]);
  switch (kind) {
    case 'welcome':
      return { kind, session: reader.text(maxNameBytes), next: reader.natural() };
    case 'refuse':
      return { kind, reason: reader.text(maxReasonBytes) };
    case 'data':
      return data(reader);
    case 'acknowledge':
      return { kind, seq: reader.natural() };
    case 'who':
      return { kind };
    case 'strained':
      return { kind, nodes: strained(reader) };
  }
}

/** The version comes first, so that nodes of any two versions can say that they differ. */
function hello(reader: Reader, length: number): Hello {
  const version = reader.natural();
  if (version !== wireVersion) throw new Malformed('wrong-version');
  expect(length, lengths.hello);
  const [from, to, session] = [reader.text(maxNameBytes), reader.text(maxNameBytes), reader.text(maxNameBytes)];
  const base = reader.natural();
  const count = reader.array();
  if (count > maxSignatures) throw new Malformed('too-large');
  const signatures: string[] = [];
  while (signatures.length < count) signatures.push(reader.text(maxReasonBytes));
  return { kind: 'hello', version, from, to, session, base, signatures, proof: reader.binary().slice() };
}

function data(reader: Reader): Data {
  const [seq, after, payload] = [reader.natural(), reader.natural(), reader.binary()];
  if (after >= seq) throw new Malformed('out-of-order');
  return { kind: 'data', seq, after, payload };
}

function expect(length: number, wanted: number): void {
  if (length !== wanted) throw new Malformed('wrong-shape');
}

function strained(reader: Reader): readonly Strained[] {
  const count = reader.array() / 2;
  if (count > maxStrained) throw new Malformed('too-large');
  const nodes: Strained[] = [];
  while (nodes.length < count) nodes.push([reader.text(maxNameBytes), reader.natural()]);
  return nodes;
}
