/** What can be wrong with bytes of another node; they are counted by it. */
export type Fault =
  | 'truncated'
  | 'trailing-bytes'
  | 'wrong-shape'
  | 'wrong-type'
  | 'invalid-text'
  | 'too-large'
  | 'wrong-version'
  | 'out-of-order';

/** Bytes that were not taken, as a value. */
export interface Rejection {
  readonly kind: 'rejected';
  readonly fault: Fault;
}

/** Thrown while bytes are read, and caught where reading them began. */
export class Malformed extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault);
    this.fault = fault;
  }
}

/** What `read` gives, or why the bytes it reads are wrong. */
export function caught<T>(read: () => T): T | Rejection {
  try {
    return read();
  } catch (failure) {
    if (!(failure instanceof Malformed)) throw failure;
    return { kind: 'rejected', fault: failure.fault };
  }
}
