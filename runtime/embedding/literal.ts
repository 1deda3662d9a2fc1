import type { CompiledModule, UntypedModule } from './types.ts';

/*
 * Types read from the text of a program. They are of use only where they are right, so what is not sure to be
 * understood makes the whole program untyped. Lines can be read one by one, since no text spans lines and a
 * program with block comments is not read: a line that has a directive anywhere but at its beginning is not
 * understood, and neither is a directive that would change what others mean.
 */

interface Values {
  number: number;
  int: number;
  unsigned: number;
  float: number;
  symbol: string;
  string: string;
  addr: string;
  bool: boolean;
}

type Space = ' ' | '\t' | '\r';
type Trim<S extends string> = S extends `${Space}${infer R}` ? Trim<R> : S extends `${infer R}${Space}` ? Trim<R> : S;
/** A `//` after a quotation mark may be in a text. */
type WithoutComment<S extends string> = S extends `${infer T}//${string}` ? (T extends `${string}"${string}` ? S : T) : S;

type Word = 'decl' | 'channel' | 'input' | 'output' | 'functor' | 'include' | 'spec' | 'comp' | 'init' | 'override' | 'lattice';
type Directive = `${string}.${Word | 'type' | 'number_type' | 'symbol_type'}${string}`;

type Column<C extends string, Row, Tuple extends readonly unknown[]> = C extends `${infer Name}:${infer Type}`
  ? Trim<Type> extends infer T extends keyof Values
    ? { readonly row: Row & { readonly [K in Trim<Name> extends `@${infer N}` ? Trim<N> : Trim<Name>]: Values[T] }; readonly tuple: readonly [...Tuple, Values[T]] }
    : null
  : null;
type Columns<C extends string, Row = {}, Tuple extends readonly unknown[] = []> = Trim<C> extends ''
  ? { readonly row: { readonly [K in keyof Row]: Row[K] }; readonly tuple: Readonly<Tuple> }
  : C extends `${infer First},${infer Rest}`
    ? Column<First, Row, Tuple> extends { row: infer R; tuple: infer T extends readonly unknown[] } ? Columns<Rest, R, T> : null
    : Column<C, Row, Tuple> extends { row: infer R; tuple: infer T extends readonly unknown[] } ? Columns<'', R, T> : null;

/** What a line adds: the columns of a relation, the name of an input, that of an output; null where it is not understood. */
type Line<S extends string> = S extends `.decl${Space}${infer R}`
  ? R extends Directive ? null : Declaration<R>
  : S extends `.input${Space}${infer R}`
    ? R extends Directive ? null : [{}, NameOf<R>, never]
    : S extends `.output${Space}${infer R}`
      ? R extends Directive ? null : [{}, never, NameOf<R>]
      : S extends Directive ? null : [{}, never, never];
type Declaration<S extends string> = S extends `${infer Name}(${infer Inside})`
  ? Columns<Inside> extends infer C extends object ? [{ readonly [K in Trim<Name>]: C }, never, never] : null
  : null;
type NameOf<S extends string> = Trim<S extends `${infer Name}(${string}` ? Name : S>;

/** Reads line by line; a program of a thousand lines would be too much for the type checker. */
type Read<S extends string, Relations = {}, Inputs = never, Outputs = never, Count extends 0[] = []> = Count['length'] extends 500
  ? null
  : S extends `${infer First}\n${infer Rest}`
    ? Line<Trim<WithoutComment<First>>> extends [infer R, infer I, infer O] ? Read<Rest, Relations & R, Inputs | I, Outputs | O, [...Count, 0]> : null
    : S extends '' ? [Relations, Inputs, Outputs] : Read<`${S}\n`, Relations, Inputs, Outputs, Count>;

/** The module of a program whose text is known in the editor; untyped where its types are not sure. */
export type ModuleOf<S extends string> = S extends unknown
  ? {} extends Record<S, unknown>
    ? UntypedModule
    : S extends `${string}/*${string}` ? UntypedModule : Typed<Read<S>>
  : never;
type Typed<P> = P extends [infer R, infer I, infer O]
  ? [O] extends [never]
    ? UntypedModule
    : [I | O] extends [keyof R] ? CompiledModule<Named<R, I & string>, Named<R, O & string>, {}> : UntypedModule
  : UntypedModule;
type Named<R, K extends PropertyKey> = { readonly [N in K & keyof R]: R[N] extends { row: infer Row extends object; tuple: infer T extends readonly unknown[] } ? { readonly row: Row; readonly tuple: T } : never };
