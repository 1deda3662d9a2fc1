import type { Host } from './host.ts';

/** Something that whoever runs a node should know. */
export interface LogEntry {
  readonly level: 'error' | 'warning' | 'info';
  /** What kind of thing it is: a word that stays the same when the message does not. */
  readonly event: string;
  readonly message: string;
  /** What the message says, as data. */
  readonly fields?: Readonly<Record<string, unknown>>;
}

/** An entry as a line of JSON. */
export function logLine({ log, clock }: Pick<Host, 'log' | 'clock'>, { level, event, message, fields }: LogEntry, node = log.node): string {
  const time = new Date(clock.now()).toISOString();
  return `${JSON.stringify({ time, level, ...(node === null ? {} : { node }), event, message, ...fields })}\n`;
}

/** Tells what is no mistake. */
export function inform(host: Pick<Host, 'log' | 'clock' | 'stderr'>, event: string, message: string, fields: LogEntry['fields'] = {}): void {
  const { log, stderr } = host;
  stderr.write(log.form === 'json' ? logLine(host, { level: 'info', event, message, fields }) : `${log.node === null ? '' : `${log.node}: `}${message}\n`);
}
