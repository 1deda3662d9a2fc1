/**
 * What a built module and its host need, without the compiler and without Node's own modules (`dlc/runtime`).
 */
export type { ColumnType, Row, Value } from './abi.ts';
export type { Connector } from './embedding/connection.ts';
export { UsageError } from './embedding/error.ts';
export { openModule } from './embedding/module.ts';
export type { ModuleOf } from './embedding/literal.ts';
export type { ColumnSchema, FunctorSchema, InputSchema, RelationSchema, Schema, SentSchema } from './embedding/schema.ts';
export type { StateStore } from './embedding/state-store.ts';
export type {
  Change,
  ChangesOptions,
  Columns,
  CompiledModule,
  EmbeddedProgram,
  InputView,
  Node,
  NodeStats,
  OpenArguments,
  OpenOptions,
  Relations,
  RelationView,
  RowTypes,
  SettleOptions,
  SubscribeOptions,
  TickResult,
  UntypedModule,
  UntypedRelations,
  UntypedRow,
  UserFunctors,
} from './embedding/types.ts';
export { RunError } from './error.ts';
export type { Limits } from './limits.ts';
export type { Outgoing, Parcel, Transport } from './transport.ts';
export { MemoryNetwork } from './transports/memory.ts';
