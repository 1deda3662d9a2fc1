import type { Call, Test } from '../ast.ts';
import { error, hint, type Diagnostic } from '../diagnostic.ts';
import type { Draft, DraftClause } from '../draft.ts';
import { functors, tests, type Signature } from '../functors.ts';
import { nearest, offerOf } from '../nearest.ts';
import { allTerms, literalsIn } from '../walk.ts';

/** Every functor and every built-in constraint exists and has the terms it takes. */
export function checkFunctors(draft: Draft): void {
  for (const clause of draft.clauses) {
    for (const term of allTerms(clause)) {
      if (term.kind === 'call') checkCall(term, clause, draft);
    }
    for (const { literal } of literalsIn(clause.body ?? [])) {
      if (literal.kind === 'test') checkTest(literal, clause, draft);
    }
  }
}

function checkCall(call: Call, clause: DraftClause, { report, relations }: Draft): void {
  const signature = functors.get(call.functor.text);
  if (!signature) report.add(unknownFunctor(call, relations.get(call.functor.text)?.defined ?? false), clause);
  else if (!takes(signature, call.terms.length)) report.add(functorArity(call, signature), clause);
}

function checkTest(test: Test, clause: DraftClause, { report }: Draft): void {
  if (test.terms.length !== 2) report.add(wrongCount(test, '2 arguments'), clause);
}

/** Whether a functor can be applied to so many terms. */
export function takes({ args, optional, variadic }: Signature, count: number): boolean {
  return count >= args.length - optional && (variadic || count <= args.length);
}

function unknownFunctor({ functor }: Call, isRelation: boolean): Diagnostic {
  const { text, span } = functor;
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
  const near = nearest(text, [...functors.keys()].filter((name) => /^\w/.test(name)));
  return error(
    'unknown-functor',
    span,
    `unknown functor \`${text}\`${offerOf(near)}`,
  );
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
