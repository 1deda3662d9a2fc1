/**
 * What a built module and its host need, without the compiler and without Node's own modules (`dlc/runtime`).
 */
export type { ColumnType, Module, Row, Value } from './abi.ts';
export { UsageError } from './embedding/error.ts';
export { openModule } from './embedding/module.ts';
export type {
  Change,
  ChangesOptions,
  ColumnSchema,
  CompiledModule,
  EmbeddedProgram,
  FunctorSchema,
  InputSchema,
  InputView,
  Node,
  NodeStats,
  OpenArguments,
  OpenOptions,
  Relations,
  RelationSchema,
  RelationView,
  RowTypes,
  Schema,
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
