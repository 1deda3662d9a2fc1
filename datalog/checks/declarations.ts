import type { Column, Declaration } from '../ast.ts';
import type { Declaring } from '../declare.ts';
import { at, error, hint } from '../diagnostic.ts';
import { unknownType } from './type-declarations.ts';

/** A declaration's columns: distinct names, known types, at most one location, which is an address. */
export function checkColumns({ name, columns }: Declaration, { types, silenced, report }: Declaring): void {
  const named = new Map<string, Column>();
  let location: Column | null = null;
  for (const column of columns) {
    const first = named.get(column.name.text);
    if (first) report.add(duplicateColumn(column, first, name.text));
    else named.set(column.name.text, column);
    if (!types.has(column.type.text)) {
      if (!silenced.has(column.type.text)) report.add(unknownType(column.type, types.names));
    } else if (column.location && (types.baseOf(column.type.text) ?? 'symbol') !== 'symbol') {
      report.add(locationType(column));
    }
    if (column.location && location) report.add(secondLocation(column, location, name.text));
    if (column.location) location ??= column;
  }
}

/** A second declaration of one relation. */
export function duplicateDeclaration({ name }: Declaration, first: Declaration) {
  return error(
    'duplicate-declaration',
    name.span,
    `\`${name.text}\` is declared twice`,
    [at(first.name.span, 'first declared here')],
  );
}

function duplicateColumn({ name }: Column, first: Column, relation: string) {
  const message = `\`${relation}\` has two columns named \`${name.text}\``;
  return error('duplicate-column', name.span, message, [at(first.name.span, 'the first one')]);
}

function locationType({ name, type }: Column) {
  const message = `the location column \`${name.text}\` is of type \`${type.text}\`, but a location is an address`;
  return error('location-type', type.span, message, [hint('declare it `addr` or a subtype of `addr`')]);
}

function secondLocation({ span }: Column, first: Column, relation: string) {
  const message = `\`${relation}\` has two location columns, but a row is at one place`;
  return error(
    'duplicate-location',
    span,
    message,
    [at(first.span, 'the first one'), hint('take the `@` from one of them')],
  );
}
