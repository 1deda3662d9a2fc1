/** What becomes of a directive. */
export type DirectiveUse =
  /** The grammar parses it. */
  | { readonly kind: 'parsed' }
  /** Its text is skipped, and a check reports the feature. */
  | { readonly kind: 'unsupported'; readonly feature: string }
  /** Advice to another implementation: accepted, and without effect. */
  | { readonly kind: 'ignored' };

const parsed: DirectiveUse = { kind: 'parsed' };
const ignored: DirectiveUse = { kind: 'ignored' };

function unsupported(feature: string): DirectiveUse {
  return { kind: 'unsupported', feature };
}

/** Every directive dlc knows of, its dot included. */
export const directives: ReadonlyMap<string, DirectiveUse> = new Map([
  ['.decl', parsed],
  ['.channel', parsed],
  ['.type', parsed],
  ['.input', parsed],
  ['.output', parsed],
  ['.printsize', parsed],
  ['.limitsize', parsed],
  ['.include', parsed],
  ['.persist', parsed],
  ['.spec', parsed],
  ['.number_type', parsed],
  ['.symbol_type', parsed],
  ['.functor', parsed],
  ['.comp', unsupported('components')],
  ['.init', unsupported('components')],
  ['.override', unsupported('components')],
  ['.lattice', unsupported('lattice columns')],
  ['.pragma', ignored],
  ['.plan', ignored],
]);

/** Qualifiers of a declaration that choose a representation or an evaluation strategy, which is the planner's here. */
const strategies = ['brie', 'btree', 'btree_delete', 'inline', 'no_inline', 'magic', 'no_magic'];

/** Qualifiers of a declaration, for features that are not there yet. */
export const unsupportedQualifiers: ReadonlyMap<string, string> = new Map([
  ['eqrel', 'equivalence relations'],
  ['overridable', 'components'],
  ['override', 'components'],
  ['choice-domain', 'choice domains'],
]);

/** Qualifiers that are directives of their own by now. */
export const ioQualifiers: ReadonlySet<string> = new Set(['input', 'output', 'printsize']);

/** Every word that may follow the columns of a declaration. */
export const qualifiers: ReadonlySet<string> = new Set([
  'reliable',
  'stateful',
  ...strategies,
  ...ioQualifiers,
  ...unsupportedQualifiers.keys(),
]);
