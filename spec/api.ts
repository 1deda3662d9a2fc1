import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './golden.ts';

/** A name that the package exports, as its declaration file has it. */
export interface Exported {
  readonly name: string;
  /** The text of its doc comment; empty where it has none. */
  readonly meaning: string;
  /** Its declaration, with the comments of its members. */
  readonly declaration: string;
  /** Members without a doc comment. */
  readonly undocumented: readonly string[];
}

/** What one entry of the package exports. */
export interface Entry {
  /** As it is imported: `dlc/runtime`. */
  readonly name: string;
  /** The comment at the top of its source. */
  readonly meaning: string;
  readonly exports: readonly Exported[];
  /** Entries of which it exports everything as well. */
  readonly others: readonly string[];
}

/** The entries of the package that are modules, in the order of its manifest. */
export function entriesOf(manifest: { readonly exports: Readonly<Record<string, string>> }): Entry[] {
  const files = Object.entries(manifest.exports).filter(([, file]) => file.endsWith('.js'));
  const nameOf = (entry: string): string => `dlc${entry.slice(1)}`;
  return files.map(([entry, file]) => {
    const source = read(file.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts'));
    const declarations = file.replace(/\.js$/, '.d.ts');
    const others = [...read(declarations).matchAll(/^export \* from '([^']*)';$/gm)].map(([, from = '']) => {
      const target = `./${join(dirname(declarations), from).replace(/\.ts$/, '.js')}`;
      return nameOf(files.find((each) => each[1] === target)?.[0] ?? target);
    });
    return { name: nameOf(entry), meaning: proseOf(/^\/\*\*[^]*?\*\//.exec(source)?.[0] ?? ''), exports: exportsOf(declarations), others };
  });
}

function exportsOf(file: string): Exported[] {
  const text = read(file);
  const passedOn = [...text.matchAll(/^export (?:type )?\{ (.*?),? \} from '([^']*)';$/gms)].flatMap(([, names = '', from = '']) => {
    const there = join(dirname(file), from).replace(/\.ts$/, '.d.ts');
    return names.split(/,\s*/).map((name) => declared(read(there), name));
  });
  const own = [...text.matchAll(/^export (?:declare )?(?:interface|class|function|type|const) (\w+)/gm)].map(([, name = '']) => declared(text, name));
  const [, standard] = /^export default (\w+);$/m.exec(text) ?? [];
  return [...own, ...passedOn, ...(standard === undefined ? [] : [{ ...declared(text, standard), name: 'default' }])];
}

/** A declaration of a file that the compiler has written: it ends at the first line that ends it at the margin. */
function declared(text: string, name: string): Exported {
  const pattern = new RegExp(`^(/\\*\\*(?:(?!\\*/)[^])*\\*/\\n)?((?:export )?(?:declare )?(?:interface|class|function|type|const) ${name}\\b(?:.*;\\n|[^]*?^\\}(?:;?|.*;)\\n))`, 'm');
  const [, comment = '', declaration = ''] = pattern.exec(text) ?? [];
  if (declaration === '') throw new Error(`there is no declaration of ${name}`);
  const lines = declaration.trimEnd().split('\n').filter((line) => line.trim() !== '#private;');
  const shown = lines.map((line) => line.replace(/^(export )?(declare )?/, '').replace(/^( {4})+/, (indent) => ' '.repeat(indent.length / 2)));
  return { name, meaning: proseOf(comment), declaration: shown.join('\n'), undocumented: membersWithoutComment(shown) };
}

function membersWithoutComment(lines: readonly string[]): string[] {
  if (!/^(?:interface|class) /.test(lines[0] ?? '')) return [];
  return lines.filter((line, i) => /^ {2}[^\s/*}]/.test(line) && !lines[i - 1]?.trimEnd().endsWith('*/')).map((line) => line.trim());
}

function proseOf(comment: string): string {
  return comment.replace(/^\/\*\*\s?|\s*\*\/\s*$/g, '').replace(/^ *\* ?/gm, '').trim();
}

function read(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}
