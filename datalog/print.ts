import {
  assertNever,
  folds,
  type Atom,
  type Call,
  type Clause,
  type Declaration,
  type FunctorDeclaration,
  type Literal,
  type Parameter,
  type Statement,
  type Term,
} from './ast.ts';
import { groupsRight, infixLevel, prefixes, prefixLevel, primaryLevel } from './operators.ts';
import { quote } from './quote.ts';
import { textOf, type Dialect } from './source.ts';

/**
 * A program as text that parses back to it, one statement a line. What a dialect cannot say
 * (disjunction in `.ded`, a variable named `true` in `.dl`) is printed as if it could.
 */
export function printProgram(statements: readonly Statement[], dialect: Dialect): string {
  return statements
    .filter((statement, index) => !isPartOf(statement, statements, index))
    .map((statement) => `${printStatement(statement, dialect)}\n`)
    .join('');
}

/** Whether it reports on a part of a declaration before it, and so is no statement of its own. */
function isPartOf(statement: Statement, all: readonly Statement[], index: number): boolean {
  if (statement.kind !== 'unsupported') return false;
  for (let before = index - 1; before >= 0; before--) {
    const other = all[before];
    if (other === undefined || other.span.source !== statement.span.source) return false;
    if (other.kind === 'declaration' || other.kind === 'functor') return statement.span.end <= other.span.end;
    if (other.kind !== 'unsupported' && other.kind !== 'io') return false;
  }
  return false;
}

/** One statement, on one line unless it is only carried along as text. */
export function printStatement(statement: Statement, dialect: Dialect): string {
  switch (statement.kind) {
    case 'declaration':
      return printDeclaration(statement);
    case 'type': {
      const bases = statement.bases.map((base) => base.text).join(' | ');
      return `.type ${statement.name.text} ${statement.form === 'subtype' ? '<:' : '='} ${bases}`;
    }
    case 'io':
      return `.${statement.directive} ${statement.relation.text}${printParameters(statement.parameters)}`;
    case 'include':
      return dialect === 'dl' ? `.include ${quote(statement.path.value)}` : `include ${quote(statement.path.value)};`;
    case 'persist':
    case 'spec':
      return `.${statement.kind} ${statement.relation.text}`;
    case 'functor':
      return printFunctor(statement);
    case 'clause':
      return printClause(statement, dialect);
    case 'unsupported':
      return textOf(statement.span);
    default:
      return assertNever(statement);
  }
}

function printFunctor({ name, params, result }: FunctorDeclaration): string {
  return `.functor ${name.text}(${params.map((each) => `${each.name.text}: ${each.type.text}`).join(', ')}): ${result.text}`;
}

function printDeclaration({ name, channel, reliable, columns }: Declaration): string {
  const list = columns.map((column) => `${column.location ? '@' : ''}${column.name.text}: ${column.type.text}`);
  return `${channel ? '.channel' : '.decl'} ${name.text}(${list.join(', ')})${reliable ? ' reliable' : ''}`;
}

function printParameters(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return '';
  return `(${parameters.map(({ name, value }) => `${name.text}=${quote(value)}`).join(', ')})`;
}

function printClause({ head, body }: Clause, dialect: Dialect): string {
  const end = dialect === 'dl' ? '.' : ';';
  return `${printAtom(head, dialect)}${body === null ? '' : ` :- ${printBody(body, dialect)}`}${end}`;
}

/** A body, where a disjunction that is all of it needs no parentheses. */
function printBody(body: readonly Literal[], dialect: Dialect): string {
  const [only] = body;
  if (body.length === 1 && only?.kind === 'disjunction' && only.alternatives.length > 1) {
    return printAlternatives(only.alternatives, dialect);
  }
  return printConjunction(body, dialect);
}

function printAlternatives(alternatives: readonly (readonly Literal[])[], dialect: Dialect): string {
  return alternatives.map((each) => printConjunction(each, dialect)).join(' ; ');
}

function printConjunction(literals: readonly Literal[], dialect: Dialect): string {
  return literals.map((literal) => printLiteral(literal, dialect)).join(', ');
}

/** One literal of a body. */
export function printLiteral(literal: Literal, dialect: Dialect): string {
  switch (literal.kind) {
    case 'atom':
      return printAtom(literal, dialect);
    case 'negation':
      return `${dialect === 'dl' ? '!' : 'notin '}${printNegated(literal.operand, dialect)}`;
    case 'comparison': {
      const operator = literal.operator === '=' && dialect === 'ded' ? '==' : literal.operator;
      return `${printTerm(literal.left, dialect)} ${operator} ${printTerm(literal.right, dialect)}`;
    }
    case 'test':
      return `${literal.name.text}(${printTerms(literal.terms, dialect)})`;
    case 'truth':
      return String(literal.value);
    case 'disjunction':
      return `(${printAlternatives(literal.alternatives, dialect)})`;
    default:
      return assertNever(literal);
  }
}

function printNegated(operand: Literal, dialect: Dialect): string {
  const text = printLiteral(operand, dialect);
  return operand.kind === 'comparison' ? `(${text})` : text;
}

function printAtom({ relation, terms, time }: Atom, dialect: Dialect): string {
  return `${relation.text}(${printTerms(terms, dialect)})${time === null ? '' : `@${time.when}`}`;
}

function printTerms(terms: readonly Term[], dialect: Dialect): string {
  return terms.map((term) => printTerm(term, dialect)).join(', ');
}

/** One term, with parentheses only where they are needed. */
export function printTerm(term: Term, dialect: Dialect): string {
  return printOperand(term, 0, dialect);
}

/** A term where an operator that binds at `level` wants an operand. */
function printOperand(term: Term, level: number, dialect: Dialect): string {
  const text = printBare(term, dialect);
  return levelOf(term, dialect) < level ? `(${text})` : text;
}

function printBare(term: Term, dialect: Dialect): string {
  switch (term.kind) {
    case 'variable':
      return term.name;
    case 'wildcard':
      return '_';
    case 'number':
      return `${BigInt(term.value)}${term.unsigned ? 'u' : ''}`;
    case 'float':
      return printFloat(term.value);
    case 'string':
      return quote(term.value);
    case 'boolean':
      return String(term.value);
    case 'call':
      return printCall(term, dialect);
    case 'aggregate': {
      const target = term.target === null ? '' : `${printTerm(term.target, dialect)} `;
      return `${term.function} ${target}: { ${printBody(term.body, dialect)} }`;
    }
    case 'headaggregate':
      return `${term.function.text}<${term.variable.name}>`;
    case 'unsupportedterm':
      return textOf(term.span);
    default:
      return assertNever(term);
  }
}

/** The shortest text that reads as the same double and as a float. */
function printFloat(value: number): string {
  const text = Object.is(value, -0) ? '-0' : String(value);
  return /[.e]/.test(text) ? text : `${text}.0`;
}

function printCall(call: Call, dialect: Dialect): string {
  const functor = call.functor.text;
  const [left, right] = call.terms;
  const { infix, prefix } = operatorOf(call, dialect);
  if (left !== undefined && right !== undefined && infix !== null) {
    // A prefix operator cannot be taken for anything else on the right of an infix one, however loose it is.
    const rightLevel = isPrefixed(right, dialect) ? 0 : infix + (groupsRight(functor) ? 0 : 1);
    const leftLevel = infix + (groupsRight(functor) ? 1 : 0);
    return `${printOperand(left, leftLevel, dialect)} ${functor} ${printOperand(right, rightLevel, dialect)}`;
  }
  if (left !== undefined && prefix !== null) return `${prefix}${printOperand(left, prefixLevel, dialect)}`;
  const plain = `${functor}(${printTerms(call.terms, dialect)})`;
  // Without parentheses, `min(x)` at the end of an aggregate's target would take the scope behind it.
  return dialect === 'dl' && call.terms.length === 1 && folds.some((name) => name === functor) ? `(${plain})` : plain;
}

/** How a call is written as an operator, if it is; in `.ded` words are no operators. */
function operatorOf({ functor, terms }: Call, dialect: Dialect): { infix: number | null; prefix: string | null } {
  const word = /^[a-z]/.test(functor.text) && functor.text !== 'neg';
  if (word && dialect === 'ded') return { infix: null, prefix: null };
  return {
    infix: terms.length === 2 ? infixLevel(functor.text) : null,
    prefix: terms.length === 1 ? (prefixes.get(functor.text) ?? null) : null,
  };
}

/** How tightly the outermost operator of a term binds. */
function levelOf(term: Term, dialect: Dialect): number {
  if (isPrefixed(term, dialect)) return prefixLevel;
  return term.kind === 'call' ? (operatorOf(term, dialect).infix ?? primaryLevel) : primaryLevel;
}

/** Whether a term begins with a prefix operator or a sign. */
function isPrefixed(term: Term, dialect: Dialect): boolean {
  if (term.kind === 'number' || term.kind === 'float') return term.value < 0 || Object.is(term.value, -0);
  return term.kind === 'call' && operatorOf(term, dialect).prefix !== null;
}
