import { components } from '../algorithms.ts';
import type { Name, Statement, TypeDeclaration } from '../ast.ts';
import { at, error, hint, type Note } from '../diagnostic.ts';
import type { Report } from '../draft.ts';
import { nearest, offerOf } from '../nearest.ts';
import { builtInTypes, TypeTable } from '../type-table.ts';

/** Type declarations: distinct names, known bases, no cycle, unions of one base type. What is right makes the table. */
export function declareTypes(
  statements: readonly Statement[],
  silenced: ReadonlySet<string>,
  report: Report,
): TypeTable {
  const named = distinct(statements.filter((each) => each.kind === 'type'), report);
  const names = [...builtInTypes, ...named.keys()];
  const wrong = new Set<string>();
  for (const { name, bases } of named.values()) {
    for (const base of bases) {
      if (names.includes(base.text)) continue;
      wrong.add(name.text);
      if (!silenced.has(base.text)) report.add(unknownType(base, names));
    }
  }
  for (const cycle of components(named.keys(), (name) => basesOf(named, name))) {
    const [first] = cycle;
    if (first === undefined || (cycle.length === 1 && !basesOf(named, first).includes(first))) continue;
    for (const name of cycle) wrong.add(name);
    report.add(cyclicType(cycle.flatMap((name) => named.get(name) ?? [])));
  }
  // A type over a wrong one is as unknown as that; components come before what they lead to.
  for (const [name] of components(named.keys(), (each) => basesOf(named, each)).reverse()) {
    if (name !== undefined && basesOf(named, name).some((base) => wrong.has(base))) wrong.add(name);
  }
  const table = new TypeTable([...named.values()].filter((each) => !wrong.has(each.name.text)), wrong);
  for (const declaration of named.values())
    if (!wrong.has(declaration.name.text)) checkMembers(declaration, table, report);
  return table;
}

function distinct(declarations: readonly TypeDeclaration[], report: Report): Map<string, TypeDeclaration> {
  const named = new Map<string, TypeDeclaration>();
  for (const declaration of declarations) {
    const { text, span } = declaration.name;
    const first = named.get(text);
    if (builtInTypes.has(text)) {
      report.add(
        error(
          'duplicate-declaration',
          span,
          `the type \`${text}\` is built in`,
          [hint('give the new type another name')],
        ),
      );
    } else if (first) {
      report.add(
        error(
          'duplicate-declaration',
          span,
          `the type \`${text}\` is declared twice`,
          [at(first.name.span, 'first declared here')],
        ),
      );
    } else {
      named.set(text, declaration);
    }
  }
  return named;
}

function basesOf(named: ReadonlyMap<string, TypeDeclaration>, name: string): readonly string[] {
  return named.get(name)?.bases.map((base) => base.text) ?? [];
}

function cyclicType([first, ...rest]: readonly TypeDeclaration[]) {
  if (first === undefined) throw new Error('a cycle has a member');
  const { text, span } = first.name;
  if (rest.length === 0) return error('cyclic-type', span, `the type \`${text}\` is defined by itself`);
  const notes = rest.map((each) => at(each.name.span, `by way of \`${each.name.text}\``));
  return error('cyclic-type', span, `the type \`${text}\` is defined by itself`, notes);
}

function checkMembers({ form, name, bases }: TypeDeclaration, table: TypeTable, report: Report): void {
  const [first, ...rest] = bases;
  const base = first && table.baseOf(first.text);
  if (form !== 'union' || !first || !base) return;
  const other = rest.find((each) => table.baseOf(each.text) !== base);
  if (!other) return;
  const holds = `\`${other.text}\` holds ${table.baseOf(other.text)} values`;
  const message = `${holds}, but \`${first.text}\` holds ${base} values`;
  const notes = [at(first.span, `this member of \`${name.text}\``), hint('all members of a union share one base type')];
  report.add(error('type-conflict', other.span, message, notes));
}

/** Names of types in other languages. */
const elsewhere: ReadonlyMap<string, string> = new Map([
  ...['integer', 'long', 'bigint', 'i32', 'i64', 'int32', 'int64'].map((name) => [name, 'number'] as const),
  ...['uint', 'u32', 'u64', 'uint32', 'uint64', 'nat', 'natural'].map((name) => [name, 'unsigned'] as const),
  ...['double', 'real', 'decimal', 'f32', 'f64'].map((name) => [name, 'float'] as const),
  ...['text', 'char', 'varchar', 'str', 'atom'].map((name) => [name, 'symbol'] as const),
  ['boolean', 'bool'],
  ['address', 'addr'],
]);

/** A type name that nothing declares, with the nearest one that something does. */
export function unknownType(name: Name, known: readonly string[]) {
  const near = elsewhere.get(name.text.toLowerCase()) ?? nearest(name.text, known);
  const notes: Note[] = near === null ? [
    hint('the types are number, unsigned, float, symbol, bool, addr, and what `.type` declares'),
  ] : [];
  return error('unknown-type', name.span, `unknown type \`${name.text}\`${offerOf(near)}`, notes);
}
