import type { ColumnType } from '../abi.ts';

/** A relation that rules send to, as all nodes of a program know it. */
export interface SentRelation {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: ColumnType }[];
  /** Index of the column that holds a row's location, or null. */
  readonly location: number | null;
  /** Its messages are acknowledged, and sent again until they are. */
  readonly reliable: boolean;
}

/**
 * What nodes may send each other, a line for each relation, such as `vote(@to: symbol, answer: symbol) reliable`. Two
 * nodes understand each other when theirs are the same, whatever else their programs do.
 */
export function signaturesOf(relations: readonly SentRelation[]): readonly string[] {
  return relations.map(signatureOf).sort();
}

function signatureOf({ name, columns, location, reliable }: SentRelation): string {
  const inside = columns.map((column, index) => `${index === location ? '@' : ''}${column.name}: ${column.type}`);
  return `${name}(${inside.join(', ')})${reliable ? ' reliable' : ''}`;
}

/** How the signatures of another node differ from one's own, in words; null where they do not. */
export function difference(own: readonly string[], other: readonly string[]): string | null {
  const missing = own.find((each) => !other.includes(each));
  const added = other.find((each) => !own.includes(each));
  if (missing !== undefined && added !== undefined) return `it has ${added}, this node has ${missing}`;
  if (missing !== undefined) return `it has no ${missing}`;
  return added === undefined ? null : `this node has no ${added}`;
}
