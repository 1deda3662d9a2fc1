import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { entriesOf, type Entry, type Exported } from './api.ts';
import { golden, root } from './golden.ts';

const entries = entriesOf(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));

for (const { name, meaning, exports } of entries) {
  test(`${name} and all that it exports say what they mean`, (t) => {
    t.true(meaning !== '' || exports.length === 1, `the source of ${name} begins with a comment`);
    t.deepEqual(exports.filter((each) => each.meaning === '').map((each) => each.name), []);
    t.deepEqual(exports.flatMap((each) => each.undocumented.map((member) => `${each.name}: ${member}`)), []);
  });
}

test('docs/api.md is what the doc comments say', (t) => {
  golden(t, 'docs/api.md', page(entries));
});

function page(all: readonly Entry[]): string {
  const head = `# Reference

Every name that the package exports, with its declaration. How to use them is in [embedding.md](embedding.md) and, for what
\`dlc build\` makes, in [build.md](build.md). A mistake of the host is a [\`UsageError\`](#usageerror), a rule that fails a
[\`RunError\`](#runerror); costs are for one call, where O(rows) is the rows of the relation or the change. This page is made
of the comments in the source (\`UPDATE=1 npx ava dist/spec/api.spec.js\`).
`;
  return [head, ...all.map(section)].join('\n');
}

function section({ name, meaning, exports, others }: Entry): string {
  const [only] = exports;
  if (only?.name === 'default') return `## ${name}\n\n${described(only)}`;
  const more = others.map((other) => `It also exports all of [\`${other}\`](#${anchorOf(other)}).\n\n`).join('');
  const list = exports.map((each) => `- [\`${each.name}\`](#${anchorOf(each.name)}): ${firstSentence(each.meaning)}\n`).join('');
  const texts = exports.map((each) => `\n### ${each.name}\n\n${described(each)}`);
  return `## ${name}\n\n${meaning}\n${more === '' ? '' : `\n${more.trimEnd()}\n`}${list === '' ? '' : `\n${list}`}${texts.join('')}`;
}

function described({ meaning, declaration }: Exported): string {
  return `${meaning}\n\n\`\`\`ts\n${declaration}\n\`\`\`\n`;
}

function firstSentence(text: string): string {
  return text.replaceAll('\n', ' ').replace(/(?<=[.:;])\s.*$/, '').replace(/[.:;]$/, '');
}

function anchorOf(heading: string): string {
  return heading.toLowerCase().replaceAll('/', '');
}
