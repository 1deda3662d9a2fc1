import type { PassEffect, StepKind } from './abi.ts';

/** Where the time of a run went and how many rows went which way; each list begins with what took longest. */
export interface ProfileReport {
  readonly milliseconds: number;
  /** What is not in rules and indexes: rows carried from tick to tick, messages, and choosing what to run. */
  readonly between: number;
  readonly rules: readonly RuleProfile[];
  readonly indexes: readonly IndexProfile[];
  readonly relations: readonly RelationProfile[];
}

/** A rule, or the rows that a relation gets from outside. */
export interface RuleProfile {
  /** Null for rows from outside. */
  readonly rule: string | null;
  readonly place: string | null;
  readonly milliseconds: number;
  /** How often its passes found rows to begin with. */
  readonly rounds: number;
  /** Rows of relations that its passes began with. */
  readonly in: number;
  /** Rows that its joins found. */
  readonly matches: number;
  /** Rows that it gave to the relation of its head, and those of them that were there already. */
  readonly out: number;
  readonly duplicates: number;
  /** Rows that the relation of its head lost by it. */
  readonly lost: number;
  readonly passes: readonly PassProfile[];
}

/** One way through a rule: from the rows of one place to where its own go. */
export interface PassProfile {
  readonly reads: string;
  readonly effect: PassEffect;
  /** Another way through the rule could have been taken, which would give the same rows: this one was to cost less. */
  readonly isWay: boolean;
  /** Where its rows go; null for the groups of an aggregate. */
  readonly relation: string | null;
  readonly milliseconds: number;
  readonly rounds: number;
  readonly in: number;
  readonly out: number;
  /** Those of the rows that came to the end which changed something there. */
  readonly effective: number;
  readonly steps: readonly StepProfile[];
}

/** An operator that a pass goes through: the rows that came in, and those that went on. */
export interface StepProfile {
  readonly kind: StepKind;
  readonly step: string;
  readonly in: number;
  readonly out: number;
}

export interface IndexProfile {
  readonly relation: string;
  readonly columns: readonly string[];
  readonly milliseconds: number;
  /** How often it took in rows, and how many. */
  readonly updates: number;
  readonly in: number;
  /** How often it was asked for a key, and the rows that were found so. */
  readonly probes: number;
  readonly matches: number;
  /** What it holds at the end. */
  readonly keys: number;
  readonly rows: number;
  readonly bytes: number;
}

/** A relation at the end. */
export interface RelationProfile {
  readonly relation: string;
  readonly rows: number;
  /** How its duplicates are found; of several nodes there may be several ways. */
  readonly layouts: readonly string[];
  readonly bytes: number;
}
