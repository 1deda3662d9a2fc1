import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Table, Tables } from './table.ts';
import type { Stream } from './ticking.ts';

/**
 * The rows of a workload as files for those who are not of this process's kind: `NAME.ARITY.rows` is words,
 * little-endian, row after row; `NAME.facts` the same as text, as Soufflé reads it; `NAME.texts` what the words stand
 * for, a line each, if not for themselves. What comes tick by tick is
 * `NAME.ARITY.stream`, with the number of the first row of each tick in `NAME.ARITY.starts`.
 */
export class Facts {
  readonly directory = mkdtempSync(join(tmpdir(), 'dlc-bench-'));

  constructor(tables: Tables, streams: readonly Stream[] = []) {
    mkdirSync(this.directory, { recursive: true });
    for (const [name, rows] of Object.entries(tables)) {
      this.#write(`${name}.${rows.arity}.rows`, rows.words);
      writeFileSync(join(this.directory, `${name}.facts`), textOf(rows));
      if (rows.texts) writeFileSync(join(this.directory, `${name}.texts`), rows.texts.join('\n'));
    }
    for (const { relation, rows, starts } of streams) {
      this.#write(`${relation}.${rows.arity}.stream`, rows.words);
      this.#write(`${relation}.${rows.arity}.starts`, starts);
    }
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }

  #write(file: string, words: Int32Array): void {
    writeFileSync(join(this.directory, file), new Uint8Array(words.buffer, words.byteOffset, words.byteLength));
  }
}

function textOf({ arity, words, texts }: Table): string {
  const lines: string[] = [];
  for (let at = 0; at < words.length; at += arity) {
    const row = words.subarray(at, at + arity);
    lines.push(texts ? Array.from(row, (word) => texts[word]).join('\t') : row.join('\t'));
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
