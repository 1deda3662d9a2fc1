import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checksum } from '../../../dist/bench/table.js';
import { latencies, Stopwatch, timed } from '../../../dist/bench/timing.js';

/** What `bench/facts.ts` wrote: rows of each relation, and rows that come tick by tick. */
export function given(directory) {
  const words = (file) => {
    const { buffer, byteOffset, byteLength } = readFileSync(join(directory, file));
    return new Int32Array(buffer.slice(byteOffset, byteOffset + byteLength));
  };
  const tables = {};
  const streams = [];
  for (const file of readdirSync(directory)) {
    const [relation, arity, kind] = file.split('.');
    if (kind === 'rows') tables[relation] = rowsOf(words(file), Number(arity));
    if (kind === 'stream') streams.push({ relation, rows: rowsOf(words(file), Number(arity)), starts: words(`${relation}.${arity}.starts`) });
  }
  return { tables, streams };
}

function rowsOf(words, arity) {
  return Array.from({ length: words.length / arity }, (_, row) => Array.from(words.subarray(row * arity, (row + 1) * arity)));
}

/** Prints the sample of a batch: `run` gives outputs as arrays of rows. */
export function reportBatch(run) {
  globalThis.gc?.();
  const watch = new Stopwatch();
  const outputs = run();
  print({ ...watch.read(), outputs: outputsOf(outputs) });
}

/** Prints the sample of ticks: `tick` takes the rows of each relation, `outputs` gives what there is in the end. */
export function reportTicks(streams, tick, outputs) {
  const ticks = streams[0].starts.length - 1;
  const once = (index) => {
    for (const { relation, rows, starts } of streams) if (starts[index] < starts[index + 1]) tick.send(relation, rows.slice(starts[index], starts[index + 1]));
    tick.run();
  };
  globalThis.gc?.();
  const watch = new Stopwatch();
  const micros = timed(once, ticks);
  print({ ...watch.read(), outputs: micros.length === ticks ? outputsOf(outputs()) : null, ticks: latencies(micros.sort()) });
}

function outputsOf(outputs) {
  return Object.fromEntries(Object.entries(outputs).map(([name, rows]) => [name, { rows: rows.length, checksum: checksum({ arity: rows[0]?.length ?? 1, words: Int32Array.from(rows.flat()) }) }]));
}

function print(sample) {
  console.log(JSON.stringify({ ...sample, megabytes: process.resourceUsage().maxRSS / 1024 }));
}

/** A relation that is kept up to date from differences: rows with how many times they are there. */
export class Kept {
  #rows = new Map();

  /** Takes differences: pairs of a row and how many more of it there are. */
  take(differences) {
    for (const [row, more] of differences) {
      const key = row.length === 1 ? row[0] : row[0] * 0x4000000 + row[1];
      const count = (this.#rows.get(key)?.count ?? 0) + more;
      if (count === 0) this.#rows.delete(key);
      else this.#rows.set(key, { row, count });
    }
  }

  rows() {
    return [...this.#rows.values()].map(({ row }) => row);
  }
}
