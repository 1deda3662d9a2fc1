import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough } from 'node:stream';
import { check } from '../cli/check.ts';
import type { Host } from '../cli/host.ts';
import { run, type RunOptions } from '../cli/run.ts';
import { simulate } from '../cli/simulate.ts';
import { compile } from '../planner/compile.ts';
import type { Clock } from '../runtime/clock.ts';

/** What a command left behind that ran in this process. */
export interface Left {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const defaults: RunOptions = {
  factDirectory: null,
  outputDirectory: null,
  format: null,
  show: 'final',
  nodes: [],
  functors: null,
  ticks: null,
  stats: false,
  profile: false,
  profileFile: null,
  diagnostics: 'text',
};

/** A clock whose periods pass as fast as the program under test lets them. */
export function hurriedClock(): Clock {
  let time = 0;
  return {
    now: () => time,
    every(milliseconds, fire) {
      let running = true;
      const beat = () => {
        if (!running) return;
        time += milliseconds;
        fire();
        setImmediate(beat);
      };
      setImmediate(beat);
      return () => {
        running = false;
      };
    },
  };
}

/** A directory of its own for a test, in which it runs commands. */
export class Session {
  readonly directory = mkdtempSync(join(tmpdir(), 'dlc-session-'));

  /** Writes files by name and gives the path of the first. */
  files(contents: Readonly<Record<string, string>>): string {
    for (const [name, content] of Object.entries(contents)) {
      mkdirSync(dirname(this.path(name)), { recursive: true });
      writeFileSync(this.path(name), content);
    }
    return this.path(Object.keys(contents)[0] ?? '.');
  }

  path(name: string): string {
    return join(this.directory, name);
  }

  /** `dlc run` of a program text; `more.stdin` is a list of chunks, and `more.terminal` makes both outputs one. */
  async run(program: string, options: Partial<RunOptions> = {}, more: { stdin?: readonly string[]; terminal?: boolean } = {}): Promise<Left> {
    const file = this.files({ 'program.dl': program });
    return await this.with(more, (host) => run([file], { ...defaults, ...options }, host, { compile, simulate }));
  }

  /** `dlc check` of a program text. */
  async check(program: string, diagnostics: 'text' | 'json' = 'text'): Promise<Left> {
    const file = this.files({ 'program.dl': program });
    return await this.with({}, (host) => check([file], diagnostics, host, compile));
  }

  /** Runs a command on a host whose outputs are kept; the directory's name is cut out of them. */
  async with(more: { stdin?: readonly string[]; terminal?: boolean }, command: (host: Host) => Promise<number>): Promise<Left> {
    const stdin = new PassThrough();
    for (const chunk of more.stdin ?? []) stdin.write(chunk);
    stdin.end();
    const terminal = { isTTY: more.terminal ?? false };
    const stdout = Object.assign(new PassThrough(), terminal);
    const stderr = Object.assign(new PassThrough(), terminal);
    const texts = [stdout, stderr].map(async (stream) => (await stream.toArray()).join(''));
    const host: Host = { stdin, stdout, stderr, log: { form: 'text', node: null }, environment: {}, clock: hurriedClock(), onInterrupt: () => () => undefined, interruptible: (work) => work() };
    const exitCode = await command(host);
    stdout.end();
    stderr.end();
    const [out = '', err = ''] = (await Promise.all(texts)).map((text) => text.replaceAll(`${this.directory}/`, ''));
    return { exitCode, stdout: out, stderr: err };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
