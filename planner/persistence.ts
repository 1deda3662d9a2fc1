import type { Program, Rule } from '../datalog/program.ts';
import { stoppersOf } from './lifetimes.ts';

/** Which relations' rows are carried on from tick to tick, by rules that are then none to execute. */
export class Persistence {
  /** All their rows (`kept`) or all but some, and the rule that says so. */
  readonly #stored = new Map<string, { readonly rule: Rule; readonly lifetime: 'kept' | 'changing' }>();

  constructor({ rules }: Program) {
    const carrying = rules.filter((rule) => stoppersOf(rule) !== null);
    for (const rule of carrying) {
      const others = carrying.filter((each) => each.head === rule.head && each !== rule);
      if (stoppersOf(rule)?.length === 0) this.#stored.set(rule.head, { rule, lifetime: 'kept' });
      else if (others.length === 0) this.#stored.set(rule.head, { rule, lifetime: 'changing' });
    }
  }

  /** How a relation's rows are carried on, if they are. */
  of(relation: string): 'kept' | 'changing' | null {
    return this.#stored.get(relation)?.lifetime ?? null;
  }

  /** Whether a rule does nothing but carry rows on. */
  isCarrying(rule: Rule): boolean {
    const stored = this.#stored.get(rule.head);
    return stored !== undefined && stoppersOf(rule) !== null && (stored.rule === rule || stored.lifetime === 'kept');
  }
}
