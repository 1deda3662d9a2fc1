/**
 * A run that cannot go on: arithmetic that left its range, a runaway rule. The tick it happened in is
 * aborted whole. `rule` and `place` are null where no single rule is to blame.
 */
export class RunError extends Error {
  /**
   * Which failure it is: `overflow`, `division-by-zero`, `not-a-number`, `bad-pattern` and `range` of what a rule
   * computes, `functor` of one of the host's, `runaway` of a limit, `endless` of `settle`.
   */
  readonly code: string;
  /** The text of the rule. */
  readonly rule: string | null;
  /** Where the rule is: file, line and column, as in `reach.dl:3:1`. */
  readonly place: string | null;

  /** `cause` is what a functor of the host threw. */
  constructor(code: string, message: string, rule: string | null = null, place: string | null = null, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'RunError';
    this.code = code;
    this.rule = rule;
    this.place = place;
  }
}

/** More than memory is given to; within a tick, the evaluation says which rule it was. */
export class Overgrowth extends RunError {
  /** Index in the module's rules, where it is known. */
  readonly culprit: number | null;

  constructor(what: string, culprit: number | null = null) {
    super('runaway', what);
    this.culprit = culprit;
  }
}

/** What a functor throws; the transducer turns it into a `RunError` that shows the rule. */
export class FunctorFailure extends Error {
  readonly code: string;
  /** Index in the module's rules. */
  readonly rule: number;

  constructor(code: string, message: string, rule: number, cause?: unknown) {
    super(message, { cause });
    this.code = code;
    this.rule = rule;
  }
}
