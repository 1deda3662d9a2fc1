import moo from 'moo';
import { folds } from '../datalog/ast.ts';
import { error, type Diagnostics } from '../datalog/diagnostic.ts';
import type { Dialect, Source, Span } from '../datalog/source.ts';
import { directives } from './directives.ts';
import { unknownEscape } from './strings.ts';

/**
 * What the grammar and the cutting of statements know of a token. Where the dialects spell the same
 * thing differently (`end`, `not`, `compare`) the type is the same; `foreign` is the other dialect's
 * spelling; `error` is text that is no token.
 */
export type TokenType =
  | 'ident'
  | 'wildcard'
  | 'truth'
  | 'count'
  | 'fold'
  | 'number'
  | 'float'
  | 'string'
  | 'directive'
  | 'inclusion'
  | 'choice'
  | 'end'
  | 'or'
  | 'not'
  | 'compare'
  | 'assign'
  | 'operator'
  | 'unary'
  | 'symbol'
  | 'foreign'
  | 'error';

/** A token; its span is its own place. */
export interface Token extends Span {
  readonly type: TokenType;
  /** Its text. */
  readonly value: string;
  /** Its column when it is the first of its line, otherwise 0. */
  readonly indent: number;
  /** What is wrong with it; null unless its type is `error`. */
  readonly problem: string | null;
}

/** Whether the token may be the name of a relation. */
export function isName({ type }: Token): boolean {
  return type === 'ident' || type === 'count' || type === 'fold';
}

const symbols = ['(', ')', '[', ']', '{', '}', ',', '@', '|', '$'];
const nameEnd = '(?![A-Za-z0-9_?])';
const knownDirective = [...directives.keys()].map((word) => word.slice(1)).join('|');

const layout: moo.Rules = {
  space: { match: /\s+/, lineBreaks: true },
  comment: { match: /\/\/[^\n]*|\/\*[^]*?\*\//, lineBreaks: true },
  badcomment: { match: /\/\*[^]*/, lineBreaks: true },
  preprocessor: { match: /(?<=^[ \t]*)#(?:[^\\\n]|\\[^])*/, lineBreaks: true },
};

const numbers: moo.Rules = {
  float: new RegExp(`[0-9]+(?:\\.[0-9]+(?:[eE][+-]?[0-9]+)?|[eE][+-]?[0-9]+)${nameEnd}`),
  number: new RegExp(`(?:0x[0-9a-fA-F]+|0b[01]+|[0-9]+)u?(?![A-Za-z0-9_?]|\\.[0-9]|\\.\\s*[,)])`),
  halffloat: /[0-9]+\.(?=\s*[,)])|\.[0-9]+(?![A-Za-z0-9_?])/,
  badnumber: /[0-9][A-Za-z0-9_?]*(?:\.[0-9][A-Za-z0-9_?]*)?/,
};

const directive: moo.Rules = {
  directive: [new RegExp(`\\.(?:${knownDirective})${nameEnd}`), /(?<=^[ \t]*)\.[A-Za-z_][A-Za-z0-9_]*/],
};

const name = /[A-Za-z_?][A-Za-z0-9_?]*/;
const rest: moo.Rules = { bad: { match: /[^\0-\x7f]+|[^]/, lineBreaks: true } };

const tables: Readonly<Record<Dialect, moo.Rules>> = {
  dl: {
    symbol: symbols,
    or: ';',
    ...layout,
    string: /"[^"\\\n]*(?:\\[^\n][^"\\\n]*)*"/,
    badstring: /"[^\n]*/,
    ...numbers,
    ...directive,
    end: '.',
    choice: new RegExp(`choice-domain${nameEnd}`),
    ident: {
      match: name,
      type: moo.keywords({
        wildcard: '_',
        truth: ['true', 'false'],
        count: 'count',
        fold: [...folds],
        operator: ['lor', 'lxor', 'land', 'bor', 'bxor', 'band', 'bshl', 'bshr', 'bshru'],
        unary: ['bnot', 'lnot'],
      }),
    },
    mark: [':-', '<:', ':'],
    foreign: '==',
    compare: ['=', '!=', '<=', '>=', '<', '>'],
    not: '!',
    operator: ['+', '-', '*', '/', '%', '^'],
    unary: '~',
    ...rest,
  },
  ded: {
    symbol: symbols,
    end: ';',
    ...layout,
    string: { match: /"[^"\\]*(?:\\[^][^"\\]*)*"/, lineBreaks: true },
    badstring: /"[^\n]*/,
    ...numbers,
    ...directive,
    inclusion: /include(?=\s*")/,
    choice: new RegExp(`choice-domain${nameEnd}`),
    ident: { match: name, type: moo.keywords({ wildcard: '_', not: 'notin' }) },
    mark: [':-', '<:', ':'],
    compare: ['==', '!=', '<=', '>=', '<', '>'],
    assign: '=',
    foreign: ['!', '.'],
    operator: ['+', '-', '*', '/', '%', '^'],
    unary: '~',
    ...rest,
  },
};

/** The tokens of a file, without layout. What is no token is an `error` token, and reported where it is parsed. */
export function* tokenize(source: Source, diagnostics: Diagnostics): Generator<Token, undefined> {
  const lexer = moo.compile(tables[source.dialect]).reset(source.text);
  let first = true;
  for (let raw = lexer.next(); raw !== undefined; raw = lexer.next()) {
    if (raw.type === 'space' || raw.type === 'comment') {
      first ||= raw.lineBreaks > 0;
    } else if (raw.type === 'preprocessor') {
      diagnostics.add(preprocessor(source, raw));
    } else {
      yield convert(source, raw, first ? raw.col : 0);
      first = false;
    }
  }
  return undefined;
}

function preprocessor(source: Source, raw: moo.Token) {
  const line = raw.value.split(/\r?\n/, 1)[0] ?? '';
  const span = { source, start: raw.offset, end: raw.offset + line.length };
  return error(
    'preprocessor',
    span,
    'C preprocessor directives are not supported; to include a file, use .include',
  );
}

function convert(source: Source, raw: moo.Token, indent: number): Token {
  const { value, offset: start } = raw;
  const end = start + value.length;
  const wrong = (problem: string, from = start, to = end): Token => {
    return { type: 'error', value, source, start: from, end: to, indent, problem };
  };
  switch (raw.type) {
    case 'badcomment':
      return wrong('unterminated comment', start, start + 2);
    case 'badstring':
      return wrong('unterminated string', start, start + value.trimEnd().length);
    case 'badnumber':
      return wrong(`\`${value}\` is neither a number nor a name: names do not begin with a digit`);
    case 'halffloat':
      return wrong(`a float has digits before and behind its dot: \`${value.startsWith('.') ? `0${value}` : `${value}0`}\``);
    case 'bad':
      return wrong(strange(value));
    case 'string': {
      const escape = value.includes('\\') ? unknownEscape(value) : null;
      if (escape === null) break;
      const bad = value.slice(escape, escape + 2);
      return wrong(escapeProblem(bad), start + escape, start + escape + bad.length);
    }
    case 'float':
      if (!Number.isFinite(Number(value))) return wrong('this number is too large for a float');
  }
  return { type: typeOf(raw.type), value, source, start, end, indent, problem: null };
}

function escapeProblem(bad: string): string {
  if (bad === '\\x') return '`\\x` is followed by two hexadecimal digits';
  if (bad === '\\u') return '`\\u` is followed by four hexadecimal digits';
  return `unknown escape \`${bad}\` in a string; a backslash is written \`\\\\\``;
}

/** The table's own types are token types, but for those that name what `convert` has already seen to. */
function typeOf(type: string | undefined): TokenType {
  return type === 'mark' ? 'symbol' : ((type ?? 'error') as TokenType);
}

function strange(value: string): string {
  if (value === "'" || value === '`') return 'strings are written in double quotes';
  if (/^[\u2018-\u201f\u00ab\u00bb]/.test(value)) return 'strings are written in straight double quotes, `"`';
  if (/^\p{L}/u.test(value)) {
    return `\`${value}\` cannot be in a name: names are of the letters a to z and A to Z, digits, \`_\` and \`?\``;
  }
  return value < ' ' ? 'unexpected control character' : `unexpected \`${value}\``;
}

/** Feeds one statement, already cut, to nearley. The other methods are of no use to it here. */
export class TokenCursor {
  readonly #tokens: readonly Token[];
  #at: number;

  constructor(tokens: readonly Token[], from: number) {
    this.#tokens = tokens;
    this.#at = from;
  }

  next(): Token | undefined {
    return this.#tokens[this.#at++];
  }

  reset(): void {}

  save(): Record<string, never> {
    return {};
  }

  formatError(): string {
    return '';
  }

  has(_type: string): boolean {
    return true;
  }
}

/** What the compiled grammar asks for a token's type. */
export const tokenTypes = new TokenCursor([], 0);
