/** A read or a write of a register, and when it was asked for and done; `Infinity` where nobody knows that it was. */
export interface Operation {
  readonly kind: 'get' | 'put';
  readonly key: string;
  /** What was written or read; the empty text before the first write. Nothing is written twice. */
  value: string;
  readonly invoked: number;
  responded: number;
}

/**
 * Why no order of a history explains what was read, each operation taking effect at one moment between its call and its
 * answer; null when some order does. After Gibbons and Korach, "Testing shared memories" (1997): the operations of a value
 * are one cluster, and two clusters may not each have to be before the other.
 */
export function unexplained(history: readonly Operation[]): string | null {
  for (const key of new Set(history.map((each) => each.key))) {
    const operations = history.filter((each) => each.key === key);
    const problem = brokenRead(operations) ?? brokenOrder(operations);
    if (problem !== null) return `${key}: ${problem}`;
  }
  return null;
}

/** Reads whose answers nobody has heard say nothing. */
function readsOf(operations: readonly Operation[]): readonly Operation[] {
  return operations.filter((each) => each.kind === 'get' && each.responded < Infinity);
}

function brokenRead(operations: readonly Operation[]): string | null {
  for (const read of readsOf(operations)) {
    const write = operations.find((each) => each.kind === 'put' && each.value === read.value);
    if (read.value !== '' && !write) return `${read.value} was read, and never written`;
    if (write && write.invoked > read.responded) return `${read.value} was read before it was written`;
  }
  return null;
}

/** From the first answer of a cluster to its last call, when these are in this order, the register has to have its value. */
interface Zone {
  readonly value: string;
  readonly from: number;
  readonly to: number;
  readonly forward: boolean;
}

function brokenOrder(operations: readonly Operation[]): string | null {
  const values = [...new Set(operations.map((each) => each.value))];
  const zones = values.flatMap((value) => zoneOf(value, operations) ?? []);
  for (const zone of zones) {
    for (const other of zones) {
      if (zone === other || !zone.forward) continue;
      const crosses = other.forward && other.from < zone.to && zone.from < other.to;
      const inside = !other.forward && zone.from < other.from && other.to < zone.to;
      if (crosses || inside) return `${JSON.stringify(zone.value)} and ${JSON.stringify(other.value)} were each there before the other`;
    }
  }
  return null;
}

function zoneOf(value: string, operations: readonly Operation[]): Zone | null {
  const reads = readsOf(operations).filter((each) => each.value === value);
  const write = operations.find((each) => each.kind === 'put' && each.value === value);
  // A write that was not answered, and that nobody read, may not have taken place.
  if (reads.length === 0 && (!write || write.responded === Infinity)) return null;
  const first = value === '' ? { invoked: -Infinity, responded: -Infinity } : write;
  const all = first ? [first, ...reads] : reads;
  const answered = Math.min(...all.map((each) => each.responded));
  const called = Math.max(...all.map((each) => each.invoked));
  return { value, from: Math.min(answered, called), to: Math.max(answered, called), forward: answered < called };
}
