import type { Module } from '../abi.ts';
import { usualThrift, type Thrift } from '../collector.ts';
import type { HostFunctor } from '../functors.ts';
import { defaultLimits, Heap } from '../limits.ts';
import { Losses } from '../losses.ts';
import { Site } from '../site.ts';
import { Transducer } from '../transducer.ts';
import { MemoryNetwork } from '../transports/memory.ts';
import { Values } from '../values.ts';
import { localWireLimits } from '../wire/limits.ts';
import { signaturesOf } from '../wire/schema.ts';
import { described } from '../row-check.ts';
import type { Connection } from './connection.ts';
import { listed, UsageError } from './error.ts';
import { OpenNode } from './node.ts';
import { anything, bound, callback, checkOptions, store as storeOption, table, text, transport as transportOption, type Expected } from './options.ts';
import { RowForm } from './rows.ts';
import { decodeSnapshot } from './snapshot.ts';
import type { RelationSchema } from './schema.ts';
import type { EmbeddedProgram, Node, OpenOptions, UntypedRelations } from './types.ts';
import { FilledView } from './filled-view.ts';
import { View } from './view.ts';

/** The relation of the one location that a transducer is at, which its host fills (`planner/here.ts`). */
const hereRelation = '+here';

/** The options of `open`; what a snapshot is, who reads it says. */
const known: Readonly<Record<string, Expected>> = {
  address: text,
  role: text,
  transport: transportOption,
  store: storeOption,
  functors: table,
  snapshot: anything,
  onWarning: callback,
  limits: table,
};

/**
 * Opens a compiled program, for the modules that the compiler makes: a host calls `open` of one. It makes a node,
 * and starts nothing; what is behind the names of its relations is checked when it runs. Throws a `UsageError` for
 * options that do not fit the program.
 */
export function openModule(program: EmbeddedProgram, options: OpenOptions = {}): Node<UntypedRelations, UntypedRelations> {
  return openThrifty(program, options, usualThrift);
}

/** The same, with values that are reclaimed when somebody likes. */
export function openThrifty(program: EmbeddedProgram, options: OpenOptions, thrift: Thrift): OpenNode {
  checkOptions('open', options, known);
  checkFit(program, options);
  const given = { ...program.implementations, ...options.functors };
  const functors = program.functors.map(({ name, result }): HostFunctor => ({ name, result, call: (...args) => Reflect.apply(given[name] ?? (() => undefined), given, args) }));
  const { address = '', role = '' } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const transducer = new Transducer(moduleOf(program, role), new Values(new Heap(limits.maxHeap), thrift), program.located ? address : null, limits, functors);
  const here = transducer.relationNamed(hereRelation);
  if (here >= 0) transducer.hold(here, [address]);
  const node = placed(program, options, transducer);
  const views = <V>(relations: readonly RelationSchema[], isHere: (index: number) => boolean, make: (index: number, form: RowForm) => V): Map<string, V> =>
    new Map(relations.flatMap((each): [string, V][] => {
      const index = transducer.relationNamed(each.name);
      return index >= 0 && isHere(index) ? [[each.name, make(index, new RowForm(each, transducer.values))]] : [];
    }));
  const inputs = views(program.inputs, (index) => transducer.receives(index), (index, form) => new FilledView(node, index, form));
  const outputs = views(program.outputs, () => true, (index, form) => new View(node, index, form));
  node.equip([...inputs.values(), ...outputs.values()], named(inputs, 'input', program.file), named(outputs, 'output', program.file));
  return node;
}

/** A transducer at its place in a network, where it takes up what is stored, or what a snapshot holds. */
function placed(program: EmbeddedProgram, { address = '', role = '', transport: given, store, snapshot, onWarning = () => undefined }: OpenOptions, transducer: Transducer): OpenNode {
  const { hash, file, sent } = program;
  const identity = { hash, file, address, role };
  const losses = new Losses();
  const keeper = store?.open(identity) ?? null;
  let connection: Connection | null = null;
  try {
    if (given && 'connect' in given) connection = given.connect({ address, signatures: signaturesOf(sent), session: keeper?.session ?? null, losses });
    const own = connection?.transport ?? (given && 'send' in given ? given : new MemoryNetwork([address]).at(address));
    const { transport, journal } = keeper?.keep(transducer, own) ?? { transport: own, journal: null };
    const names = new Set(sent.map((each) => each.name));
    const site = new Site(address, transducer, transport, losses, {
      admits: (relation, _, from) => from === address || names.has(relation),
      reliable: new Set(sent.filter((each) => each.reliable).map((each) => each.name)),
      limits: connection?.limits ?? localWireLimits,
      remote: connection !== null,
      journal,
    });
    if (snapshot !== undefined) transducer.resume(decodeSnapshot(snapshot, identity, transducer.module));
    keeper?.recover(site, losses);
    return new OpenNode({ identity, transducer, site, transport, connection, keeper, losses, onWarning });
  } catch (failure) {
    connection?.close();
    keeper?.close();
    throw failure;
  }
}

function moduleOf({ file, modules }: EmbeddedProgram, role: string): Module {
  const found = modules.find((each) => each.role === role);
  if (found) return found.make();
  const roles = modules.flatMap((each) => (each.role === '' ? [] : [each.role]));
  throw new UsageError(`${file} has no role ${described(role)}; its roles are ${listed(roles)}`);
}

function checkFit({ file, located, functors, implementations }: EmbeddedProgram, { address, role, functors: own, limits = {}, transport, store, snapshot }: OpenOptions): void {
  checkOptions('limits', limits, { maxRows: bound, maxRounds: bound, maxBytes: bound, maxHeap: bound });
  const given: Readonly<Record<string, unknown>> = { ...implementations, ...own };
  if (located && (typeof address !== 'string' || address === '')) throw new UsageError(`${file} has locations: give the \`address\` of this one, a string`);
  if (!located && address !== undefined) throw new UsageError(`${file} has no locations: it takes no \`address\``);
  if (!located && role !== undefined) throw new UsageError(`${file} has no locations: it takes no \`role\``);
  if (!located && transport && 'connect' in transport) throw new UsageError(`${file} has no locations: nothing is sent to other nodes, and nothing comes from them`);
  if (store && snapshot !== undefined) throw new UsageError('a node with a `store` goes on from what is stored: it takes no snapshot');
  for (const { name } of functors) {
    const functor = Object.hasOwn(given, name) ? given[name] : undefined;
    if (functor === undefined) throw new UsageError(`${file} needs the functor \`${name}\`: give it as \`functors: { ${name}: ... }\``);
    if (typeof functor !== 'function') throw new UsageError(`the functor \`${name}\` is a function, not ${described(functor)}`);
  }
  const names = functors.map((each) => each.name);
  const unknown = Object.keys(given).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new UsageError(`${file} has no functor \`${unknown}\`; its functors are ${listed(names)}`);
}

/** Views by name; a name that is none is an error, not `undefined`. */
function named<V>(views: ReadonlyMap<string, V>, kind: 'input' | 'output', file: string): Readonly<Record<string, V>> {
  const target: Readonly<Record<string, V>> = Object.freeze(Object.fromEntries(views));
  return new Proxy(target, {
    get: (_, name) => {
      if (typeof name === 'symbol') return undefined;
      const view = views.get(name);
      if (view !== undefined) return view;
      // What promises and printers ask of any object.
      if (name === 'then' || name === 'toJSON') return undefined;
      throw new UsageError(`${file} has no ${kind} \`${name}\` here; its ${kind}s are ${listed([...views.keys()])}`);
    },
  });
}
