import { folds, type Term } from '../datalog/ast.ts';
import { groupsRight, infixLevel, prefixLevel } from '../datalog/operators.ts';
import { cover, type Span } from '../datalog/source.ts';
import type { Token } from './lexer.ts';

/** Operators that still wait for their right operand, innermost first; `left` is null for a prefix. */
interface Waiting {
  readonly operator: Token;
  readonly left: Term | null;
  readonly below: Waiting | null;
}

/** An operand, or prefix operators and the operand they stand before. */
export type Factor = Term | Prefixed;

interface Prefixed {
  readonly kind: 'prefixed';
  /** Outermost first. */
  readonly prefixes: Prefix;
  readonly term: Term;
}

interface Prefix {
  readonly operator: Token;
  readonly inner: Prefix | null;
}

/** An expression read so far: operator-precedence parsing (Floyd 1963), on a stack that prefixes share. */
export interface Expression {
  readonly waiting: Waiting | null;
  readonly top: Term;
}

/** A prefix operator before a factor. */
export function prefixed([operator, factor]: [Token, Factor]): Factor {
  const [inner, term] = factor.kind === 'prefixed' ? [factor.prefixes, factor.term] : [null, factor];
  return { kind: 'prefixed', prefixes: { operator, inner }, term };
}

/** An expression of one operand. */
export function operand([factor]: [Factor]): Expression {
  return push(null, factor);
}

/** An expression, an infix operator, and one more operand. */
export function extend([expression, operator, factor]: [Expression, Token, Factor]): Expression {
  let { waiting, top } = expression;
  while (waiting !== null && bindsBefore(waiting, operator)) {
    top = apply(waiting, top);
    waiting = waiting.below;
  }
  return push({ operator, left: top, below: waiting }, factor);
}

/** The term an expression stands for when nothing more belongs to it. */
export function group([{ waiting, top }]: [Expression]): Term {
  let term = top;
  for (let at = waiting; at !== null; at = at.below) term = apply(at, term);
  return term;
}

/** Whether the last operand is `min (x)` or another aggregate's name and one term: what an aggregate begins with too. */
export function endsInFold([{ top }]: [Expression]): boolean {
  if (top.kind !== 'call' || top.terms.length !== 1 || top.span.start !== top.functor.span.start) return false;
  return folds.some((name) => name === top.functor.text);
}

function push(waiting: Waiting | null, factor: Factor): Expression {
  if (factor.kind !== 'prefixed') return { waiting, top: factor };
  let stack = waiting;
  for (let at: Prefix | null = factor.prefixes; at !== null; at = at.inner) {
    stack = { operator: at.operator, left: null, below: stack };
  }
  return { waiting: stack, top: factor.term };
}

/** Whether the waiting operator takes the operand between it and `next`. */
function bindsBefore(waiting: Waiting, next: Token): boolean {
  const left = waiting.left === null ? prefixLevel : levelOf(waiting.operator);
  const right = levelOf(next);
  return left > right || (left === right && !groupsRight(next.value));
}

function levelOf(operator: Token): number {
  const level = infixLevel(operator.value);
  if (level === null) throw new Error(`${operator.value} is not an infix operator`);
  return level;
}

function apply({ operator, left }: Waiting, right: Term): Term {
  const functor = (text: string) => ({ kind: 'name', text, span: plain(operator) }) as const;
  if (left !== null) {
    return { kind: 'call', functor: functor(operator.value), terms: [left, right], span: cover(left.span, right.span) };
  }
  const span = cover(operator, right.span);
  if (operator.value !== '-') {
    const text = operator.value === '~' ? 'bnot' : operator.value;
    return { kind: 'call', functor: functor(text), terms: [right], span };
  }
  return negate(right, span) ?? { kind: 'call', functor: functor('neg'), terms: [right], span };
}

/** A literal with its sign folded in; null where the sign is not a literal's. */
function negate(term: Term, span: Span): Term | null {
  if (term.kind === 'number' && !term.unsigned && term.value >= 0) {
    return { ...term, value: term.value === 0 ? 0 : -term.value, span };
  }
  if (term.kind === 'float' && !Object.is(term.value, -0) && term.value >= 0) {
    return { ...term, value: -term.value, span };
  }
  return null;
}

function plain({ source, start, end }: Token): Span {
  return { source, start, end };
}
