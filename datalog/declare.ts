import type { Atom, Clause, Declaration, Name, Statement } from './ast.ts';
import type { DraftRelation, Report } from './draft.ts';
import { duplicateDeclaration, checkColumns } from './checks/declarations.ts';
import type { Span } from './source.ts';
import type { TypeTable } from './type-table.ts';
import { atomsOfClause } from './walk.ts';

interface Mention {
  readonly name: string;
  readonly span: Span;
  arity: number | null;
  declaration: Declaration | null;
  defined: boolean;
}

/** What a check of declarations needs. */
export interface Declaring {
  readonly types: TypeTable;
  readonly silenced: ReadonlySet<string>;
  readonly report: Report;
}

/** Every relation that statements and clauses mention, in order of first mention. */
export function declareRelations(
  statements: readonly Statement[],
  clauses: ReadonlySet<Clause>,
  declaring: Declaring,
): ReadonlyMap<string, DraftRelation> {
  const mentions = new Map<string, Mention>();
  for (const statement of statements) {
    switch (statement.kind) {
      case 'declaration':
        declare(mention(mentions, statement.name), statement, declaring);
        break;
      case 'io':
        if (statement.directive === 'input') mention(mentions, statement.relation).defined = true;
        else mention(mentions, statement.relation);
        break;
      case 'persist':
      case 'spec':
        mention(mentions, statement.relation);
        break;
      case 'clause':
        if (clauses.has(statement)) for (const atom of atomsOfClause(statement)) mentionAtom(mentions, atom);
        // A clause that cannot be understood still says that its relation exists.
        mention(mentions, statement.head.relation).defined = true;
        break;
    }
  }
  const specified = statements.some((each) => each.kind === 'spec');
  return new Map([...mentions.values()].map((each) => [each.name, relationOf(each, specified)]));
}

function mention(mentions: Map<string, Mention>, { text, span }: Name): Mention {
  const known = mentions.get(text);
  if (known) return known;
  const fresh: Mention = { name: text, span, arity: null, declaration: null, defined: false };
  mentions.set(text, fresh);
  return fresh;
}

function mentionAtom(mentions: Map<string, Mention>, atom: Atom): void {
  const relation = mention(mentions, atom.relation);
  relation.arity ??= atom.terms.length;
}

function declare(relation: Mention, declaration: Declaration, declaring: Declaring): void {
  if (relation.declaration) {
    declaring.report.add(duplicateDeclaration(declaration, relation.declaration));
    return;
  }
  relation.declaration = declaration;
  relation.defined = true;
  checkColumns(declaration, declaring);
}

/** `specified`: the program has a specification of its own, which may look at `crash`. */
function relationOf({ name, span, arity, declaration, defined }: Mention, specified: boolean): DraftRelation {
  const columns = declaration?.columns ?? null;
  const count = columns?.length ?? arity;
  const crash = name === 'crash' && !defined && (specified || span.source.dialect === 'ded');
  const classic = !declaration && span.source.dialect === 'ded' && count !== null && count > 0;
  const marked = columns?.findIndex((column) => column.location) ?? -1;
  return {
    name,
    declaration,
    span: declaration?.name.span ?? span,
    arity: crash ? 3 : count,
    defined: defined || crash,
    location: classic ? 0 : marked < 0 ? null : marked,
    classic,
    channel: declaration?.channel ?? false,
    builtIn: crash,
  };
}
