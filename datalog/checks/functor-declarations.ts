import type { FunctorDeclaration, Name, Statement } from '../ast.ts';
import type { Declaring } from '../declare.ts';
import { at, error } from '../diagnostic.ts';
import type { Functor } from '../program.ts';
import { unknownType } from './type-declarations.ts';

/** The functors that a program declares, by name; null where their types are wrong. Distinct names, known types. */
export function declareFunctors(statements: readonly Statement[], declaring: Declaring): ReadonlyMap<string, Functor | null> {
  const declared = new Map<string, FunctorDeclaration>();
  for (const statement of statements) {
    if (statement.kind !== 'functor') continue;
    const first = declared.get(statement.name.text);
    if (first) declaring.report.add(duplicateFunctor(statement.name, first));
    else declared.set(statement.name.text, statement);
  }
  return new Map([...declared].map(([name, declaration]) => [name, functorOf(declaration, declaring)]));
}

function functorOf({ name, params, result }: FunctorDeclaration, declaring: Declaring): Functor | null {
  const named = new Map<string, Name>();
  for (const param of params) {
    const first = named.get(param.name.text);
    if (first) declaring.report.add(duplicateParameter(param.name, first, name.text));
    else named.set(param.name.text, param.name);
  }
  const typeOf = (type: Name) => {
    const { types, silenced, report } = declaring;
    if (!types.has(type.text) && !silenced.has(type.text)) report.add(unknownType(type, types.names));
    return types.baseOf(type.text);
  };
  const args = params.map((param) => ({ name: param.name.text, type: typeOf(param.type) }));
  const type = typeOf(result);
  const known = args.flatMap((each) => (each.type === null ? [] : [{ name: each.name, type: each.type }]));
  return type === null || known.length < args.length ? null : { name: name.text, args: known, result: type };
}

function duplicateFunctor({ text, span }: Name, first: FunctorDeclaration) {
  return error('duplicate-declaration', span, `the functor \`${text}\` is declared twice`, [at(first.name.span, 'first declared here')]);
}

function duplicateParameter({ text, span }: Name, first: Name, functor: string) {
  return error('duplicate-column', span, `\`${functor}\` has two parameters named \`${text}\``, [at(first.span, 'the first one')]);
}
