/** The only source of time; a test passes its own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls `fire` once per period until the returned function is called. */
  every(milliseconds: number, fire: () => void): () => void;
}
