import type { Term } from './ast.ts';
import type { Evidence } from './cells.ts';
import { nounOf } from './cells.ts';
import type { BaseType } from './program.ts';
import { textOf } from './source.ts';

type Types = ReadonlySet<BaseType>;
const numeric: Types = new Set<BaseType>(['number', 'unsigned', 'float']);
const unsigned: Types = new Set<BaseType>(['unsigned']);
const float: Types = new Set<BaseType>(['float']);
const symbol: Types = new Set<BaseType>(['symbol']);
const bool: Types = new Set<BaseType>(['bool']);

/** What a literal is a value of; null for any other term. An integer fits every numeric type. */
export function literalEvidence(term: Term): Evidence | null {
  const types = typesOf(term);
  return types && { types, span: term.span, says: `\`${textOf(term.span)}\` is ${nounOf(types)}`, declared: null };
}

function typesOf(term: Term): Types | null {
  switch (term.kind) {
    case 'number':
      return term.unsigned ? unsigned : numeric;
    case 'float':
      return float;
    case 'string':
      return symbol;
    case 'boolean':
      return bool;
    default:
      return null;
  }
}
