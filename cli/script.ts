import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';
import { importModule } from './import-module.ts';

/** The command line in one file, as `bundle.ts` writes it beside this one. */
export const scriptFile = fileURLToPath(new URL('command-line.cjs', import.meta.url));

/** What V8 has made of that file, as this build of it can use it on this kind of machine. */
export const codeFile = `${scriptFile}.${process.arch}-${cachedDataVersionTag()}.code`;

/** The command line, compiled. */
export interface CommandLine {
  readonly script: Script;
  readonly main: () => Promise<void>;
}

/** Reads the command line: to compile it took longer than to run a small program, and so it is kept compiled. */
export function readScript(): CommandLine {
  const script = new Script(...scriptOf(scriptFile, codeOf()));
  const module: { exports?: { readonly main: () => Promise<void> } } = {};
  script.runInThisContext()(module, createRequire(import.meta.url), scriptFile, importModule);
  if (!module.exports) throw new Error(`${scriptFile} is no command line`);
  return { script, main: module.exports.main };
}

/** What a script is made of: a file of CommonJS as a function, and what V8 once made of it. */
export function scriptOf(filename: string, cachedData: Buffer | undefined): ConstructorParameters<typeof Script> {
  const text = `(function (module, require, __filename, givenImportModule) {${readFileSync(filename, 'utf8')}\n})`;
  return [text, { filename, cachedData }];
}

/** Undefined where another version of Node, or another machine, compiled it: V8 then does. */
function codeOf(): Buffer | undefined {
  try {
    return readFileSync(codeFile);
  } catch {
    return undefined;
  }
}
