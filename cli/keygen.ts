import { curveKeyPair } from 'zeromq';
import { writeKeys } from '../runtime/node/keys.ts';
import { exitCodes, type Host } from './host.ts';
import { complain } from './report.ts';

/** `dlc keygen`: gives the exit code. */
export function keygen(names: readonly string[], directory: string, host: Host): number {
  const problem = writeKeys(directory, names, curveKeyPair);
  if (problem === null) return exitCodes.fine;
  complain(host, 'error', problem);
  return exitCodes.run;
}
