import { decode, encode } from '@msgpack/msgpack';
import type { Row } from './abi.ts';

/** What one location sends another in one tick: rows by relation. */
export interface Envelope {
  readonly from: string;
  readonly rows: readonly { readonly relation: string; readonly rows: readonly Row[] }[];
}

/** An envelope as a msgpack frame: `[from, relation, rows, relation, rows, ...]`. */
export function encodeEnvelope({ from, rows }: Envelope): Uint8Array {
  return encode([from, ...rows.flatMap((each) => [each.relation, each.rows])]);
}

/** The envelope of a frame that `encodeEnvelope` made; throws on anything else. */
export function decodeEnvelope(frame: Uint8Array): Envelope {
  const parts = decode(frame);
  if (!Array.isArray(parts) || parts.length % 2 !== 1 || typeof parts[0] !== 'string') throw new Error('not an envelope');
  const rows: { relation: string; rows: Row[] }[] = [];
  for (let i = 1; i < parts.length; i += 2) rows.push({ relation: String(parts[i]), rows: rowsOf(parts[i + 1]) });
  return { from: parts[0], rows };
}

function rowsOf(part: unknown): Row[] {
  if (!Array.isArray(part)) throw new Error('not an envelope');
  return part.map((row: unknown): Row => {
    if (Array.isArray(row) && row.every((value) => ['string', 'number', 'boolean'].includes(typeof value))) return row;
    throw new Error('not an envelope');
  });
}
