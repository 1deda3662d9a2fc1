import type { AggregateLiteral, BaseType, Expression, Literal } from '../datalog/program.ts';
import type { Span } from '../datalog/source.ts';
import { bindable, variableNames } from './binding.ts';
import type { CoreLiteral } from './core.ts';

/** Whether the aggregate's own body binds its outer variables, so that they can group what it ranges over. */
export function bindsItsOuter({ body, outer }: AggregateLiteral): boolean {
  return alternatives(body).every((alternative) => {
    const names = bindable(alternative);
    return outer.every((id) => names.has(id));
  });
}

/** A value where there is none. */
export function blank(type: BaseType, span: Span): Expression {
  return { kind: 'constant', value: type === 'symbol' ? '' : type === 'bool' ? false : 0, type, span };
}

/** The named variables that every conjunction binds. */
export function sharedNames(bodies: readonly (readonly CoreLiteral[])[]): number[] {
  const bound = bodies.map((body) => bindable(body));
  return variableNames(bodies).filter((id) => bound.every((names) => names.has(id)));
}

/** Where a variable first stands in an atom of some conjunctions; a place for it where it does not. */
export function occurrence(id: number, bodies: readonly (readonly CoreLiteral[])[], otherwise: Span): Span {
  const atoms = bodies.flat().filter((literal) => literal.kind === 'atom');
  return atoms.flatMap(({ args }) => args).find((arg) => arg.kind === 'variable' && arg.id === id)?.span ?? otherwise;
}

export function hasWildcard(body: readonly CoreLiteral[]): boolean {
  return body.some((literal) => literal.kind === 'atom' && !literal.negated && literal.args.some((arg) => arg.kind === 'wildcard'));
}

/** The disjunctive normal form of a body; aggregates are left whole. */
export function alternatives(body: readonly Literal[]): Exclude<Literal, { kind: 'disjunction' }>[][] {
  return body.reduce<Exclude<Literal, { kind: 'disjunction' }>[][]>(
    (all, literal) => {
      const choices = literal.kind === 'disjunction' ? literal.alternatives.flatMap(alternatives) : [[literal]];
      return all.flatMap((prefix) => choices.map((choice) => [...prefix, ...choice]));
    },
    [[]],
  );
}
