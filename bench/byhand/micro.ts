import { sizeOf, type Table, type Tables } from '../table.ts';
import { derived, type Derived, type Results } from './derived.ts';
import { grouped, limitOf } from './grouped.ts';
import { doubled } from './pair-set.ts';
import { WordNumbers } from './word-numbers.ts';

const stages = 20;

export function identityLoop({ source }: Tables): Results {
  let rows = source.words;
  for (let stage = 0; stage < stages; stage++) {
    const next = new Int32Array(rows.length);
    for (let i = 0; i < rows.length; i++) next[i] = rows[i];
    rows = next;
  }
  return { r20: column(rows) };
}

/** All sources have the same numbers, so each has to be looked for. */
export function fanInLoop(sources: Tables): Results {
  const all = new WordNumbers();
  for (const { words } of Object.values(sources)) for (let i = 0; i < words.length; i++) all.of(words[i]);
  return { all: derived(all.size, 1, () => all.words.subarray(0, all.size)) };
}

export function fanOutLoop({ source }: Tables): Results {
  const outputs: Record<string, Derived> = {};
  for (let stage = 1; stage <= stages; stage++) {
    const rows = new Int32Array(source.words.length);
    for (let i = 0; i < rows.length; i++) rows[i] = source.words[i];
    outputs[`r${stage}`] = column(rows);
  }
  return outputs;
}

export function forkJoinLoop({ source }: Tables): Results {
  let rows = source.words;
  for (let stage = 0; stage < stages; stage++) {
    const next = new Int32Array(rows.length);
    let count = 0;
    for (let i = 0; i < rows.length; i++) if (rows[i] % 2 === 0) next[count++] = rows[i];
    for (let i = 0; i < rows.length; i++) if (rows[i] % 2 === 1) next[count++] = rows[i];
    rows = next;
  }
  return { r20: column(rows) };
}

export function concatenateLoop({ word }: Tables): Results {
  let texts = [...textsOf(word)];
  for (let stage = 0; stage < stages; stage++) texts = texts.map((text) => `${text}x`);
  return { total: letters(texts) };
}

export function wordsLoop({ word }: Tables): Results {
  const parts = new Set<string>();
  for (const text of textsOf(word)) {
    if (text.length % 2 !== 1) continue;
    parts.add(text);
    parts.add(text + text);
    if (text.length > 6) parts.add(text);
  }
  return { total: letters(parts) };
}

export function joinLoop({ left, right }: Tables): Results {
  const { starts, columns } = grouped(right, 0, limitOf(left, right));
  let log = new Int32Array(3 << 10);
  let length = 0;
  for (let at = 0; at < left.words.length; at += 2) {
    const key = left.words[at];
    for (let i = starts[key]; i < starts[key + 1]; i++) {
      if (length + 3 > log.length) log = doubled(log);
      log[length++] = key;
      log[length++] = left.words[at + 1];
      log[length++] = columns[0][i];
    }
  }
  return { joined: derived(length / 3, 3, () => log.subarray(0, length)) };
}

function column(rows: Int32Array): Derived {
  return derived(rows.length, 1, () => rows);
}

function textsOf(words: Table): readonly string[] {
  if (words.texts?.length !== sizeOf(words)) throw new Error('words are texts');
  return words.texts;
}

function letters(texts: Iterable<string>): Derived {
  let total = 0;
  for (const text of texts) total += text.length;
  return column(Int32Array.of(total));
}
