import { spawn } from 'node:child_process';
import { resolve } from 'node:path';

/** What a finished command left behind. */
export interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line, as a shell takes it. */
const dlc = `"${process.execPath}" "${resolve('dist/cli/main.js')}"`;

/**
 * Runs a command line as a reader would type it; `npx dlc` is the command that was just built. Tests that use it
 * are serial: a hundred compilers at a time would only get into each other's way.
 */
export async function runCommand(line: string, folder = '.', stdin = ''): Promise<Outcome> {
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
  delete env['FORCE_COLOR'];
  const child = spawn(line.replaceAll('npx dlc', dlc), { shell: true, cwd: folder, env });
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A command that does not read its input may have closed it already.
  child.stdin.on('error', () => undefined);
  child.stdin.end(stdin);
  const exitCode = await new Promise<number | null>((settle, reject) => {
    child.on('error', reject);
    child.on('close', settle);
  });
  return { exitCode, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
}
