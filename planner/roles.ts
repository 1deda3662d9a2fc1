import { atomsOf, type Program, type Relation } from '../datalog/program.ts';

/** The part of a program that is at one kind of location. */
export interface Projection {
  readonly program: Program;
  /** Relations that are not here: its rules only send to them. */
  readonly remote: ReadonlySet<string>;
  /** Relations that a rule sends to, here or at another kind of location. */
  readonly sent: ReadonlySet<string>;
  /** Relations whose rows may come from outside at any tick. */
  readonly arriving: ReadonlySet<string>;
  /** What is kept may come in again from outside, as it was at some tick. */
  readonly resumable: boolean;
}

/** A program that is whole wherever it is. */
export function wholly(program: Program, arriving: ReadonlySet<string>, resumable: boolean): Projection {
  return { program, remote: new Set(), sent: headsSent(program), arriving, resumable };
}

function headsSent(program: Program): ReadonlySet<string> {
  return new Set(program.rules.filter((rule) => rule.time === 'async').map((rule) => rule.head));
}

/**
 * What of a program exists at locations of some roles (supertypes included): the relations located
 * there or anywhere, and the rules whose bodies read only those. A rule may send to relations that
 * are not here; they are known, and hold nothing.
 */
export function projectOnto(program: Program, roles: ReadonlySet<string>, arriving: ReadonlySet<string>, resumable: boolean): Projection {
  const relations = new Map([...program.relations].filter(([, relation]) => existsAt(relation, roles)));
  const rules = program.rules.filter((rule) => [...atomsOf(rule.body)].every(({ atom }) => relations.has(atom.relation)));
  const facts = program.facts.filter((fact) => relations.has(fact.relation));
  const remote = new Set<string>();
  for (const { head } of rules) {
    const sent = program.relations.get(head);
    if (!sent || relations.has(head)) continue;
    relations.set(head, sent);
    remote.add(head);
  }
  return { program: { ...program, relations, rules, facts }, remote, sent: headsSent(program), arriving, resumable };
}

/** Whether a relation exists at a location of some roles. */
export function existsAt(relation: Relation, roles: ReadonlySet<string>): boolean {
  const role = roleOf(relation);
  return role === null || role === 'addr' || roles.has(role);
}

/** The type of a relation's location column; null for a local relation. */
export function roleOf({ columns, location }: Relation): string | null {
  return location === null ? null : (columns[location]?.role ?? null);
}
