import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { table, type Table } from '../table.ts';
import { PairSet } from './pair-set.ts';
import { reachOfSorted } from './reach.ts';

/** What `dlc run` does for the process workloads, by hand: `process.js PROGRAM DIRECTORY`. */
function main([program, directory]: readonly string[]): void {
  const names = program === 'process-symbols' ? new Map<string, number>() : null;
  const edge = read(join(directory, 'edge.facts'), 2, names);
  if (program === 'process-load') {
    const set = new PairSet();
    for (let at = 0; at < edge.words.length; at += 2) set.add(edge.words[at], edge.words[at + 1]);
    console.log(`edge\t${set.size}`);
  } else if (program !== 'process-start') {
    const { reach } = reachOfSorted({ edge, start: read(join(directory, 'start.facts'), 1, names) });
    console.log(`reach\t${reach.rows}`);
  } else {
    console.log('reach\t3');
  }
}

function read(file: string, arity: number, names: Map<string, number> | null): Table {
  if (!existsSync(file)) return table(arity, new Int32Array(0));
  const bytes = readFileSync(file);
  return table(arity, names ? symbolsOf(bytes, names) : numbersOf(bytes));
}

function numbersOf(bytes: Uint8Array): Int32Array {
  const words = new Int32Array(bytes.length / 2);
  let count = 0;
  let value = 0;
  for (let i = 0; i < bytes.length; i++) {
    if (bytes[i] >= 48) {
      value = value * 10 + bytes[i] - 48;
    } else {
      words[count++] = value;
      value = 0;
    }
  }
  return words.subarray(0, count);
}

function symbolsOf(bytes: Buffer, names: Map<string, number>): Int32Array {
  const texts = bytes.toString('latin1').split(/[\t\n]/);
  texts.pop();
  return Int32Array.from(texts, (text) => {
    const known = names.get(text);
    if (known !== undefined) return known;
    names.set(text, names.size);
    return names.size - 1;
  });
}

main(process.argv.slice(2));
