import type { CompiledModule } from '../runtime/index.ts';

/** What the editor knows of a typed module: that this file compiles is the test. */
declare const m: CompiledModule<{ link: { row: { src: string; dst: string }; tuple: [src: string, dst: string] } }, { path: { row: { src: string; n: number }; tuple: [src: string, n: number] } }, { hash: (x: string) => number }>;
declare const p: CompiledModule<{ link: { row: { src: string }; tuple: [src: string] } }, {}, {}>;
export async function typedModulesRefuseWhatIsWrong(): Promise<void> {
  await using n = m.open({ functors: { hash: (x) => x.length } });
  n.in.link.insert({ src: 'a', dst: 'b' }, ['a', 'b']);
  // @ts-expect-error
  n.in.link.insert({ src: 'a' });
  // @ts-expect-error
  n.in.link.insert(['a', 1]);
  n.in.link.insertColumns({ src: ['a'], dst: ['b'] });
  n.in.link.insertColumns([['a'], ['b']]);
  // @ts-expect-error
  n.in.link.insertColumns({ src: ['a'], dst: [1] });
  // @ts-expect-error
  n.in.link.insertColumns({ src: ['a'] });
  // @ts-expect-error
  n.in.link.insertColumns([['a']]);
  // @ts-expect-error
  n.in.nope.insert();
  // @ts-expect-error
  m.open();
  // @ts-expect-error
  m.open({ functors: { hash: () => 'a' } });
  // @ts-expect-error
  m.open({ functors: {} });
  p.open(); p.open({ snapshot: new Uint8Array() });
  // @ts-expect-error
  p.open({ functors: { g: () => 1 } });
  for (const { n: count } of n.out.path.where({ src: 'a' })) n.in.link.insert([count.toFixed(), 'x']);
  // @ts-expect-error
  n.out.path.where({ from: 'a' });
  for await (const c of n.out.path.changes({ initial: true })) for (const d of c.deltas) n.in.link.insert([d.row.n.toFixed(), d.row.src]);
}
