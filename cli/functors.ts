import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Program } from '../datalog/program.ts';
import type { HostFunctor } from '../runtime/functors.ts';
import { described } from '../runtime/row-check.ts';
import { importModule } from './import-module.ts';

/**
 * The program's functors from a module (`--functors`), each an export of its name, or a property of the default
 * one; or what is wrong.
 */
export async function loadFunctors({ functors }: Program, file: string | null): Promise<readonly HostFunctor[] | string> {
  const [first] = functors;
  if (file === null) return first ? `the program needs the functor ${first.name}: give --functors MODULE, which exports it` : [];
  const found: HostFunctor[] = [];
  const exported = await exportsOf(file);
  if (typeof exported === 'string') return exported;
  for (const { name, result } of functors) {
    const functor = exported.get(name);
    if (functor === undefined) return `${file} exports no functor ${name}, which the program needs`;
    if (typeof functor !== 'function') return `the functor ${name} of ${file} is ${described(functor)}, not a function`;
    found.push({ name, result, call: (...args) => Reflect.apply(functor, undefined, args) });
  }
  return found;
}

async function exportsOf(file: string): Promise<ReadonlyMap<string, unknown> | string> {
  try {
    const loaded = await importModule(pathToFileURL(resolve(file)).href);
    const standard = loaded['default'];
    const properties = typeof standard === 'object' && standard !== null ? Object.entries(standard) : [];
    return new Map([...properties, ...Object.entries(loaded)]);
  } catch (failure) {
    return `cannot load functors from ${file}: ${failure instanceof Error ? failure.message : String(failure)}`;
  }
}
