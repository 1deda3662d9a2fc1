/**
 * A list while it is parsed. nearley completes a list after each of its elements, and again where an
 * element turns out to be longer, so the prefix is shared and must not change: elements are linked,
 * not pushed, and the list is made once, where its brackets close.
 */
export interface Chain<T> {
  readonly last: T;
  readonly before: Chain<T> | null;
}

/** A list of one element. */
export function first([element]: [unknown]): Chain<unknown> {
  return { last: element, before: null };
}

/** A list, a separator, and one more element. */
export function chain([before, , last]: [Chain<unknown>, unknown, unknown]): Chain<unknown> {
  return { last, before };
}

/** The elements in the order written. */
export function toArray<T>(list: Chain<T>): T[] {
  const elements: T[] = [];
  for (let at: Chain<T> | null = list; at !== null; at = at.before) elements.push(at.last);
  return elements.reverse();
}
