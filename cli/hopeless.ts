const hopeless = 'dlc: hopeless';

/** Tells the process that started this one, if it listens, that to start it again as it was would be no use. */
export function tellHopeless(): void {
  if (process.connected) process.send?.(hopeless);
}

/** Whether a process that this one started says so. */
export function isHopeless(message: unknown): boolean {
  return message === hopeless;
}
