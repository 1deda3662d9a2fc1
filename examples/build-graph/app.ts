import { createHash } from 'node:crypto';
import build from './rules/build.js';

/** What each target is made of, and how: here from texts in memory. */
const recipes: Record<string, { readonly from: readonly string[]; make(...texts: string[]): string }> = {
  'util.o': { from: ['util.c'], make: withoutComments },
  'main.o': { from: ['main.c', 'util.h'], make: (source, header) => withoutComments(`${header}${source}`) },
  app: { from: ['main.o', 'util.o'], make: (...objects) => objects.join('') },
  'app.zip': { from: ['app', 'manual.txt'], make: (...parts) => `zip(${parts.join()})` },
};

function withoutComments(text: string): string {
  return text.replace(/\/\/.*\n/g, '');
}

const files = new Map<string, string>();
const node = build.open();
const { needs, present, used } = node.in;
const { due, missing, circular } = node.out;

for (const [target, { from }] of Object.entries(recipes)) needs.insertAll(from.map((file) => ({ target, file })));

function write(file: string, text: string): void {
  files.set(file, text);
  present.deleteAll(present.where({ file }));
  present.insert({ file, hash: createHash('sha1').update(text).digest('hex') });
}

/** Builds one target, and notes what of. */
function make(target: string): void {
  const recipe = recipes[target];
  if (!recipe) throw new Error(`there is no recipe for ${target}`);
  used.deleteAll(used.where({ target }));
  for (const file of recipe.from) used.insertAll(Array.from(present.where({ file }), (row) => ({ target, ...row })));
  write(target, recipe.make(...recipe.from.map((file) => files.get(file) ?? '')));
}

/** Builds what is due, the least deep first: what needs it may not be due any more then. */
function update(what: string): void {
  node.tick();
  console.log(`${what}: ${byDepth().map((row) => row.target).join(', ') || 'nothing'} may be out of date`);
  for (let [next] = byDepth(); next; [next] = byDepth()) {
    make(next.target);
    node.tick();
    console.log(`  built ${next.target}`);
  }
  for (const { target, file } of missing) console.log(`  ${target} needs ${file}, which is not there`);
  for (const { target } of circular) console.log(`  ${target} needs itself`);
}

function byDepth(): { readonly target: string; readonly depth: number }[] {
  return [...due].sort((a, b) => a.depth - b.depth || a.target.localeCompare(b.target));
}

write('util.h', 'int twice(int);\n');
write('util.c', 'int twice(int n) { return n + n; }\n');
write('main.c', 'int main() { return twice(21); }\n');
update('Without the manual');

write('manual.txt', 'It returns 42.\n');
update('All at first');
update('Again');

write('manual.txt', 'It returns 42, always.\n');
update('The manual');

write('util.c', '// Twice a number.\nint twice(int n) { return n + n; }\n');
update('A comment in util.c');

write('util.h', 'long twice(long);\n');
update('The header');

needs.insert({ target: 'util.o', file: 'app' });
update('A circle');
