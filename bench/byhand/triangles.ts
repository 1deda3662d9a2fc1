import type { Tables } from '../table.ts';
import { derived, type Results } from './derived.ts';
import { grouped, limitOf } from './grouped.ts';
import { doubled, PairSet } from './pair-set.ts';

/** Each edge, each edge that goes on from it, and whether the pair set has the third. */
export function trianglesOfWords({ edge }: Tables): Results {
  const { starts, columns } = grouped(edge, 0, limitOf(edge));
  const targets = columns[0];
  const set = new PairSet();
  for (let at = 0; at < edge.words.length; at += 2) set.add(edge.words[at], edge.words[at + 1]);
  const found = new Triples();
  for (let row = 0; row < set.size; row++) {
    const x = set.log[row * 2];
    const y = set.log[row * 2 + 1];
    for (let i = starts[y]; i < starts[y + 1]; i++) if (set.has(x, targets[i])) found.push(x, y, targets[i]);
  }
  return found.results();
}

/** For each node its targets are marked; then what its targets lead to is looked up in the marks. */
export function trianglesOfMarks({ edge }: Tables): Results {
  const limit = limitOf(edge);
  const { starts, columns } = grouped(edge, 0, limit);
  const targets = columns[0];
  const marks = new Int32Array(limit).fill(-1);
  const found = new Triples();
  for (let x = 0; x < limit; x++) {
    for (let i = starts[x]; i < starts[x + 1]; i++) marks[targets[i]] = x;
    for (let i = starts[x]; i < starts[x + 1]; i++) {
      const y = targets[i];
      const end = starts[y + 1];
      for (let j = starts[y]; j < end; j++) if (marks[targets[j]] === x) found.push(x, y, targets[j]);
    }
  }
  return found.results();
}

/** A log of rows that cannot be found twice: each is of different edges. */
class Triples {
  #log = new Int32Array(1 << 12);
  #length = 0;

  push(x: number, y: number, z: number): void {
    if (this.#length + 3 > this.#log.length) this.#log = doubled(this.#log);
    this.#log[this.#length++] = x;
    this.#log[this.#length++] = y;
    this.#log[this.#length++] = z;
  }

  results(): Results {
    return { triangle: derived(this.#length / 3, 3, () => this.#log.subarray(0, this.#length)) };
  }
}
