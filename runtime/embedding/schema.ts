import type { ColumnType } from '../abi.ts';

/** A program as its host sees it. */
export interface Schema {
  /** The file it was compiled from, as it is named in messages. */
  readonly file: string;
  /** Differs for programs that differ in meaning; layout and comments do not count. A snapshot is of one program. */
  readonly hash: string;
  /** Relations with `.input`, in the order of the program. */
  readonly inputs: readonly InputSchema[];
  /** Relations with `.output`, or all that rules derive where there are none. */
  readonly outputs: readonly RelationSchema[];
  /** Relations that nodes send each other rows of. */
  readonly sent: readonly SentSchema[];
  /** Functors that `open` is given. */
  readonly functors: readonly FunctorSchema[];
  /** Some relation has a location. */
  readonly located: boolean;
}

/** A relation as its host sees it. */
export interface RelationSchema {
  /** As in the program. */
  readonly name: string;
  /** In the order of tuples. */
  readonly columns: readonly ColumnSchema[];
}

/** A column of a relation, or an argument of a functor. */
export interface ColumnSchema {
  /** As in the program. */
  readonly name: string;
  /** What its values are: a subtype is what it is a subtype of. */
  readonly type: ColumnType;
}

/** A relation that the host fills. */
export interface InputSchema extends RelationSchema {
  /** The program persists its rows: they stay until they are deleted. */
  readonly kept: boolean;
}

/** A relation that nodes send each other rows of. */
export interface SentSchema extends RelationSchema {
  /** Index of the column that holds a row's location. */
  readonly location: number;
  /** Its messages are acknowledged, and sent again until they are. */
  readonly reliable: boolean;
}

/** A functor that the host gives. */
export interface FunctorSchema {
  /** As in the program, without the `@`. */
  readonly name: string;
  /** What it is called with. */
  readonly args: readonly ColumnSchema[];
  /** What it gives; anything else is a `RunError` with the code `functor`. */
  readonly result: ColumnType;
}
