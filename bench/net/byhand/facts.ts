import { Decoder, Encoder } from '@msgpack/msgpack';

/** A client, a number, an item. */
export type Fact = readonly [who: string, number: number, item: string];

/** From so many facts on they are sent column by column. */
const many = 16;

const encoder = new Encoder();
const decoder = new Decoder();
const utf8 = { encoder: new TextEncoder(), decoder: new TextDecoder() };

/** Facts as dlc sends them: row by row, or texts as one with the length of each, and integers of 32 bits. */
export function encodeFacts(facts: readonly Fact[]): Uint8Array {
  const values = facts.length < many ? facts.flat() : [...texts(facts.map(([who]) => who)), bytesOf(Int32Array.from(facts, ([, number]) => number)), ...texts(facts.map(([, , item]) => item))];
  return encoder.encode(['fact', facts.length, values]);
}

export function decodeFacts(frame: Uint8Array): readonly Fact[] {
  const decoded = decoder.decode(frame);
  if (!Array.isArray(decoded)) throw new Error('no facts');
  const [, count, values]: readonly unknown[] = decoded;
  if (typeof count !== 'number' || !Array.isArray(values)) throw new Error('no facts');
  return count < many ? rowsIn(values, count) : columnsIn(values, count);
}

function rowsIn(values: readonly unknown[], count: number): readonly Fact[] {
  return Array.from({ length: count }, (_, row): Fact => {
    const [who, number, item] = values.slice(3 * row, 3 * row + 3);
    if (typeof who !== 'string' || typeof number !== 'number' || typeof item !== 'string') throw new Error('no fact');
    return [who, number, item];
  });
}

function columnsIn(columns: readonly unknown[], count: number): readonly Fact[] {
  const [whos, whoLengths, numbers, items, itemLengths] = columns.map((each) => {
    if (!(each instanceof Uint8Array)) throw new Error('no column');
    return each;
  });
  if (!whos || !whoLengths || !numbers || !items || !itemLengths) throw new Error('too few columns');
  const [who, item] = [textsIn(whos, whoLengths), textsIn(items, itemLengths)];
  const view = new DataView(numbers.buffer, numbers.byteOffset, numbers.byteLength);
  return Array.from({ length: count }, (_, row): Fact => [who[row] ?? '', view.getInt32(4 * row, true), item[row] ?? '']);
}

function texts(all: readonly string[]): readonly Uint8Array[] {
  return [utf8.encoder.encode(all.join('')), Uint8Array.from(all, (each) => each.length)];
}

function textsIn(bytes: Uint8Array, lengths: Uint8Array): readonly string[] {
  const all = utf8.decoder.decode(bytes);
  let at = 0;
  return Array.from(lengths, (length) => all.slice(at, (at += length)));
}

function bytesOf({ buffer }: Int32Array): Uint8Array {
  return new Uint8Array(buffer);
}
