import { components } from '../algorithms.ts';
import { at, error, hint, type Diagnostic, type Note } from '../diagnostic.ts';
import type { Report } from '../draft.ts';
import { groupBy } from '../group.ts';
import type { Rule } from '../program.ts';
import { dependenciesOf, type Dependency } from '../stratify.ts';
import { lineOf } from '../source.ts';

/** No relation depends within a tick on its own absence, or on an aggregate over itself. */
export function checkStratification(rules: readonly Rule[], report: Report): void {
  const needs = groupBy(dependenciesOf(rules), ({ head }) => head);
  for (const members of components(needs.keys(), (name) => (needs.get(name) ?? []).map(({ on }) => on))) {
    const own = new Set(members);
    const inside = members.flatMap((name) => (needs.get(name) ?? []).filter(({ on }) => own.has(on)));
    const broken = inside.filter(({ kind }) => kind !== 'positive').sort((a, b) => a.rule.id - b.rule.id)[0];
    if (broken) report.add(cycle([broken, ...pathBetween(broken.on, broken.head, inside)]));
  }
}

/** The shortest way along dependencies from one relation to another of its component. */
function pathBetween(from: string, to: string, edges: readonly Dependency[]): readonly Dependency[] {
  const paths = new Map<string, readonly Dependency[]>([[from, []]]);
  for (const [name, path] of paths) {
    if (name === to) return path;
    for (const edge of edges) if (edge.head === name && !paths.has(edge.on)) paths.set(edge.on, [...path, edge]);
  }
  throw new Error(`no way from ${from} to ${to} in one component`);
}

function cycle(edges: readonly Dependency[]): Diagnostic {
  const [broken] = edges;
  if (!broken) throw new Error('a cycle has an edge');
  const negated = broken.kind === 'negation';
  const what = negated ? 'a negation' : 'an aggregate';
  const steps = [
    broken.head,
    ...edges.map(({ on, kind }) => (kind === 'negation' ? `!${on}` : on)),
  ].map((name) => `\`${name}\``);
  const message = `\`${broken.head}\` depends on itself through ${what} within a tick: ${steps.join(' -> ')}`;
  const notes: Note[] = edges.map((edge) => at(edge.span, `${need(edge)}, by \`${ruleText(edge.rule)}\``));
  const advice = edges.length === 1 ? '`@next` or `@async` on this rule' : '`@next` or `@async` on one of these rules';
  notes.push(hint(`${advice} would break the cycle: what it derives then holds at a later tick`));
  return error(negated ? 'cycle-through-negation' : 'cycle-through-aggregate', broken.span, message, notes);
}

function need({ head, on, kind }: Dependency): string {
  switch (kind) {
    case 'negation':
      return `\`${head}\` needs that \`${on}\` does not hold`;
    case 'aggregate':
      return `\`${head}\` needs all of \`${on}\``;
    default:
      return `\`${head}\` needs \`${on}\``;
  }
}

function ruleText({ span }: Rule): string {
  const text = lineOf(span);
  return text.length > 100 ? `${text.slice(0, 97)}...` : text;
}
