import { getSystemErrorMap } from 'node:util';

const plainReasons: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'no such file'],
  ['EISDIR', 'it is a directory'],
  ['ENOTDIR', 'a part of the path is not a directory'],
]);

/** Whether an error came from the operating system rather than from a mistake of ours. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error && 'errno' in error && 'syscall' in error;
}

/** Why the operating system refused, in words; an error of any other kind is thrown again. */
export function reasonOf(error: unknown): string {
  if (!isSystemError(error)) throw error;
  const known = plainReasons.get(error.code ?? '');
  return known ?? getSystemErrorMap().get(error.errno ?? 0)?.[1] ?? error.message;
}
