import { spawn, type ChildProcess } from 'node:child_process';
import { resolve } from 'node:path';
import type { ExecutionContext } from 'ava';
import { freePorts } from '../runtime/node/ports.ts';

/** A `dlc` command that runs until it is told to stop. */
export class Process {
  stdout = '';
  stderr = '';
  readonly exit: Promise<number | null>;
  readonly #child: ChildProcess;
  readonly #listeners = new Set<() => void>();

  /** `through` is a command that runs the rest of its line. */
  constructor(t: ExecutionContext, args: readonly string[], stdin = '', through: readonly string[] = []) {
    const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '' };
    // Over the channel it hears when the test that started it is gone, however that ended.
    const [command, ...rest] = [...through, process.execPath, resolve('dist/cli/main.js'), ...args];
    this.#child = spawn(command, rest, { env, stdio: ['pipe', 'pipe', 'pipe', 'ipc'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#add({ stdout: this.stdout + text }));
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => this.#add({ stderr: this.stderr + text }));
    this.#child.stdin?.on('error', () => undefined);
    if (stdin !== '') this.#child.stdin?.write(stdin);
    this.exit = new Promise((settle) => this.#child.on('close', (code) => settle(code)));
    t.teardown(() => this.#child.kill('SIGKILL'));
  }

  /** Settles when something holds of what it has printed. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((settle) => {
      const listener = (): void => {
        if (!holds()) return;
        this.#listeners.delete(listener);
        settle();
      };
      this.#listeners.add(listener);
    });
  }

  write(text: string | Buffer): void {
    this.#child.stdin?.write(text);
  }

  signal(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Asks it to stop; its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    this.#child.kill(signal);
    return await this.exit;
  }

  /** The changes it has printed, as `relation(row)`, those of a relation or of all. */
  rows(relations: readonly string[]): readonly string[] {
    return this.stdout
      .split('\n')
      .slice(0, -1)
      .map((line): { relation: string; row: unknown; diff?: number } => JSON.parse(line))
      .filter((each) => relations.includes(each.relation) && each.diff !== -1)
      .map((each) => `${each.relation}${JSON.stringify(each.row)}`);
  }

  #add(more: { readonly stdout?: string; readonly stderr?: string }): void {
    Object.assign(this, more);
    for (const listener of this.#listeners) listener();
  }
}

/** The nodes of a program as processes, each of which knows all others. */
export async function startNodes(t: ExecutionContext, program: string, names: readonly string[], more: readonly string[] = []): Promise<ReadonlyMap<string, Process>> {
  const ports = await freePorts(names.length);
  const endpoints = names.map((name, index) => `${name.replace(/:.*/, '')}=tcp://127.0.0.1:${ports[index]}`);
  return new Map(
    names.map((name, index) => {
      const peers = endpoints.filter((_, other) => other !== index).flatMap((each) => ['--peer', each]);
      return [name, new Process(t, ['node', program, '--id', name, '--listen', `tcp://127.0.0.1:${ports[index]}`, ...peers, '--format', 'ndjson', ...more])];
    }),
  );
}
