import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand } from './command.ts';
import { root } from './golden.ts';
import { fencesOf, type Fence } from './markdown.ts';

/** What a reader has done and seen by one block of commands of a page. */
export interface Step {
  readonly fence: Fence;
  readonly failures: readonly string[];
  readonly stdout: string;
  /** What the page says it prints; empty where it says nothing. */
  readonly said: string;
}

/**
 * Follows a page in an empty folder, as a reader would: a block named as a file is that file, and commands
 * are run in order. What would be installed is there already.
 */
export async function* follow(document: string, folder: string, packages: readonly string[]): AsyncGenerator<Step> {
  for (const [name, target] of [['dlc', root], ...packages.map((each) => [each, join(root, 'node_modules', each)])]) {
    const link = join(folder, 'node_modules', name ?? '');
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(target ?? '', link);
  }
  const fences = fencesOf(document);
  for (const [index, fence] of fences.entries()) {
    if (fence.info !== '') writeFileSync(join(folder, fence.info), fence.text);
    if (fence.language !== 'sh') continue;
    const next = fences[index + 1];
    const failures: string[] = [];
    let stdout = '';
    for (const line of fence.text.split('\n').filter((each) => each !== '' && !each.startsWith('npm install'))) {
      const outcome = await runCommand(line.replace(/^npx (?!dlc )/, 'node_modules/.bin/'), folder);
      stdout += outcome.stdout;
      if (outcome.exitCode !== 0) failures.push(`${line}: ${outcome.exitCode}\n${outcome.stderr}${outcome.stdout}`);
    }
    yield { fence, failures, stdout, said: next?.language === 'output' ? next.text : '' };
  }
}
