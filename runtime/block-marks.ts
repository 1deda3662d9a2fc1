import type { Cluster } from './cluster.ts';
import type { Relation } from './relation.ts';

/** Marks from which on they are begun anew as soon as that can be. */
const lastMark = 1 << 30;

/** Words that are gone through for each row of a relation before what finds them is made, which takes as long. */
const patience = 32;

/** Which words a block of a cluster has, so that many questions about the one block cost an array's element each. */
export class BlockMarks {
  readonly #cluster: Cluster;
  /** By word of a block: the mark of the last block that had it. */
  marks = new Int32Array(0);
  #mark = 0;
  /** The block that was marked last, and where the cluster stood then. */
  #from = -1;
  #to = -1;
  #moves = -1;
  #isSparse = false;
  /** The block that was asked for last and not marked. */
  #asked = -1;
  #askedMoves = -1;
  /** Words that have been gone through so that rows need not be found. */
  #spared = 0;

  constructor(cluster: Cluster) {
    this.#cluster = cluster;
  }

  get bytes(): number {
    return this.marks.byteLength;
  }

  /**
   * Marks what a block of words has, so that `marks[word] === mark` says whether the block has a word; the mark,
   * or 0 where that is not worth it for so many questions, unless there have been some before, or words are not dense.
   */
  mark(from: number, to: number, questions: number): number {
    const { moves } = this.#cluster;
    if (from === this.#from && to === this.#to && moves === this.#moves) return this.#mark;
    if (this.#isSparse) return 0;
    if (to - from > questions * 2 && !this.#isAskedAgain(from, moves) && !this.#spares(this.#cluster.relation, to - from)) return 0;
    this.#from = -1;
    if (this.#mark >= lastMark && moves !== this.#moves) this.#forget();
    const mark = this.#mark + 1;
    if (!this.#put(from, to, mark)) return 0;
    this.#mark = mark;
    this.#from = from;
    this.#to = to;
    this.#moves = moves;
    return mark;
  }

  /**
   * Whether to go through so many words of a block of this index, and ask a relation for them, rather than through so many
   * of the relation's own.
   */
  isLess(words: number, others: number, relation: Relation): boolean {
    return words * 4 < others && !this.#spares(relation, others);
  }

  /** Whether to go through so many words rather than to make what finds rows of a relation, which may never be needed if few are gone through. */
  #spares(relation: Relation, words: number): boolean {
    if (relation.layout !== 'none') return false;
    this.#spared += words;
    return this.#spared < relation.size * patience;
  }

  /** Whether the block was asked for the time before too: rows that belong together follow one another. */
  #isAskedAgain(from: number, moves: number): boolean {
    const isAgain = from === this.#asked && moves === this.#askedMoves;
    this.#asked = from;
    this.#askedMoves = moves;
    return isAgain;
  }

  /** Gives the words of a block a mark, unless they are not dense. */
  #put(from: number, to: number, mark: number): boolean {
    const { arena, relation } = this.#cluster;
    let { marks } = this;
    for (let at = from; at < to; at++) {
      const word = arena[at]!;
      if (word < 0 || word >= marks.length) {
        this.#isSparse = word < 0 || word > 4 * relation.size + 1024;
        if (this.#isSparse) return false;
        marks = new Int32Array(Math.max(word + 1, marks.length * 2));
        marks.set(this.marks);
        this.marks = marks;
      }
      marks[word] = mark;
    }
    return true;
  }

  #forget(): void {
    this.marks.fill(0);
    this.#mark = 0;
  }
}
