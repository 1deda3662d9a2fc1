import type { Statement } from './ast.ts';
import { checkHeadAggregates } from './checks/aggregates.ts';
import { checkArity } from './checks/arity.ts';
import { checkDirectives } from './checks/directives.ts';
import { checkFunctors } from './checks/functors.ts';
import { checkLiterals } from './checks/literals.ts';
import { checkChannels, checkPlaces } from './checks/location.ts';
import { checkNames } from './checks/names.ts';
import { checkSafety } from './checks/safety.ts';
import { checkSingletons } from './checks/singleton.ts';
import { checkSpecification } from './checks/spec.ts';
import { checkStratification } from './checks/stratification.ts';
import { checkSubtypes } from './checks/subtypes.ts';
import { checkTime } from './checks/time.ts';
import { checkWildcards } from './checks/wildcards.ts';
import type { Diagnostics } from './diagnostic.ts';
import { drafted } from './drafting.ts';
import { inferTypes } from './infer.ts';
import { placementsOf } from './placement.ts';
import type { Program } from './program.ts';
import { resolveClauses, resolveProgram } from './resolve-program.ts';
import { specificationOf } from './specification.ts';

/** What a parser hands over: statements in order, and names that unreadable statements meant to declare. */
export interface Parsed {
  readonly statements: readonly Statement[];
  readonly broken: ReadonlySet<string>;
}

/** Checks a program and resolves it; null when it has errors. Says everything that is wrong in one go. */
export function check({ statements, broken }: Parsed, diagnostics: Diagnostics): Program | null {
  const draft = drafted(statements, broken, diagnostics);
  checkNames(draft);
  checkArity(draft);
  checkFunctors(draft);
  checkHeadAggregates(draft);
  checkWildcards(draft);
  checkTime(draft);
  checkSafety(draft);
  const types = inferTypes(draft);
  checkSubtypes(draft);
  checkLiterals(draft, types);
  checkDirectives(draft, types);
  checkChannels(draft);
  const placements = placementsOf(draft);
  const specification = specificationOf(draft, placements);
  checkPlaces(draft, placements, specification);
  checkSpecification(draft, specification, placements);
  checkSingletons(draft);
  const { facts, rules } = resolveClauses(draft, types, placements, specification);
  checkStratification(rules, draft.report);
  return diagnostics.hasErrors ? null : resolveProgram(draft, types, specification, { facts, rules });
}
