import { spawnSync } from 'node:child_process';

/** Runs a command of the system; gives what it complained of, or null. */
export function complaint(command: string, ...args: readonly string[]): string | null {
  const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  if (error) return error.message;
  return status === 0 ? null : stderr.trim() || `${command} ended with ${status}`;
}

export function run(command: string, ...args: readonly string[]): void {
  const why = complaint(command, ...args);
  if (why !== null) throw new Error(`${[command, ...args].join(' ')}: ${why}`);
}
