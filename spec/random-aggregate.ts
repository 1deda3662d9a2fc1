import { type Chooser, constant, type Kind, ordered, type Schema, variable } from './random-schema.ts';
import type { Scope } from './random-scope.ts';

/** An aggregate over relations that are complete, its result bound; sums are folded back into a small range. */
export function aggregate(choose: Chooser, index: number, scope: Scope): string[] {
  const relations = scope.usable(true);
  if (relations.length === 0) return [];
  const locals = new Map<string, Kind>();
  const body = braces(choose, relations, locals, scope);
  const [target] = [...locals].filter(([, kind]) => ordered.includes(kind));
  const form = choose.next() % 5;
  if (target === undefined || form < 2) return counted(body, index, scope);
  const [local, kind] = target;
  if (form === 2 || kind === 'symbol' || kind === 'unsigned') {
    const result = variable(kind, `g${index}`);
    scope.bind(kind, result);
    return [`${result} = ${choose.pick(['min', 'max'])} ${local} : ${body}`];
  }
  return form === 3 ? summed(local, kind, body, index, scope) : averaged(local, kind, body, index, scope);
}

function counted(body: string, index: number, scope: Scope): string[] {
  const result = variable('number', `g${index}`);
  scope.bind('number', result);
  return [`${result} = count : ${body}`];
}

function summed(local: string, kind: Kind, body: string, index: number, scope: Scope): string[] {
  const total = variable(kind, `t${index}`);
  const kept: Kind = kind === 'float' ? 'float' : 'number';
  const result = variable(kept, `g${index}`);
  scope.bind(kept, result);
  return [`${total} = sum ${local} : ${body}`, `${result} = ${kind === 'float' ? `min(${total}, 8.0)` : `${total} % 11`}`];
}

function averaged(local: string, kind: Kind, body: string, index: number, scope: Scope): string[] {
  const result = variable('number', `g${index}`);
  scope.bind('number', result);
  return [`${result} = ftoi((mean ${local} : ${body}) * ${kind === 'big' ? '1.0' : '4.0'}) % 9`];
}

function braces(choose: Chooser, relations: readonly Schema[], locals: Map<string, Kind>, scope: Scope): string {
  const atom = (): string => {
    const relation = choose.pick(relations);
    const args = relation.kinds.map((kind, at) => argument(kind, at === 0 && relation.role !== null, choose, locals, scope));
    return scope.write(relation, args);
  };
  const literals = Array.from({ length: choose.next() % 3 === 2 ? 2 : 1 }, atom);
  const [local] = [...locals].flatMap(([name, kind]) => (kind === 'number' ? [name] : []));
  const extra = choose.next() % 10;
  if (local !== undefined && extra === 5) literals.push(`${local} < ${scope.term('number', choose)}`);
  if (local !== undefined && extra === 6) literals.push(`(${local} < 2 ; ${local} > ${scope.term('number', choose)})`);
  if (local !== undefined && extra === 7) literals.push(`${local} ${choose.pick(['>', '!='])} ${nested(choose, relations, local, scope)}`);
  if (extra === 8) literals.push(`(${closed(choose, relations, scope)} ; ${closed(choose, relations, scope)})`);
  if (extra === 4) literals.push(...scope.negative(choose));
  return `{ ${literals.join(', ')} }`;
}

/** An atom that binds nothing: what it matches still counts. */
function closed(choose: Chooser, relations: readonly Schema[], scope: Scope): string {
  const relation = choose.pick(relations);
  return scope.write(relation, relation.kinds.map((kind, at) => (at > 0 && choose.next() % 3 === 0 ? constant(kind, choose) : '_')));
}

/** An aggregate within another, over what the outer one ranges over and what is bound outside of both. */
function nested(choose: Chooser, relations: readonly Schema[], local: string, scope: Scope): string {
  const relation = choose.pick(relations);
  const args = relation.kinds.map((kind, at) => {
    if (at === 0 && relation.role !== null) return '_';
    const form = choose.next() % 4;
    if (kind === 'number' && form === 0) return local;
    return form === 1 ? scope.term(kind, choose) : form === 2 ? constant(kind, choose) : '_';
  });
  return `count : { ${scope.write(relation, args)} }`;
}

function argument(kind: Kind, isLocation: boolean, choose: Chooser, locals: Map<string, Kind>, scope: Scope): string {
  const form = choose.next() % 8;
  if (isLocation) return '_';
  if (form === 7) return constant(kind, choose);
  if (form > 4) return '_';
  if (form > 2) return scope.term(kind, choose);
  const local = variable(kind, `l${form % 2}`);
  locals.set(local, kind);
  return local;
}
