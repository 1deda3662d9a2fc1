import type { ExecutionContext } from 'ava';
import { Losses } from '../runtime/losses.ts';
import { Network, type NetworkOptions } from '../runtime/node/network.ts';

/** A node's end of a network on this machine, with what it took. */
export class Member {
  readonly losses = new Losses();
  readonly network: Network;
  readonly name: string;
  /** First bytes of what was received. */
  readonly got: number[] = [];
  endpoint = '';

  constructor(name: string, peers: Readonly<Record<string, string>>, more: Partial<NetworkOptions> = {}) {
    this.name = name;
    this.network = new Network({ name, listen: 'tcp://127.0.0.1:*', peers: new Map(Object.entries(peers)), signatures: [], losses: this.losses, ...more });
  }

  /** A member that listens, and is closed at the end of the test. */
  static async start(t: ExecutionContext, name: string, peers: Readonly<Record<string, string>> = {}, more: Partial<NetworkOptions> = {}): Promise<Member> {
    const member = new Member(name, peers, more);
    t.teardown(() => member.network.close());
    member.endpoint = await member.network.start();
    return member;
  }

  send(to: string, number: number, reliable = false): void {
    this.network.send({ to, payload: Uint8Array.of(number), reliable, count: 1 });
  }

  /** Takes what has come; what it did with it is in effect when `commit` is called. */
  receive(): void {
    for (const { payload } of this.network.receive()) this.got.push(payload[0] ?? -1);
  }

  /** Settles when something holds, which is looked at whenever something may have come. */
  async until(holds: () => boolean): Promise<void> {
    if (holds()) return;
    await new Promise<void>((resolve) => {
      const deafen = this.network.onArrival(() => {
        if (!holds()) return;
        deafen();
        resolve();
      });
    });
  }

  /** Settles when so many parcels have been taken. */
  async takes(count: number): Promise<void> {
    await this.until(() => {
      this.receive();
      return this.got.length >= count;
    });
  }

  async isConnected(): Promise<void> {
    await this.until(() => this.network.missing.length === 0);
  }

  /** Why frames of others were not taken. */
  get refused(): readonly string[] {
    return [...this.losses.refused].map(([key, { count }]) => `${key} ${count}`).sort();
  }
}
