import type { OperatorDeclaration } from './emission.ts';
import type { Barrier, Operation, OperatorKind } from './operator.ts';
import { aggregate } from './operators/aggregate.ts';
import { antijoin } from './operators/antijoin.ts';
import { distinct } from './operators/distinct.ts';
import { drop } from './operators/drop.ts';
import { filter } from './operators/filter.ts';
import { flatMap } from './operators/flatMap.ts';
import { fold } from './operators/fold.ts';
import { intersect } from './operators/intersect.ts';
import { join } from './operators/join.ts';
import { leave } from './operators/leave.ts';
import { loss } from './operators/loss.ts';
import { map } from './operators/map.ts';
import { next } from './operators/next.ts';
import { receive } from './operators/receive.ts';
import { retract } from './operators/retract.ts';
import { scan } from './operators/scan.ts';
import { send } from './operators/send.ts';
import { sink } from './operators/sink.ts';
import { source } from './operators/source.ts';
import { tee } from './operators/tee.ts';
import { unfold } from './operators/unfold.ts';
import { union } from './operators/union.ts';

type Operators = { readonly [K in OperatorKind]: OperatorDeclaration<K> };

/** Every kind of operator; the compiler refuses a table with one missing. */
export const operators: Operators = {
  source,
  receive,
  scan,
  loss,
  leave,
  retract,
  drop,
  join,
  intersect,
  antijoin,
  aggregate,
  filter,
  map,
  flatMap,
  union,
  distinct,
  tee,
  fold,
  unfold,
  next,
  send,
  sink,
};

/** What an operation's kind is like. */
export function traitsOf<K extends OperatorKind>(operation: Operation<K>): OperatorDeclaration<K> {
  return operators[operation.kind];
}

/** An operation as a short text. */
export function labelOf<K extends OperatorKind>(operation: Operation<K>): string {
  return operators[operation.kind].label(operation);
}

/** What a port waits for; null when it takes rows as they come. */
export function barrierOf(operation: Operation, port: string): Barrier | null {
  return traitsOf(operation).barriers[port] ?? null;
}
