/** A call that its host got wrong: an unknown relation or column, a value of another type, a tick within a tick. */
export class UsageError extends Error {
  /** What is wrong with the call. */
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Names for a message: `a`, `b` and `c`. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const quoted = names.map((name) => `\`${name}\``);
  return quoted.length === 1 ? (quoted[0] ?? '') : `${quoted.slice(0, -1).join(', ')} and ${quoted.at(-1)}`;
}
