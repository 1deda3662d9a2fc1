import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Node as YamlNode, type Pair, type YAMLMap } from 'yaml';
import { error, type Diagnostic } from '../datalog/diagnostic.ts';
import { nearest, offerOf } from '../datalog/nearest.ts';
import type { Source, Span } from '../datalog/source.ts';
import { endpointProblem } from '../runtime/node/endpoints.ts';
import { fsyncProblem, parseFsync, type Fsync } from '../runtime/node/fsync.ts';
import { limitNames, limitProblem, type NamedLimit } from './limits.ts';
import { parseMetricsAddress, type MetricsAddress } from './endpoints.ts';

/** A node of a fleet file. */
export interface FleetNode {
  readonly name: string;
  readonly role: string | null;
  /** Null: any port of this machine that is free. */
  readonly listen: string | null;
  /** Its own fact directory; null: that of the fleet. */
  readonly facts: string | null;
  /** Where its name stands; null where there is no fleet file. */
  readonly span: Span | null;
}

/** What a fleet file says. File names are as they stand there. */
export interface Fleet {
  readonly program: readonly string[];
  readonly facts: string | null;
  readonly functors: string | null;
  /** The directory of keys. */
  readonly keys: string | null;
  /** The directory of the directories of state, one for each node. */
  readonly state: string | null;
  /** When state is on the disk; null: as usual. */
  readonly fsync: Fsync | null;
  /** Where the first node says how it is; the others do at the ports after it. */
  readonly metrics: MetricsAddress | null;
  /** Limits of each node that are not the usual ones. */
  readonly limits: readonly NamedLimit[];
  readonly nodes: readonly FleetNode[];
}

const fleetKeys = ['program', 'facts', 'functors', 'keys', 'state', 'fsync', 'metrics', 'limits', 'nodes'];
const nodeKeys = ['role', 'listen', 'facts'];

/** Reads a fleet file, or says what is wrong with it and where. */
export function readFleet(source: Source): Fleet | readonly Diagnostic[] {
  const reader = new FleetReader(source);
  const fleet = reader.read();
  return reader.errors.length > 0 || fleet === null ? reader.errors : fleet;
}

class FleetReader {
  readonly errors: Diagnostic[] = [];
  readonly #source: Source;

  constructor(source: Source) {
    this.#source = source;
  }

  read(): Fleet | null {
    const document = parseDocument(this.#source.text, { lineCounter: new LineCounter(), prettyErrors: false, version: '1.2', stringKeys: true });
    for (const each of document.errors) this.#wrong(each.pos, each.message);
    if (this.errors.length > 0) return null;
    const whole = document.contents;
    if (!isMap(whole)) {
      this.#wrong(whole?.range ?? [0, 1], 'a fleet file says `program:` and `nodes:`');
      return null;
    }
    const entries = this.#entries(whole, fleetKeys, 'a fleet');
    const program = this.#texts(entries.get('program'));
    const nodes = this.#nodes(entries.get('nodes'));
    if (program.length === 0 && !entries.has('program')) this.#wrong(whole.range ?? [0, 1], 'a fleet needs a `program:`, the file or files of its program');
    if (!entries.has('nodes')) this.#wrong(whole.range ?? [0, 1], 'a fleet needs `nodes:`, by name');
    return { program, facts: this.#text(entries.get('facts')), functors: this.#text(entries.get('functors')), keys: this.#text(entries.get('keys')), state: this.#text(entries.get('state')), fsync: this.#fsync(entries.get('fsync')), metrics: this.#metrics(entries.get('metrics')), limits: this.#limits(entries.get('limits')), nodes };
  }

  #nodes(value: YamlNode | null | undefined): readonly FleetNode[] {
    if (value === undefined) return [];
    if (!isMap(value) || value.items.length === 0) {
      this.#wrong(value?.range ?? [0, 1], 'nodes are given by name, such as `bank: Coordinator` or `bank: { role: Coordinator }`');
      return [];
    }
    return value.items.flatMap((pair) => this.#node(pair));
  }

  #node({ key, value }: Pair): readonly FleetNode[] {
    if (!isScalar(key)) return [];
    const span = this.#span(key.range ?? [0, 1]);
    const name = String(key.value);
    const plain = { name, role: null, listen: null, facts: null, span };
    if (value === null || (isScalar(value) && value.value === null)) return [plain];
    if (isScalar(value)) return [{ ...plain, role: this.#text(value) }];
    if (!isMap(value)) {
      this.#wrong(key.range ?? [0, 1], `node ${name} is its role, or a list of what it has: ${nodeKeys.join(', ')}`);
      return [];
    }
    const entries = this.#entries(value, nodeKeys, 'a node');
    const listen = entries.get('listen');
    const problem = listen === undefined ? null : endpointProblem(this.#text(listen) ?? '');
    if (problem !== null) this.#wrong(listen?.range ?? [0, 1], problem);
    return [{ ...plain, role: this.#text(entries.get('role')), listen: this.#text(listen), facts: this.#text(entries.get('facts')) }];
  }

  #metrics(value: YamlNode | null | undefined): MetricsAddress | null {
    const text = this.#text(value);
    const address = text === null ? null : parseMetricsAddress(text);
    if (typeof address !== 'string') return address;
    this.#wrong(value?.range ?? [0, 1], address);
    return null;
  }

  #fsync(value: YamlNode | null | undefined): Fsync | null {
    const text = this.#text(value);
    const fsync = text === null ? null : parseFsync(text);
    if (text !== null && fsync === null) this.#wrong(value?.range ?? [0, 1], `\`fsync\` is not ${text}: ${fsyncProblem}`);
    return fsync;
  }

  #limits(value: YamlNode | null | undefined): readonly NamedLimit[] {
    if (value === undefined) return [];
    if (!isMap(value)) {
      this.#wrong(value?.range ?? [0, 1], `limits are given by name: ${limitNames.join(', ')}`);
      return [];
    }
    return value.items.flatMap(({ key, value: given }) => {
      if (!isScalar(key)) return [];
      const limit = { name: String(key.value), text: isScalar(given) ? String(given.value) : '' };
      const problem = limitProblem(limit);
      if (problem !== null) this.#wrong((limitNames.includes(limit.name) && isScalar(given) ? given.range : key.range) ?? [0, 1], problem);
      return [limit];
    });
  }

  /** The values of a mapping by key; a key that it does not have is an error. */
  #entries(map: YAMLMap, known: readonly string[], what: string): ReadonlyMap<string, YamlNode | null> {
    const entries = new Map<string, YamlNode | null>();
    for (const { key, value } of map.items) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      if (!known.includes(name)) this.#wrong(key.range ?? [0, 1], `${what} has no \`${name}\`${offerOf(nearest(name, known)) || `; it has ${known.join(', ')}`}`);
      entries.set(name, isScalar(value) || isMap(value) || isSeq(value) ? value : null);
    }
    return entries;
  }

  #texts(value: YamlNode | null | undefined): readonly string[] {
    if (isSeq(value)) return value.items.flatMap((each) => (isScalar(each) ? (this.#text(each) ?? []) : []));
    const text = this.#text(value);
    return text === null ? [] : [text];
  }

  #text(value: YamlNode | null | undefined): string | null {
    if (value === undefined) return null;
    if (isScalar(value) && typeof value.value === 'string' && value.value !== '') return value.value;
    this.#wrong(value?.range ?? [0, 1], 'this is to be a text');
    return null;
  }

  #wrong(range: readonly number[], message: string): void {
    this.errors.push(error('fleet', this.#span(range), message));
  }

  #span([start = 0, end = start + 1]: readonly number[]): Span {
    return { source: this.#source, start, end: Math.max(end, start + 1) };
  }
}
