/** A recursive function that yields the arguments of its own calls and is resumed with their results. */
export type Steps<Argument, Result> = (argument: Argument) => Generator<Argument, Result, Result>;

/** Runs a recursive function on a stack of its own, so that a term of any depth fits; a long sum is one. */
export function trampoline<Argument, Result>(steps: Steps<Argument, Result>, argument: Argument): Result {
  const calls = [steps(argument)];
  let step = calls[0]?.next();
  while (step !== undefined) {
    if (!step.done) {
      const callee = steps(step.value);
      calls.push(callee);
      step = callee.next();
      continue;
    }
    calls.pop();
    const caller = calls.at(-1);
    if (caller === undefined) return step.value;
    step = caller.next(step.value);
  }
  throw new Error('a recursion without a first call');
}
