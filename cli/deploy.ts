import { error, type Diagnostic } from '../datalog/diagnostic.ts';
import type { Program } from '../datalog/program.ts';
import { Compilation } from '../planner/compile.ts';
import { deployable, hashOf, sentBy } from '../planner/embed.ts';
import { signaturesOf, type SentRelation } from '../runtime/wire/schema.ts';

/** A program as nodes run it: without its specification. */
export interface Deployment {
  readonly compilation: Compilation;
  /** Relations that nodes send each other rows of. */
  readonly sent: readonly SentRelation[];
  readonly signatures: readonly string[];
  /** Differs for programs that differ in meaning. */
  readonly hash: string;
}

/** Takes what only a verifier evaluates out of a program, or says why that cannot be. `resumable`: its state can be put back. */
export function deploy({ statements, program }: Compilation, { resumable }: { readonly resumable: boolean }): Deployment | readonly Diagnostic[] {
  const errors = undeployable(program);
  if (errors.length > 0) return errors;
  const rest = deployable(program);
  const sent = sentBy(rest);
  return { compilation: new Compilation(statements, rest, { resumable }), sent, signatures: signaturesOf(sent), hash: hashOf(rest) };
}

/** Rules that see several places, or other ticks, and yet derive what others need. */
function undeployable({ rules, relations }: Program): readonly Diagnostic[] {
  return rules
    .filter(({ spec, head }) => spec && relations.get(head)?.spec === false)
    .map(({ span, head }) => error('not-deployable', span, `this rule sees more than one node can, and \`${head}\` is no part of a specification`));
}
