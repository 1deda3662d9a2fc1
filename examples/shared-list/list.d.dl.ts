// Made by dlc from list.dl; changes are lost when it is made again.
import type { CompiledModule, Schema } from 'dlc/runtime';

/** A row of `peer`, list.dl:6:7. */
export interface Peer {
  readonly at: string;
  readonly other: string;
}

/** A row of `insert_here`, list.dl:11:7. */
export interface InsertHere {
  readonly at: string;
  readonly id: number;
  readonly after: number;
  readonly text: string;
}

/** A row of `remove_here`, list.dl:13:7. */
export interface RemoveHere {
  readonly at: string;
  readonly id: number;
}

/** A row of `next`, list.dl:52:7. */
export interface Next {
  readonly at: string;
  readonly id: number;
  readonly next: number;
  readonly text: string;
}

/** A row of `latest`, list.dl:57:7. */
export interface Latest {
  readonly at: string;
  readonly id: number;
}

/** Relations with `.input`, by name. */
export type Inputs = {
  readonly peer: { readonly row: Peer; readonly tuple: readonly [at: string, other: string] };
  readonly insert_here: { readonly row: InsertHere; readonly tuple: readonly [at: string, id: number, after: number, text: string] };
  readonly remove_here: { readonly row: RemoveHere; readonly tuple: readonly [at: string, id: number] };
};

/** What the program shows, by name. */
export type Outputs = {
  readonly next: { readonly row: Next; readonly tuple: readonly [at: string, id: number, next: number, text: string] };
  readonly latest: { readonly row: Latest; readonly tuple: readonly [at: string, id: number] };
};

/** Functors that `open` is given: none. */
export type Functors = {};

/** The version of the interface between this module and the runtime, which refuses others. */
export declare const abiVersion: number;
export declare const schema: Schema;
export declare const open: CompiledModule<Inputs, Outputs, Functors>['open'];
declare const module: CompiledModule<Inputs, Outputs, Functors>;
export default module;
