import { crc32 } from 'node:zlib';

/** Before each record: its length, the same once more with all bits turned, and its checksum. */
const headBytes = 12;

/** A record as it is in a file. */
export function framed(record: Uint8Array): Uint8Array {
  const bytes = Buffer.alloc(headBytes + record.length);
  bytes.writeUInt32LE(record.length, 0);
  bytes.writeUInt32LE(~record.length >>> 0, 4);
  bytes.writeUInt32LE(crc32(record), 8);
  bytes.set(record, headBytes);
  return bytes;
}

/** The records of a file, and how much of it they are. */
export interface Records {
  readonly records: readonly Uint8Array[];
  readonly end: number;
  /** Whether what stands behind them cannot be the beginning of a record that was never completed. */
  readonly damaged: boolean;
}

/**
 * Reads records up to the first that is not whole. One that was being written when the power went is the last in its
 * file, and cut short or zero at its end; anything else is damage, behind which there may be records that count.
 */
export function readRecords(file: Uint8Array): Records {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  let at = 0;
  for (let record = recordAt(bytes, at); record !== null; record = recordAt(bytes, at)) {
    records.push(record);
    at += headBytes + record.length;
  }
  return { records, end: at, damaged: at < bytes.length && !isTorn(bytes, at) };
}

function recordAt(bytes: Buffer, at: number): Buffer | null {
  if (bytes.length - at < headBytes) return null;
  const length = lengthAt(bytes, at);
  if (length === null || length > bytes.length - at - headBytes) return null;
  const record = bytes.subarray(at + headBytes, at + headBytes + length);
  return crc32(record) === bytes.readUInt32LE(at + 8) ? record : null;
}

function lengthAt(bytes: Buffer, at: number): number | null {
  const length = bytes.readUInt32LE(at);
  return ~length >>> 0 === bytes.readUInt32LE(at + 4) ? length : null;
}

function isTorn(bytes: Buffer, at: number): boolean {
  for (let next = at + 1; next < bytes.length - headBytes; next++) if (recordAt(bytes, next) !== null) return false;
  if (bytes.length - at < headBytes || bytes[bytes.length - 1] === 0) return true;
  const length = lengthAt(bytes, at);
  return length !== null && length > bytes.length - at - headBytes;
}
