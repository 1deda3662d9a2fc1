import { dl, type UntypedModule } from '../index.ts';

/** What the editor knows of a program in the text of another: that this file compiles is the test. */
export function literalsAreTyped(): void {
  const node = dl(`
    // .decl none(x: number)
    .decl link(src: symbol, dst: symbol, cost: number)   // edges
    .input link(IO=file, filename="http://links")
    .persist link
    .decl path(src: symbol, ok: bool)
    .output path
    path(x, true) :- link(x, _, 1), x != "//".
  `).open();
  node.in.link.insert({ src: 'a', dst: 'b', cost: 1 }, ['a', 'b', 2]);
  for (const { src, ok } of node.out.path.where({ src: 'a' })) takes<[string, boolean]>([src, ok]);
  // @ts-expect-error
  takes<unknown>(node.in.path);
  // @ts-expect-error
  takes<unknown>(node.out.link);
  // @ts-expect-error
  takes<unknown>(node.in.none);
  // @ts-expect-error
  node.in.link.insert({ src: 'a', dst: 'b' });
  // @ts-expect-error
  node.in.link.insert(['a', 'b']);
  // @ts-expect-error
  node.in.link.insert({ src: 'a', dst: 'b', cost: '1' });
  // @ts-expect-error
  node.out.path.where({ dst: 'b' });
  const located = dl('.decl say(@at: addr, n: int)\n.input say\n.output say').open({ address: 'a' });
  located.in.say.insert(['a', 1], { at: 'a', n: 2 });
  // @ts-expect-error
  located.in.say.insert([1, 'a']);
}

function takes<T>(_value: T): void {}

type IsUntyped<M> = [UntypedModule] extends [M] ? ([M] extends [UntypedModule] ? true : false) : false;
function untyped<M>(_module: M, _isSo: IsUntyped<M>): void {}

const simple = '.decl p(x: number)\n.input p\n.output p\n';

/** Whatever is not sure is untyped. */
export function othersAreUntyped(text: string, anything: never): void {
  untyped(dl(text), true);
  untyped(dl(`${text}\n.output p`), true);
  untyped(dl(`.decl p(x: number)\n.input p\n.output p\n${text}`), true);
  untyped(dl('/*\n*/.decl p(x: number)\n.output p'), true);
  untyped(dl('.decl p(x: number)\n.output q'), true);
  untyped(dl('.decl p(x: number)\n.input p'), true);
  untyped(dl('.type City <: symbol\n.decl p(x: City)\n.output p'), true);
  untyped(dl('.decl p(x: min<number>)\n.output p'), true);
  untyped(dl('.decl p, q(x: number)\n.output p'), true);
  untyped(dl('.decl p(x: number) .decl q(x: number)\n.output p'), true);
  untyped(dl('.decl p(x: number)\n.input p, q\n.output p'), true);
  untyped(dl('.decl p(x: number)\n.output p .input p'), true);
  untyped(dl('.decl p(x: number)\n.output p\np(1). .functor f(x: number): number'), true);
  untyped(dl('.decl p(x: number)\n.output p\n  .functor f(x: number): number'), true);
  untyped(dl('.decl p(x: number)\n.output p\nq("//"). .functor f(x: number): number'), true);
  untyped(dl('.decl p(x: number)\n.input p(filename="//") .functor f(x: number): number\n.output p'), true);
  untyped(dl('.decl\np(x: number)\n.output p'), true);
  untyped(dl('.decl p(x: number,\n  y: number)\n.output p'), true);
  untyped(dl('.include "a.dl"\n.decl p(x: number)\n.output p'), true);
  untyped(dl('.decl p(x: number)\n.output p\n.spec p'), true);
  takes<UntypedModule>(dl(anything));
  // @ts-expect-error
  untyped(dl(simple), true);
}
