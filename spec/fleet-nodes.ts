import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext } from 'ava';
import { freePorts } from '../runtime/node/ports.ts';
import { Process } from './processes.ts';

/** The fleet of an example in a folder of its own, at ports that are free. */
export async function fleetOf(t: ExecutionContext, example: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-fleet-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  cpSync(join('examples', example), folder, { recursive: true });
  const file = join(folder, 'fleet.yaml');
  const text = readFileSync(file, 'utf8');
  const ports = [...(await freePorts(text.split('127.0.0.1:').length))];
  writeFileSync(file, text.replace(/127\.0\.0\.1:\d+/g, () => `127.0.0.1:${ports.pop()}`));
  return file;
}

/** The fleet of an example in a folder of its own, each node on the host that is named. */
export function fleetOn(t: ExecutionContext, example: string, hostOf: (name: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'dlc-fleet-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  cpSync(join('examples', example), folder, { recursive: true });
  const file = join(folder, 'fleet.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^( +)(\w+):(.*)127\.0\.0\.1/gm, (_, indent, name, rest) => `${indent}${name}:${rest}${hostOf(name)}`));
  return file;
}

/** Nodes of a fleet that are started one by one, and may be killed and started again. */
export class Nodes {
  readonly #t: ExecutionContext;
  readonly #file: string;
  readonly #running = new Map<string, Process>();
  /** What nodes have printed that have been killed. */
  readonly #printed = new Map<string, readonly string[]>();
  /** Called when nodes are started. */
  readonly #waiting: (() => void)[] = [];
  readonly #more: readonly string[];
  readonly #through: (name: string) => readonly string[];

  /** `through` gives the command that runs a node where it belongs. */
  constructor(t: ExecutionContext, file: string, more: readonly string[] = [], through: (name: string) => readonly string[] = () => []) {
    this.#t = t;
    this.#file = file;
    this.#more = more;
    this.#through = through;
  }

  start(...names: readonly string[]): void {
    for (const each of this.#waiting.splice(0)) each();
    for (const name of names) this.#running.set(name, new Process(this.#t, ['node', '--config', this.#file, '--id', name, '--format', 'ndjson', '--wait', '0', ...this.#more], '', this.#through(name)));
  }

  /** Settles when a node runs. */
  async runs(name: string): Promise<void> {
    while (!this.isRunning(name)) await new Promise<void>((settle) => this.#waiting.push(settle));
  }

  isRunning(name: string): boolean {
    return this.#running.has(name);
  }

  get(name: string): Process {
    const node = this.#running.get(name);
    if (!node) throw new Error(`${name} is not running`);
    return node;
  }

  async kill(name: string): Promise<void> {
    const node = this.get(name);
    await node.stop('SIGKILL');
    this.#printed.set(name, [...(this.#printed.get(name) ?? []), ...completeRows(node)]);
    this.#running.delete(name);
  }

  /** All rows that a node has printed, those of before it was killed among them. */
  rows(name: string): readonly string[] {
    const node = this.#running.get(name);
    return [...(this.#printed.get(name) ?? []), ...(node ? completeRows(node) : [])];
  }

  /** Settles when something holds of the rows of a node, or the node has ended. */
  async until(name: string, holds: (rows: readonly string[]) => boolean): Promise<void> {
    const node = this.get(name);
    await Promise.race([node.exit, node.until(() => this.#running.get(name) !== node || holds(this.rows(name)))]);
  }

  /** Asks all to stop, once they can hear it. */
  async stop(): Promise<readonly (number | null)[]> {
    return await Promise.all(
      [...this.#running.values()].map(async (each) => {
        await Promise.race([each.exit, each.until(() => each.stderr.includes('listening on'))]);
        return await each.stop();
      }),
    );
  }
}

/** Rows that began to hold, without the location, of lines that were printed to their end. */
function completeRows(node: Process): readonly string[] {
  return node.stdout
    .split('\n')
    .slice(0, -1)
    .map((line): { row: readonly unknown[]; diff: number } => JSON.parse(line))
    .filter(({ diff }) => diff === 1)
    .map(({ row }) => row.slice(1).join(' '));
}
