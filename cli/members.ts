import type { Program, Relation } from '../datalog/program.ts';
import type { Row } from '../runtime/abi.ts';

/** The roles of each node, supertypes included. */
export type Roles = ReadonlyMap<string, ReadonlySet<string>>;

/** The rows of `IO=fleet` inputs: the members of a role, at every location where the relation has one. */
export function fleetRows(program: Program, nodes: Roles): ReadonlyMap<string, readonly Row[]> {
  const inputs = [...program.relations.values()].filter(({ input }) => input?.parameters.get('io')?.toLowerCase() === 'fleet');
  return new Map(inputs.map((relation) => [relation.name, rowsOf(relation, nodes)]));
}

function rowsOf({ columns, location, input }: Relation, nodes: Roles): readonly Row[] {
  const column = columns.findIndex((_, index) => index !== location);
  const role = input?.parameters.get('role') ?? columns[column]?.role ?? 'addr';
  const members = [...nodes].filter(([, roles]) => role === 'addr' || roles.has(role)).map(([name]) => name);
  if (location === null) return members.map((member) => [member]);
  return [...nodes.keys()].flatMap((at) => members.map((member) => (location === 0 ? [at, member] : [member, at])));
}
