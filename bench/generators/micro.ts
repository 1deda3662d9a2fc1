import { Random } from '../random.ts';
import { table, Words, type Table } from '../table.ts';

/** Random words of letters, each once. */
export function randomWords(count: number, seed: number): Table {
  const random = new Random(seed);
  const words = new Set<string>();
  while (words.size < count) {
    const letters = Array.from({ length: 3 + random.below(10) }, () => String.fromCharCode(97 + random.below(26)));
    words.add(letters.join(''));
  }
  return { arity: 1, words: Int32Array.from({ length: count }, (_, i) => i), texts: [...words] };
}

/** Rows of a key that follows Zipf's law, more steeply the larger the exponent, and a value of their own. */
export function zipfRows(rows: number, keys: number, exponent: number, seed: number): Table {
  const random = new Random(seed);
  const sums = new Float64Array(keys);
  let sum = 0;
  for (let key = 0; key < keys; key++) sums[key] = sum += 1 / (key + 1) ** exponent;
  const words = new Words();
  for (let row = 0; row < rows; row++) {
    const at = random.fraction() * sum;
    let low = 0;
    for (let high = keys - 1; low < high; ) {
      const middle = (low + high) >> 1;
      if (sums[middle] < at) low = middle + 1;
      else high = middle;
    }
    words.push2(low, row);
  }
  return table(2, words.taken());
}
