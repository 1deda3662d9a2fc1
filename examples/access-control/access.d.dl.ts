// Made by dlc from access.dl; changes are lost when it is made again.
import type { CompiledModule, Schema } from 'dlc/runtime';

/** A row of `user`, access.dl:3:7. */
export interface User {
  readonly name: string;
}

/** A row of `member`, access.dl:8:7. */
export interface Member {
  readonly who: string;
  readonly group: string;
}

/** A row of `inside`, access.dl:13:7. */
export interface Inside {
  readonly what: string;
  readonly folder: string;
}

/** A row of `permits`, access.dl:18:7. */
export interface Permits {
  readonly role: string;
  readonly action: string;
}

/** A row of `grant`, access.dl:23:7. */
export interface Grant {
  readonly who: string;
  readonly role: string;
  readonly on: string;
}

/** A row of `deny`, access.dl:28:7. */
export interface Deny {
  readonly who: string;
  readonly action: string;
  readonly on: string;
}

/** A row of `can`, access.dl:46:7. */
export interface Can {
  readonly user: string;
  readonly action: string;
  readonly resource: string;
}

/** Relations with `.input`, by name. */
export type Inputs = {
  readonly user: { readonly row: User; readonly tuple: readonly [name: string] };
  readonly member: { readonly row: Member; readonly tuple: readonly [who: string, group: string] };
  readonly inside: { readonly row: Inside; readonly tuple: readonly [what: string, folder: string] };
  readonly permits: { readonly row: Permits; readonly tuple: readonly [role: string, action: string] };
  readonly grant: { readonly row: Grant; readonly tuple: readonly [who: string, role: string, on: string] };
  readonly deny: { readonly row: Deny; readonly tuple: readonly [who: string, action: string, on: string] };
};

/** What the program shows, by name. */
export type Outputs = {
  readonly can: { readonly row: Can; readonly tuple: readonly [user: string, action: string, resource: string] };
};

/** Functors that `open` is given: none. */
export type Functors = {};

/** The version of the interface between this module and the runtime, which refuses others. */
export declare const abiVersion: number;
export declare const schema: Schema;
export declare const open: CompiledModule<Inputs, Outputs, Functors>['open'];
declare const module: CompiledModule<Inputs, Outputs, Functors>;
export default module;
