import type { Column, Declaration, IoDirective, Name, Parameter, Statement, Unsupported } from '../datalog/ast.ts';
import { cover, type Span } from '../datalog/source.ts';
import { toArray, type Chain } from './chain.ts';
import { ioQualifiers, unsupportedQualifiers } from './directives.ts';
import type { Token } from './lexer.ts';
import { unquote } from './strings.ts';

/** A column, and what its type uses that is not there yet. */
interface ColumnDraft {
  readonly column: Column;
  readonly lattice: Span | null;
}

/** A type as a name, and where it is a lattice type. */
interface TypeDraft {
  readonly name: Name;
  readonly lattice: Span | null;
}

/** A declaration to which qualifiers may still be added. */
interface Draft {
  readonly keyword: Token;
  readonly names: Chain<Name>;
  readonly columns: readonly ColumnDraft[];
  readonly qualifiers: readonly Qualifier[];
  readonly end: Span;
}

interface Qualifier {
  readonly word: string;
  readonly span: Span;
}

/** A name that is one word. */
export function name([token]: [Token]): Name {
  return { kind: 'name', text: token.value, span: cover(token, token) };
}

/** `A.B` */
export function qualifiedName([left, , right]: [Name, Token, Name]): Name {
  return { kind: 'name', text: `${left.text}.${right.text}`, span: cover(left.span, right.span) };
}

/** `.decl a, b(x: number)` */
export function declaration(
  symbols: [Token, Chain<Name>, Token, Token] | [Token, Chain<Name>, Token, Chain<ColumnDraft>, Token],
): Draft {
  const [keyword, names] = symbols;
  if (symbols.length === 4) return { keyword, names, columns: [], qualifiers: [], end: symbols[3] };
  return { keyword, names, columns: toArray(symbols[3]), qualifiers: [], end: symbols[4] };
}

/** `reliable`, `inline`, `choice-domain x, (y, z)` */
export function qualified([draft, word, keys]: [Draft, Token, Span?]): Draft {
  const span = cover(word, keys ?? word);
  return { ...draft, qualifiers: [...draft.qualifiers, { word: word.value, span }], end: span };
}

/** A declaration for each name, then what its old qualifiers ask for. */
export function declarations([draft]: [Draft]): readonly Statement[] {
  const { keyword, qualifiers } = draft;
  const span = cover(keyword, draft.end);
  const names = toArray(draft.names);
  const columns = draft.columns.map(({ column }) => column);
  const declared = names.map((relation): Declaration => ({
    kind: 'declaration',
    name: relation,
    channel: keyword.value === '.channel',
    reliable: qualifiers.some(({ word }) => word === 'reliable'),
    columns,
    span,
  }));
  const lattices = draft.columns.flatMap(({ lattice }) => (lattice ? [unsupported('lattice columns', lattice)] : []));
  return [...declared, ...lattices, ...qualifiers.flatMap((qualifier) => fromQualifier(qualifier, names))];
}

function fromQualifier({ word, span }: Qualifier, relations: readonly Name[]): readonly Statement[] {
  const feature = unsupportedQualifiers.get(word);
  if (feature !== undefined) return [unsupported(feature, span)];
  if (!ioQualifiers.has(word)) return [];
  return relations.map((relation) => ({ kind: 'io', directive: ioDirective(word), relation, parameters: [], span }));
}

/** `x: number` */
export function column([columnName, , type]: [Name, Token, TypeDraft]): ColumnDraft {
  const span = cover(columnName.span, type.lattice ?? type.name.span);
  const plain: Column = { kind: 'column', location: false, name: columnName, type: type.name, span };
  return { column: plain, lattice: type.lattice };
}

/** `@at: addr` */
export function locationColumn([at, ...symbols]: [Token, Name, Token, TypeDraft]): ColumnDraft {
  const { column: plain, lattice } = column(symbols);
  return { column: { ...plain, location: true, span: cover(at, plain.span) }, lattice };
}

const bareLattices: ReadonlySet<string> = new Set(['or', 'and', 'vclock']);

/** A type that is a name. */
export function plainType([type]: [Name]): TypeDraft {
  return { name: type, lattice: bareLattices.has(type.text) ? type.span : null };
}

/** `min<number>`; until lattices are there it stands for its last argument. */
export function latticeType([lattice, , types, close]: [Name, Token, Chain<TypeDraft>, Token]): TypeDraft {
  return { name: types.last.name, lattice: cover(lattice.span, close) };
}

/** `.input a, b(IO=stdin)`: one directive for each relation. */
export function io(
  symbols:
    | [Token, Chain<Name>]
    | [Token, Chain<Name>, Token, Token]
    | [Token, Chain<Name>, Token, Chain<Parameter>, Token],
): readonly IoDirective[] {
  const [keyword, names] = symbols;
  const parameters = symbols.length === 5 ? toArray(symbols[3]) : [];
  const end = symbols.length === 2 ? names.last.span : symbols.length === 4 ? symbols[3] : symbols[4];
  const directive = ioDirective(keyword.value.slice(1));
  const span = cover(keyword, end);
  return toArray(names).map((relation) => ({ kind: 'io', directive, relation, parameters, span }));
}

function ioDirective(word: string) {
  switch (word) {
    case 'input':
    case 'output':
    case 'printsize':
    case 'limitsize':
      return word;
    default:
      throw new Error(`${word} is not a directive for input or output`);
  }
}

/** `IO=stdin` */
export function parameter([parameterName, , value]: [Name, Token, Token]): Parameter {
  const text = value.type === 'string' ? unquote(value.value) : value.value;
  return { kind: 'parameter', name: parameterName, value: text, span: cover(parameterName.span, value) };
}

/** `.persist a, b` */
export function persist([keyword, names]: [Token, Chain<Name>]): readonly Statement[] {
  const span = cover(keyword, names.last.span);
  return toArray(names).map((relation) => ({ kind: 'persist', relation, span }));
}

/** `.spec a, b` */
export function spec([keyword, names]: [Token, Chain<Name>]): readonly Statement[] {
  const span = cover(keyword, names.last.span);
  return toArray(names).map((relation) => ({ kind: 'spec', relation, span }));
}

/** `.functor hash(x: symbol): number` */
export function functor(
  symbols: [Token, Name, Token, Token, Token, TypeDraft] | [Token, Name, Token, Chain<ColumnDraft>, Token, Token, TypeDraft],
): readonly Statement[] {
  const [keyword, functorName] = symbols;
  const drafts = symbols.length === 6 ? [] : toArray(symbols[3]);
  const result = symbols.length === 6 ? symbols[5] : symbols[6];
  const lattices = [...drafts.map(({ lattice }) => lattice), result.lattice].flatMap((lattice) => (lattice ? [unsupported('lattice columns', lattice)] : []));
  const span = cover(keyword, result.lattice ?? result.name.span);
  const params = drafts.map(({ column: param }) => param);
  return [{ kind: 'functor', name: functorName, params, result: result.name, span }, ...lattices];
}

/** `.functor next(): number stateful` */
export function qualifiedFunctor([statements, word]: [readonly Statement[], Token]): readonly Statement[] {
  return [...statements, unsupported(`${word.value} functors`, cover(word, word))];
}

/** `.type City <: symbol` */
export function subtype([keyword, type, , base]: [Token, Name, Token, Name]): readonly Statement[] {
  return [{ kind: 'type', form: 'subtype', name: type, bases: [base], span: cover(keyword, base.span) }];
}

/** `.number_type T`, `.symbol_type T` */
export function oldSubtype([keyword, type]: [Token, Name]): readonly Statement[] {
  const base: Name = { kind: 'name', text: keyword.value.slice(1, -'_type'.length), span: cover(keyword, keyword) };
  return [{ kind: 'type', form: 'subtype', name: type, bases: [base], span: cover(keyword, type.span) }];
}

/** `.type Place = City | Town` */
export function union([keyword, type, , bases]: [Token, Name, Token, Chain<Name>]): readonly Statement[] {
  return [{ kind: 'type', form: 'union', name: type, bases: toArray(bases), span: cover(keyword, bases.last.span) }];
}

/** `.type Pair = [a: number, b: number]` */
export function recordType(symbols: [Token, ...unknown[], Token]): readonly Statement[] {
  return [unsupported('record types', cover(symbols[0], symbols.at(-1) as Token))];
}

/** `.type Shape = Circle { r: float } | Point {}` */
export function algebraicType(symbols: [Token, ...unknown[], Span]): readonly Statement[] {
  return [unsupported('algebraic data types', cover(symbols[0], symbols.at(-1) as Span))];
}

/** The place of the last symbol: all that is kept of what is only skipped. */
export function lastOf(symbols: (Span | { readonly span: Span })[]): Span {
  const last = symbols.at(-1);
  if (last === undefined) throw new Error('a production without symbols');
  return 'span' in last ? last.span : last;
}

function unsupported(feature: string, span: Span): Unsupported {
  return { kind: 'unsupported', feature, span };
}
