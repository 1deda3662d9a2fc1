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
  const literals = Array.from({ length: choose.next() % 3 === 2 ? 2 : 1 }, () => {
    const relation = choose.pick(relations);
    const args = relation.kinds.map((kind, at) => argument(kind, at === 0 && relation.role !== null, choose, locals, scope));
    return scope.write(relation, args);
  });
  const [local] = [...locals].flatMap(([name, kind]) => (kind === 'number' ? [name] : []));
  const extra = choose.next() % 6;
  if (local !== undefined && extra === 5) literals.push(`${local} < ${scope.term('number', choose)}`);
  if (extra === 4) literals.push(...scope.negative(choose));
  return `{ ${literals.join(', ')} }`;
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
