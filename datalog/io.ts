import type { IoDirective, Parameter } from './ast.ts';

/** The parameter of a directive, whatever its letter case; the last of several. */
export function parameterOf({ parameters }: IoDirective, name: string): Parameter | null {
  return parameters.findLast((each) => each.name.text.toLowerCase() === name) ?? null;
}

/** Where rows come from or go to: the value of `IO=`, which is a file when nothing is said. */
export function ioOf(directive: IoDirective): string {
  return parameterOf(directive, 'io')?.value.toLowerCase() ?? 'file';
}

export function isTimer(directive: IoDirective): boolean {
  return ioOf(directive) === 'timer';
}
