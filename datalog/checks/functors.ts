import type { Call, Test } from '../ast.ts';
import { error, hint, type Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftClause } from '../draft.ts';
import { functors, signatureOf, tests, type Signature } from '../functors.ts';
import { nearest, offerOf } from '../nearest.ts';
import { contains, type Span } from '../source.ts';
import { allTerms, literalsIn } from '../walk.ts';

const aggregates: ReadonlySet<string> = new Set(['count', 'sum', 'min', 'max', 'avg']);

/** Every functor and every built-in constraint exists and has the terms it takes. */
export function checkFunctors(draft: Draft): void {
  for (const clause of draft.clauses) {
    let wrong: Call | null = null;
    for (const term of allTerms(clause)) {
      // What stands in a call of nothing is not worth a word.
      if (term.kind !== 'call' || (wrong && contains(wrong.span, term.span))) continue;
      if (!checkCall(term, clause, draft)) wrong = term;
    }
    for (const { literal } of literalsIn(clause.body ?? [])) {
      if (literal.kind === 'test') checkTest(literal, clause, draft);
    }
  }
}

/** Whether there is such a functor. */
function checkCall(call: Call, clause: DraftClause, { report, relations, functors: hosted, silenced }: Draft): boolean {
  const { text } = call.functor;
  const signature = signatureOf(text, hosted);
  const isSilent = signature === null || (text.startsWith('@') && silenced.has(text.slice(1)));
  if (!signature && isSilent) report.blame(clause);
  else if (!signature) report.add(unknownFunctor(call, relations.get(text)?.defined ?? false, [...hosted.keys()]), clause);
  else if (!takes(signature, call.terms.length)) report.add(functorArity(call, signature), clause);
  return signature !== undefined;
}

function checkTest(test: Test, clause: DraftClause, { report }: Draft): void {
  if (test.terms.length !== 2) report.add(wrongCount(test, '2 arguments'), clause);
}

/** Whether a functor can be applied to so many terms. */
export function takes({ args, optional, variadic }: Signature, count: number): boolean {
  return count >= args.length - optional && (variadic || count <= args.length);
}

function unknownFunctor({ functor }: Call, isRelation: boolean, hosted: readonly string[]): Diagnostic {
  const { text, span } = functor;
  if (text.startsWith('@')) return undeclaredFunctor(text, span, hosted);
  if (isRelation) {
    const notes = [
      hint('a relation stands in a body by itself, not inside a term; bind a variable with it and use that'),
    ];
    return error('unknown-functor', span, `\`${text}\` is a relation, not a functor`, notes);
  }
  if (tests.has(text)) {
    return error(
      'unknown-functor',
      span,
      `\`${text}\` is a constraint, not a functor`,
      [hint(`write \`${text}(...)\` as a literal of the body`)],
    );
  }
  const aggregate = text.toLowerCase();
  if (aggregates.has(aggregate)) {
    const target = aggregate === 'count' ? '' : ' y';
    const inBody = aggregate === 'avg' ? 'mean' : aggregate;
    const advice = hint(`in a head it is \`${aggregate}<y>\`, in a body \`x = ${inBody}${target} : { ... }\``);
    return error('unknown-functor', span, `\`${text}\` is an aggregate, not a functor`, [advice]);
  }
  const names = [...functors.keys()].filter((name) => /^\w/.test(name));
  const near = hosted.includes(text) ? `@${text}` : nearest(text, names);
  return error(
    'unknown-functor',
    span,
    `unknown functor \`${text}\`${offerOf(near)}`,
  );
}

function undeclaredFunctor(text: string, span: Span, hosted: readonly string[]): Diagnostic {
  const near = nearest(text.slice(1), hosted);
  const offer = near === null ? '' : `; did you mean \`@${near}\`?`;
  const notes = near === null ? [hint(`declare it, and its host implements it: \`.functor ${text.slice(1)}(x: symbol): number\``)] : [];
  return error('unknown-functor', span, `unknown functor \`${text}\`${offer}`, notes);
}

function functorArity(call: Call, { args, optional, variadic }: Signature): Diagnostic {
  const least = args.length - optional;
  const takesCount = variadic ? `at least ${least}` : optional > 0 ? `${least} or ${args.length}` : `${least}`;
  const expected = `${takesCount} argument${takesCount === '1' ? '' : 's'}`;
  return wrongCount({ name: call.functor, terms: call.terms, span: call.span }, expected);
}

function wrongCount({ name, terms, span }: Pick<Test, 'name' | 'terms' | 'span'>, expected: string): Diagnostic {
  const given = `${terms.length === 0 ? 'none' : terms.length} ${terms.length > 1 ? 'are' : 'is'} given`;
  return error('functor-arity', span, `\`${name.text}\` takes ${expected}, but ${given}`);
}
