import type { Module } from '../runtime/abi.ts';
import type { Plan } from './plan.ts';

/** The module of a plan in this process: evaluates the same text that a built module holds. */
export function instantiate(plan: Plan): Module {
  const make: () => Module = Function(`'use strict'; return (${plan.code});`) as () => Module;
  return make();
}
