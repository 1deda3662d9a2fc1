import test from 'ava';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runCommand } from './command.ts';
import { commandsOf, fencesOf, relativeLinksOf, type Fence } from './markdown.ts';
import { follow } from './walkthrough.ts';

/** Pages that are followed from beginning to end, in one folder. */
const walkthroughs = ['docs/build.md'];
/** Texts whose programs are run, each by itself; the READMEs of the examples have tests of their own. */
const manuals = ['README.md', ...markdownIn('docs').filter((file) => !walkthroughs.includes(file))];
const everything = [...manuals, ...walkthroughs, ...markdownIn('examples'), ...folders('examples').flatMap(markdownIn)];

function markdownIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => name.endsWith('.md')).map((name) => join(folder, name));
}

function folders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((each) => each.isDirectory())
    .map((each) => join(folder, each.name));
}

/** A program shown in a text, what stands beside it, and what the text says it prints. */
interface Snippet {
  readonly program: Fence;
  /** The text between this program and the block before it. */
  readonly prose: string;
  /** Blocks `file NAME` since the program before: files in its folder. */
  readonly files: readonly Fence[];
  /** A block `stdin` since the program before. */
  readonly stdin: string;
  readonly output: Fence | null;
  readonly error: Fence | null;
}

function snippetsOf(document: string): readonly Snippet[] {
  const fences = fencesOf(document);
  const isProgram = (fence: Fence): boolean => fence.language === 'dl' || fence.language === 'ded';
  return fences.flatMap((program, index) => {
    if (!isProgram(program)) return [];
    const before = fences.slice(fences.slice(0, index).findLastIndex(isProgram) + 1, index);
    const after = fences.slice(index + 1, index + 3);
    const [first, second] = after;
    const output = first?.language === 'output' ? first : null;
    const error = [first, output === null ? undefined : second].find((fence) => fence?.language === 'error') ?? null;
    return {
      program,
      prose: document.slice(fences[index - 1]?.end ?? 0, program.start),
      files: before.filter(({ language }) => language === 'file'),
      stdin: before.find(({ language }) => language === 'stdin')?.text ?? '',
      output,
      error,
    };
  });
}

/** New texts of blocks, where UPDATE=1 asks for them, by document. */
const updates = new Map<string, { fence: Fence; text: string }[]>();

test.after.always('UPDATE=1 writes what the programs print', () => {
  for (const [file, edits] of updates) {
    let document = readFileSync(file, 'utf8');
    for (const { fence, text } of edits.sort((a, b) => b.fence.start - a.fence.start)) {
      document = document.slice(0, fence.start) + text + document.slice(fence.end);
    }
    writeFileSync(file, document);
  }
});

for (const file of manuals) {
  for (const snippet of snippetsOf(readFileSync(file, 'utf8'))) {
    test.serial(`${file}:${snippet.program.line} prints what stands below it`, async (t) => {
      const { program, prose, output, error } = snippet;
      t.true(output !== null || error !== null, 'an `output` or `error` block follows');
      // What stands beside the fence is not seen where Markdown is rendered.
      t.true(program.info === '' || prose.includes(`\`${program.info}\``), 'the text names the options');
      const folder = mkdtempSync(join(tmpdir(), 'dlc-docs-'));
      t.teardown(() => rmSync(folder, { recursive: true }));
      const name = `program.${program.language}`;
      writeFileSync(join(folder, name), program.text);
      for (const each of snippet.files) writeFileSync(join(folder, each.info), each.text);
      const [, command = `npx dlc run ${name} ${program.info}`] = /`(npx dlc [^`]+)`/.exec(prose) ?? [];
      const outcome = await runCommand(command, folder, snippet.stdin);
      t.false(outcome.stderr.startsWith('internal error'), outcome.stderr);
      if (process.env['UPDATE'] === '1') {
        const edits = updates.get(file) ?? [];
        if (output) edits.push({ fence: output, text: outcome.stdout });
        if (error) edits.push({ fence: error, text: outcome.stderr });
        updates.set(file, edits);
        t.pass();
        return;
      }
      t.is(outcome.stderr, error?.text ?? '');
      t.is(outcome.stdout, output?.text ?? '');
      // A warning is shown as an error block too, beside the output of the run.
      t.is(outcome.exitCode === 0, output !== null);
    });
  }
}

for (const file of walkthroughs) {
  test.serial(`${file} can be followed step by step`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'dlc-docs-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    for await (const { fence, failures, stdout, said } of follow(readFileSync(file, 'utf8'), folder, ['typescript', 'vite', '.bin'])) {
      t.deepEqual(failures, [], `${file}:${fence.line}`);
      t.is(stdout, said, `${file}:${fence.line}`);
    }
  });
}

for (const file of everything) {
  const document = readFileSync(file, 'utf8');

  test(`the links of ${file} lead somewhere`, (t) => {
    t.deepEqual(relativeLinksOf(document).filter((target) => !existsSync(join(dirname(file), target))), []);
  });

  // The first command of an example's README is run by the test of the examples.
  for (const command of walkthroughs.includes(file) ? [] : commandsOf(document).slice(manuals.includes(file) ? 0 : 1)) {
    test.serial(`${file}: ${command}`, async (t) => {
      const { exitCode, stderr } = await runCommand(command);
      t.is(exitCode, 0, stderr);
    });
  }
}

/** What a command takes, by option: the values it chooses from, or none. */
type Options = Readonly<Record<string, string>>;

/** The options of a command in its help; an option is named by its short form where it has one. */
async function optionsInHelp(command: string): Promise<Options> {
  const { stdout } = await runCommand(`npx dlc help ${command}`);
  const [, list = ''] = stdout.split('Options:\n');
  const options = list.split(/\n? {2}(?=-)/).slice(1).map((each): [string, string] => {
    const [, name = ''] = /^(--?[\w-]+)/.exec(each) ?? [];
    const [, choices = ''] = /\(choices: (.*?)(?:,\s+default:[^)]*)?\)$/s.exec(each.trim()) ?? [];
    return [name, Array.from(choices.matchAll(/"(\w+)"/g), ([, value]) => value).join('|')];
  });
  return Object.fromEntries(options.filter(([name]) => name !== '-h'));
}

/** The same, as the manual's synopsis has it. */
function optionsInSynopsis(synopsis: string): Options {
  const options = [...synopsis.matchAll(/(?<=[ [])(-[-\w]+)(?: ([^\s\]]+))?/g)];
  const choices = (value: string) => (/^[a-z]+(\|[a-z]+)+$/.test(value) ? value : '');
  return Object.fromEntries(options.map(([, name = '', value = '']) => [name, choices(value)]));
}

test.serial('the synopsis of the manual is what the commands take', async (t) => {
  const manual = readFileSync('docs/language.md', 'utf8');
  const synopsis = fencesOf(manual).find(({ text }) => text.startsWith('dlc run FILE...'))?.text ?? '';
  const commands = synopsis.split(/^dlc /m).slice(1);
  t.deepEqual(commands.map((each) => each.split(' ', 1)[0]?.trim()), ['run', 'node', 'up', 'status', 'replay', 'keygen', 'check', 'graph', 'show', 'build', 'types', 'help']);
  for (const each of commands) {
    const [name = ''] = each.split(' ');
    t.deepEqual(optionsInSynopsis(each), await optionsInHelp(name), name);
  }
});

test('every code that a wrong program gets is in the manual', (t) => {
  const manual = readFileSync('docs/language.md', 'utf8');
  const rows = manual.split('\n').filter((line) => line.startsWith('| `')).map((line) => line.split(' | ')[0] ?? '');
  const documented = new Set(rows.flatMap((cell) => [...cell.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code)));
  const goldens = folders('spec/errors').map((folder) => readFileSync(join(folder, 'expected.txt'), 'utf8'));
  const headline = /\b(?:error|warning)\[([a-z-]+)\]/g;
  const given = goldens.flatMap((text) => [...text.matchAll(headline)].map(([, code]) => code));
  t.deepEqual([...new Set(given)].filter((code) => !documented.has(code)), []);
});
