import { randomBytes } from 'node:crypto';

/** What tells a run of a node from all others. */
export function newSession(): string {
  return randomBytes(8).toString('hex');
}
