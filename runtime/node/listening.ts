import type { Router } from 'zeromq';

/** Calls back with the parts of each message that comes to a socket, until it is closed. To iterate over it would take several promises more for each. */
export function listenTo(socket: Pick<Router, 'receive' | 'closed'>, take: (parts: readonly Buffer[]) => void): void {
  const next = (): void => {
    if (!socket.closed) void socket.receive().then(taken, failed);
  };
  const taken = (parts: readonly Buffer[]): void => {
    take(parts);
    next();
  };
  const failed = (failure: unknown): void => {
    if (!socket.closed) throw failure;
  };
  next();
}
