import type { ColumnType } from '../../runtime/abi.ts';
import type { RelationSchema, Schema } from '../../runtime/embedding/schema.ts';

const typeNames: Readonly<Record<ColumnType, string>> = {
  number: 'number',
  unsigned: 'number',
  float: 'number',
  symbol: 'string',
  bool: 'boolean',
};

/** Names that the declarations themselves use. */
const taken = ['CompiledModule', 'Functors', 'Inputs', 'Outputs', 'Schema'];

/**
 * The TypeScript declarations of a built program: an interface for the rows of each relation, and the
 * module typed by them. `placeOf` says where a relation is declared.
 */
export function declarations(schema: Schema, placeOf: (relation: string) => string | null): string {
  const names = interfaceNames(schema);
  const relations = new Map([...schema.inputs, ...schema.outputs].map((each) => [each.name, each]));
  const rows = [...relations.values()].flatMap((each) => [...rowInterface(each, names, placeOf(each.name)), '']);
  return [
    `// Made by dlc from ${oneLine(schema.file)}; changes are lost when it is made again.`,
    "import type { CompiledModule, Schema } from 'dlc/runtime';",
    '',
    ...rows,
    ...relationsType('Inputs', 'Relations with `.input`', schema.inputs, names),
    '',
    ...relationsType('Outputs', 'What the program shows', schema.outputs, names),
    '',
    ...functorsType(schema),
    '',
    '/** The version of the interface between this module and the runtime, which refuses others. */',
    'export declare const abiVersion: number;',
    'export declare const schema: Schema;',
    "export declare const open: CompiledModule<Inputs, Outputs, Functors>['open'];",
    'declare const module: CompiledModule<Inputs, Outputs, Functors>;',
    'export default module;',
    '',
  ].join('\n');
}

function rowInterface({ name, columns }: RelationSchema, names: ReadonlyMap<string, string>, place: string | null): string[] {
  const where = place === null ? '' : `, ${oneLine(place)}`;
  return [
    `/** A row of \`${name}\`${where}. */`,
    `export interface ${names.get(name)} {`,
    ...columns.map((column) => `  readonly ${property(column.name)}: ${typeNames[column.type]};`),
    '}',
  ];
}

function relationsType(type: string, meaning: string, relations: readonly RelationSchema[], names: ReadonlyMap<string, string>): string[] {
  if (relations.length === 0) return [`/** ${meaning}: none. */`, `export type ${type} = {};`];
  return [
    `/** ${meaning}, by name. */`,
    `export type ${type} = {`,
    ...relations.map(({ name, columns }) => {
      const tuple = columns.map((column) => `${label(column.name)}: ${typeNames[column.type]}`).join(', ');
      return `  readonly ${property(name)}: { readonly row: ${names.get(name)}; readonly tuple: readonly [${tuple}] };`;
    }),
    '};',
  ];
}

function functorsType({ functors }: Schema): string[] {
  if (functors.length === 0) return ['/** Functors that `open` is given: none. */', 'export type Functors = {};'];
  return [
    '/** Functors that `open` is given: pure functions. */',
    'export type Functors = {',
    ...functors.map(({ name, args, result }) => {
      const parameters = args.map((each, i) => `${parameter(each.name, i)}: ${typeNames[each.type]}`).join(', ');
      return `  readonly ${property(name)}: (${parameters}) => ${typeNames[result]};`;
    }),
    '};',
  ];
}

/** An interface for each relation: its name as types are written, numbered where two are alike. */
function interfaceNames({ inputs, outputs }: Schema): ReadonlyMap<string, string> {
  const used = new Set(taken);
  const names = new Map<string, string>();
  for (const { name } of [...inputs, ...outputs]) {
    if (names.has(name)) continue;
    const words = name.split(/[^A-Za-z0-9]+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
    const plain = /^[A-Z]/.test(words) ? words : `Row${words}`;
    let free = plain;
    for (let number = 2; used.has(free); number++) free = `${plain}_${number}`;
    used.add(free);
    names.set(name, free);
  }
  return names;
}

function property(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name);
}

/** The name of an element of a tuple, which only people read. */
function label(name: string): string {
  const word = name.replace(/\W/g, '_');
  return /^\d/.test(word) || word === '' || statementWords.has(word) ? `_${word}` : word;
}

/** Words that TypeScript takes for what they are even before a colon. */
const statementWords: ReadonlySet<string> = new Set(
  ('break case catch class const continue debugger default delete do else enum export extends finally for if in instanceof ' +
    'return super switch throw try var while with').split(' '),
);

/** A parameter, whose name may be no word of the language; its number makes sure of it. */
function parameter(name: string, index: number): string {
  return `${label(name)}_${index + 1}`;
}

/** What stands in a comment: nothing in it ends the line or the comment. */
function oneLine(text: string): string {
  // oxlint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f\u2028\u2029]/g, ' ').replaceAll('*/', '* /');
}
