import type { Module } from '../abi.ts';
import { defaultLimits, Heap } from '../limits.ts';
import { Site, type Losses } from '../site.ts';
import { Transducer } from '../transducer.ts';
import { MemoryNetwork } from '../transports/memory.ts';
import { Values } from '../values.ts';
import { described } from '../row-check.ts';
import { listed, UsageError } from './error.ts';
import { OpenNode } from './node.ts';
import { RowForm } from './rows.ts';
import { decodeSnapshot } from './snapshot.ts';
import type { CompiledModule, EmbeddedProgram, OpenOptions, RelationSchema, Relations, Schema, UserFunctors } from './types.ts';
import { FilledView, View } from './view.ts';

/** The relation of the one location that a transducer is at, which its host fills (`planner/here.ts`). */
const hereRelation = '+here';

/**
 * A compiled program as its host opens it; the types are those of the program's relations. `functors` are for
 * those who open it without their own.
 */
export function createModule<I extends Relations, O extends Relations, F extends UserFunctors>(program: EmbeddedProgram, functors: UserFunctors = {}): CompiledModule<I, O, F> {
  const { modules, ...schema } = program;
  const made = new Map<string, Module>();
  const moduleOf = (role: string): Module => {
    const make = modules.find((each) => each.role === role)?.make;
    if (!make) throw new UsageError(`${schema.file} has no role ${JSON.stringify(role)}; its roles are ${listed(modules.flatMap((each) => (each.role === '' ? [] : [each.role])))}`);
    const module = made.get(role) ?? make();
    made.set(role, module);
    return module;
  };
  const open = (options: OpenOptions = {}): OpenNode => openNode(schema, moduleOf, { ...options, functors: { ...functors, ...options.functors } });
  // Only the program knows its types: what is behind the names is checked when it runs.
  return { schema, open } as unknown as CompiledModule<I, O, F>;
}

function openNode(schema: Schema, moduleOf: (role: string) => Module, options: OpenOptions): OpenNode {
  checkOptions(schema, options);
  const { address = '', role = '', snapshot, onWarning = () => undefined } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const module = moduleOf(role);
  const transducer = new Transducer(module, new Values(new Heap(limits.maxHeap)), schema.located ? address : null, limits);
  const here = transducer.relationNamed(hereRelation);
  if (here >= 0) transducer.hold(here, [address]);
  const transport = options.transport ?? new MemoryNetwork([address]).at(address);
  const losses: Losses = { count: 0, reasons: new Set() };
  const identity = { hash: schema.hash, file: schema.file, address, role };
  const site = new Site(address, transducer, transport, losses);
  if (snapshot !== undefined) transducer.resume(decodeSnapshot(snapshot, identity, module));
  const node = new OpenNode({ identity, transducer, site, transport, losses, onWarning });
  const form = (relation: RelationSchema): RowForm => new RowForm(relation, transducer.values);
  const present = <S extends RelationSchema, V>(relations: readonly S[], make: (index: number, form: RowForm) => V): Map<string, V> =>
    new Map(relations.flatMap((each): [string, V][] => {
      const index = transducer.relationNamed(each.name);
      return index < 0 ? [] : [[each.name, make(index, form(each))]];
    }));
  const inputs = present(schema.inputs, (index, each) => new FilledView(node, index, each));
  const outputs = present(schema.outputs, (index, each) => new View(node, index, each));
  node.equip([...inputs.values(), ...outputs.values()], named(inputs, 'input', schema.file), named(outputs, 'output', schema.file));
  return node;
}

function checkOptions({ file, located, functors }: Schema, { address, role, functors: given = {} }: OpenOptions): void {
  if (located && (typeof address !== 'string' || address === '')) throw new UsageError(`${file} has locations: give the \`address\` of this one, a string`);
  if (!located && address !== undefined) throw new UsageError(`${file} has no locations: it takes no \`address\``);
  if (!located && role !== undefined) throw new UsageError(`${file} has no locations: it takes no \`role\``);
  for (const { name } of functors) {
    const functor: unknown = Object.hasOwn(given, name) ? given[name] : undefined;
    if (functor === undefined) throw new UsageError(`${file} needs the functor \`${name}\`: give it as \`functors: { ${name}: ... }\``);
    if (typeof functor !== 'function') throw new UsageError(`the functor \`${name}\` is a function, not ${described(functor)}`);
  }
  const known = functors.map((each) => each.name);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UsageError(`${file} has no functor \`${unknown}\`; its functors are ${listed(known)}`);
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
