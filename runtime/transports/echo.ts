import type { Outgoing, Parcel, Transport } from '../transport.ts';

/** A network whose locations are all at one site: what is sent to any of them comes back to it. */
export class EchoTransport implements Transport {
  readonly #isLocation: (name: string) => boolean;
  readonly #waiting: Parcel[] = [];

  constructor(isLocation: (name: string) => boolean) {
    this.#isLocation = isLocation;
  }

  send({ to, payload }: Outgoing): boolean {
    if (!this.#isLocation(to)) return false;
    this.#waiting.push({ from: '', to, payload });
    return true;
  }

  receive(): readonly Parcel[] {
    return this.#waiting.splice(0);
  }

  commit(): void {}

  /** Nobody else sends anything. */
  onArrival(): () => void {
    return () => undefined;
  }
}
