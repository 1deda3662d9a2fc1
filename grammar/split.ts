import { qualifiers } from './directives.ts';
import { isName, type Token } from './lexer.ts';

/** The tokens of one statement. */
export interface Piece {
  readonly tokens: readonly Token[];
  /** The token after them; null at the end of the file. */
  readonly next: Token | null;
}

/**
 * Cuts a file's tokens into statements: a clause ends with its terminator, a directive where the next
 * statement begins. A directive always begins a statement, so that an open bracket is felt no further.
 */
export function* split(tokens: Iterator<Token, undefined>): Generator<Piece> {
  const ahead = new Lookahead(tokens);
  for (let first = ahead.at(0); first !== undefined; first = ahead.at(0)) {
    const directive = first.type === 'directive';
    const end = directive ? endOfDirective(ahead, first) : endOfClause(ahead);
    const next = ahead.at(end) ?? null;
    const piece = ahead.take(end);
    if (!directive && next !== null) piece.push(...sharedDot(piece.at(-1), next));
    yield { tokens: piece, next };
  }
}

/** Tokens by their distance from the first that is not taken yet; read no sooner than asked for. */
class Lookahead {
  readonly #tokens: Iterator<Token, undefined>;
  #read: Token[] = [];
  #taken = 0;

  constructor(tokens: Iterator<Token, undefined>) {
    this.#tokens = tokens;
  }

  at(distance: number): Token | undefined {
    for (let missing = this.#taken + distance - this.#read.length; missing >= 0; missing--) {
      const next = this.#tokens.next();
      if (next.value === undefined) return undefined;
      this.#read.push(next.value);
    }
    return this.#read[this.#taken + distance];
  }

  take(count: number): Token[] {
    const taken = this.#read.slice(this.#taken, this.#taken + count);
    this.#taken += count;
    // A file's tokens need not all be in memory; dropping half of what is read keeps this linear.
    if (this.#taken > 1000 && 2 * this.#taken > this.#read.length) {
      this.#read = this.#read.slice(this.#taken);
      this.#taken = 0;
    }
    return taken;
  }
}

/** In `p(1).decl q(...)` the dot ends the clause and begins the directive. */
function sharedDot(last: Token | undefined, next: Token): readonly Token[] {
  if (last === undefined || next.type !== 'directive' || next.source.dialect !== 'dl') return [];
  if (last.type === 'end' || last.end !== next.start) return [];
  return [{ ...next, type: 'end', value: '.', end: next.start + 1 }];
}

/** Ends a clause in either dialect; in the wrong one the parser says so, and goes on behind it. */
export function terminates(token: Token): boolean {
  return token.type === 'end' || (token.type === 'foreign' && token.value === '.');
}

function endOfClause(tokens: Lookahead): number {
  for (let at = 0; ; at++) {
    const token = tokens.at(at);
    if (token === undefined || token.type === 'directive') return at;
    if (terminates(token) && !isComponentDot(tokens, at)) return at + 1;
  }
}

/** Whether a dot in a clause is that of `c.p(x)` where only an atom can be, and not its end. */
function isComponentDot(tokens: Lookahead, at: number): boolean {
  const [before, dot, after] = [tokens.at(at - 1), tokens.at(at), tokens.at(at + 1)];
  if (at === 0 || before === undefined || dot === undefined || !qualifies(before, dot, after)) return false;
  return tokens.at(at + 2)?.value === '(' && (at === 1 || atomFollows(tokens.at(at - 2)));
}

function atomFollows(token: Token | undefined): boolean {
  if (token === undefined) return false;
  return token.type === 'or' || token.type === 'not' || (token.type === 'symbol' && /^(:-|,|\(|\{)$/.test(token.value));
}

/** Whether a clause names relations of components, `c.p(x)`. */
export function namesComponents({ tokens }: Piece): boolean {
  return tokens.some((token, index) => index < tokens.length - 1 && token.value === '.' && token.type === 'end');
}

function endOfDirective(tokens: Lookahead, keyword: Token): number {
  const braces = keyword.value === '.comp' || keyword.value === '.lattice' ? endOfBraces(tokens) : null;
  if (braces !== null) return braces;
  let depth = 0;
  let previous = keyword;
  for (let at = 1; ; at++) {
    const token = tokens.at(at);
    if (token === undefined || token.type === 'directive') return at;
    if (terminates(token) && !qualifies(previous, token, tokens.at(at + 1))) return at + 1;
    if (depth <= 0 && (token.type === 'inclusion' || begins(token, previous, tokens.at(at + 1)))) return at;
    depth += opens(token) ? 1 : closes(token) ? -1 : 0;
    previous = token;
  }
}

/**
 * Whether a name begins the statement behind a directive. Without a parenthesis it may be meant for a
 * qualifier, which a slip makes another word of; but those stand in the line of the directive.
 */
function begins(token: Token, previous: Token, next: Token | undefined): boolean {
  if (!isName(token) || !mayEnd(previous)) return false;
  return next?.value === '(' || (token.indent > 0 && !qualifiers.has(token.value));
}

/** Behind the braces of a component, with all the clauses in them; null where they do not close. */
function endOfBraces(tokens: Lookahead): number | null {
  let depth = 0;
  for (let at = 1; ; at++) {
    const token = tokens.at(at);
    if (token === undefined) return null;
    if (depth === 0 && (token.type === 'directive' || terminates(token))) return null;
    if (token.value === '{') depth++;
    if (token.value === '}' && --depth === 0) return at + 1;
  }
}

/** Whether a dot is that of a qualified name: `A.B`, without a space. */
function qualifies(before: Token, dot: Token, after: Token | undefined): boolean {
  if (dot.value !== '.' || after === undefined) return false;
  return isName(before) && isName(after) && before.end === dot.start && dot.end === after.start;
}

/** Whether a directive may end with this token, so that a name behind it begins another statement. */
function mayEnd({ type, value }: Token): boolean {
  switch (type) {
    case 'or':
      // The `;` of those who end a directive with one.
      return true;
    case 'symbol':
      return value === ')' || value === ']' || value === '}';
    case 'compare':
      // Of `.init c = Component<number>`.
      return value === '>';
    case 'ident':
    case 'count':
    case 'fold':
    case 'number':
    case 'float':
    case 'string':
    case 'truth':
      return true;
    default:
      return false;
  }
}

function opens({ value, type }: Token): boolean {
  return type === 'symbol' && (value === '(' || value === '[' || value === '{');
}

function closes({ value, type }: Token): boolean {
  return type === 'symbol' && (value === ')' || value === ']' || value === '}');
}
