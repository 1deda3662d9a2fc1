import { alternativesOf } from './alternatives.ts';
import type { Clause, Statement } from './ast.ts';
import { declareFunctors } from './checks/functor-declarations.ts';
import { persisted } from './checks/persist.ts';
import { isCompilable } from './checks/size.ts';
import { declareTypes } from './checks/type-declarations.ts';
import { supportedClauses } from './checks/unsupported.ts';
import { declareRelations } from './declare.ts';
import type { Diagnostics } from './diagnostic.ts';
import { Report, type Draft, type DraftClause, type DraftRelation } from './draft.ts';
import { normalize } from './normalize.ts';
import { textOf } from './source.ts';

/** What a program says together; names of `broken` are those of statements that could not be read. */
export function drafted(
  statements: readonly Statement[],
  broken: ReadonlySet<string>,
  diagnostics: Diagnostics,
): Draft {
  const report = new Report(diagnostics);
  const silenced = silencedNames(statements, broken);
  const understood = supportedClauses(statements, report);
  const types = declareTypes(statements, silenced, report);
  const relations = declareRelations(statements, new Set(understood), { types, silenced, report });
  const io = statements.filter((each) => each.kind === 'io');
  const located = [...relations.values()].some((relation) => relation.location !== null);
  const clauses = clausesOf(statements, new Set(understood), relations, report).filter((each) => isCompilable(each, report));
  return {
    statements,
    types,
    relations,
    clauses: located ? clauses.flatMap(alternativesOf) : clauses,
    inputs: io.filter((each) => each.directive === 'input'),
    outputs: io.filter((each) => each.directive !== 'input'),
    functors: declareFunctors(statements, { types, silenced, report }),
    persists: statements.filter((each) => each.kind === 'persist'),
    specMarks: statements.filter((each) => each.kind === 'spec'),
    silenced,
    located,
    report,
  };
}

/** Every word of what is unsupported may be the name of something it declares. */
function silencedNames(statements: readonly Statement[], broken: ReadonlySet<string>): ReadonlySet<string> {
  const unsupported = statements.filter((each) => each.kind === 'unsupported');
  return new Set([...broken, ...unsupported.flatMap((each) => textOf(each.span).match(/[\w?.]+/g) ?? [])]);
}

function clausesOf(
  statements: readonly Statement[],
  understood: ReadonlySet<Clause>,
  relations: ReadonlyMap<string, DraftRelation>,
  report: Report,
): readonly DraftClause[] {
  const persistent = new Set<string>();
  return statements.flatMap((statement) => {
    if (statement.kind === 'clause') return understood.has(statement) ? [normalize(statement)] : [];
    if (statement.kind !== 'persist' || persistent.has(statement.relation.text)) return [];
    persistent.add(statement.relation.text);
    return persisted(statement, relations, report) ?? [];
  });
}
