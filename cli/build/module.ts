import { placeName, type Span } from '../../datalog/source.ts';
import { block, comment, js, lines } from '../../dataflow/js.ts';
import { fieldsOf } from '../../dataflow/module.ts';
import { abiVersion } from '../../runtime/abi.ts';
import type { Compilation } from '../../planner/compile.ts';
import { embed, type Embedding } from '../../planner/embed.ts';
import type { Origin, ShownName } from '../../planner/plan.ts';
import { declarations } from './declarations.ts';
import { sourceMap, type SourceMap } from './source-map.ts';

/** A program as an ECMAScript module that needs the runtime and nothing else. */
export interface BuiltModule {
  /** Without a line that says where its source map is. */
  readonly code: string;
  readonly map: SourceMap;
}

/** What a program is built from. */
export interface Building {
  readonly compilation: Compilation;
  /** Its first file, as it was read. */
  readonly file: string;
  readonly shown: ShownName;
}

/** Builds a program; `name` is that of the file that the module is in, for its source map. */
export function buildModule({ compilation, file, shown }: Building, name: string): BuiltModule {
  const embedding = embed(compilation, file, shown);
  const { text, origins } = moduleText(embedding);
  return { code: text, map: sourceMap({ file: name, text, origins, shown }) };
}

/** The TypeScript declarations of what `buildModule` builds. */
export function buildDeclarations({ compilation, file, shown }: Building): string {
  const { relations } = compilation.program;
  const placeOf = (relation: string): string | null => {
    const span: Span | undefined = relations.get(relation)?.span;
    return span ? placeName(span, shown(span.source.file)) : null;
  };
  return declarations(embed(compilation, file, shown).schema, placeOf);
}

function moduleText({ schema, plans }: Embedding): { readonly text: string; readonly origins: readonly Origin[] } {
  const origins: Origin[] = [];
  const head = lines([
    comment(`Made by dlc from ${schema.file}; changes are lost when it is made again.`),
    js`import { openModule } from 'dlc/runtime';`,
    js`export const abiVersion = ${abiVersion};`,
    js`${block(js`export const schema =`, lines(fieldsOf(schema)))};`,
    js`const modules = [`,
  ]);
  let text = `${head.text}\n`;
  for (const { role, plan } of plans) {
    const { code, origins: within } = plan();
    text += js`{ role: ${role}, make: () => (`.text;
    for (const { start, end, span } of within) origins.push({ start: start + text.length, end: end + text.length, span });
    text += `${code}) },\n`;
  }
  const open = block(js`export function open(options)`, js`return openModule({ ...schema, modules }, options);`);
  const tail = lines([js`];`, open, js`export default { schema, open };`]);
  return { text: `${text}${tail.text}\n`, origins };
}
