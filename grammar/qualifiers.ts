import { at, error, type Diagnostics } from '../datalog/diagnostic.ts';
import { nearest, offerOf } from '../datalog/nearest.ts';
import { cover } from '../datalog/source.ts';
import { qualifiers } from './directives.ts';
import { isName, type Token } from './lexer.ts';

/** Says which words behind the columns of a declaration that parsed mean nothing, or nothing more. */
export function checkQualifiers(declaration: readonly Token[], diagnostics: Diagnostics): void {
  const seen = new Map<string, Token>();
  for (const token of qualifiersOf(declaration)) {
    const { value } = token;
    const span = cover(token, token);
    const first = seen.get(value);
    if (first !== undefined) {
      const notes = [at(cover(first, first), 'first given here')];
      diagnostics.add(error('duplicate-qualifier', span, `\`${value}\` is given twice`, notes));
    } else if (!qualifiers.has(value)) {
      const near = nearest(value, qualifiers);
          diagnostics.add(error('unknown-qualifier', span, `\`${value}\` is not a qualifier of a declaration${offerOf(near)}`));
    }
    seen.set(value, token);
  }
}

/** Names behind the columns, without the keys of a choice domain. */
function qualifiersOf(tokens: readonly Token[]): readonly Token[] {
  const columnsEnd = tokens.findIndex(({ value }) => value === ')');
  let depth = 0;
  return tokens.filter((token, index) => {
    if (index <= columnsEnd) return false;
    depth += token.value === '(' ? 1 : token.value === ')' ? -1 : 0;
    const before = tokens[index - 1];
    return depth === 0 && isName(token) && before?.type !== 'choice' && before?.value !== ',';
  });
}
