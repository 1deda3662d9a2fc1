import type { ExecutionContext } from 'ava';
import { mend, worsen } from './bad-link.ts';
import { complaint, run } from './system.ts';

/** Why there cannot be hosts here; null when there can. */
export function hostsMissing(): string | null {
  const name = `dlc${process.pid}probe`;
  const why = complaint('ip', 'netns', 'add', name) ?? complaint('ip', '-n', name, 'rule', 'add', 'from', '10.77.0.1', 'blackhole') ?? worsen(name, 'lo');
  complaint('ip', 'netns', 'del', name);
  return why;
}

/** Hosts of a network: each a namespace of this machine's, with a router between them that can lose what it should pass on. */
export class Hosts {
  readonly #names: readonly string[];
  readonly #prefix: string;
  /** What the router does not pass on. */
  readonly #cuts = new Set<string>();

  constructor(t: ExecutionContext, names: readonly string[], label: string) {
    this.#names = names;
    this.#prefix = `dlc${process.pid}${label}`;
    t.teardown(() => this.#remove());
    run('ip', 'netns', 'add', this.#router);
    for (const name of names) this.#connect(name);
    run('ip', 'netns', 'exec', this.#router, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward');
  }

  addressOf(name: string): string {
    return `10.77.${this.#names.indexOf(name) + 1}.2`;
  }

  /** What runs a command on a host. */
  through(name: string): readonly string[] {
    return ['ip', 'netns', 'exec', this.#namespace(name)];
  }

  /** Nothing that a host sends reaches another one, but what that one sends arrives. */
  cut(from: string, to: string): void {
    if (this.#cuts.has(`${from} ${to}`)) return;
    this.#cuts.add(`${from} ${to}`);
    run('ip', '-n', this.#router, 'rule', 'add', ...this.#rule(from, to));
  }

  heal(): void {
    for (const each of this.#cuts) {
      const [from = '', to = ''] = each.split(' ');
      run('ip', '-n', this.#router, 'rule', 'del', ...this.#rule(from, to));
    }
    this.#cuts.clear();
  }

  /** Nothing passes between a host and all others. */
  isolate(name: string): void {
    for (const other of this.#names) if (other !== name) this.part(name, other);
  }

  /** Neither of two hosts reaches the other. */
  part(one: string, other: string): void {
    this.cut(one, other);
    this.cut(other, one);
  }

  /** What a host sends is lost in part, late and out of order. */
  disturb(name: string): void {
    const why = worsen(this.#namespace(name), 'eth0');
    if (why !== null) throw new Error(why);
  }

  calm(name: string): void {
    mend(this.#namespace(name), 'eth0');
  }

  get #router(): string {
    return `${this.#prefix}router`;
  }

  #namespace(name: string): string {
    return this.#prefix + name;
  }

  #rule(from: string, to: string): readonly string[] {
    return ['from', this.addressOf(from), 'to', this.addressOf(to), 'blackhole'];
  }

  #connect(name: string): void {
    const [namespace, net, port] = [this.#namespace(name), `10.77.${this.#names.indexOf(name) + 1}`, `port${this.#names.indexOf(name)}`];
    run('ip', 'netns', 'add', namespace);
    run('ip', 'link', 'add', 'eth0', 'netns', namespace, 'type', 'veth', 'peer', 'name', port, 'netns', this.#router);
    run('ip', '-n', namespace, 'addr', 'add', `${net}.2/24`, 'dev', 'eth0');
    run('ip', '-n', this.#router, 'addr', 'add', `${net}.1/24`, 'dev', port);
    for (const [where, device] of [[namespace, 'lo'], [namespace, 'eth0'], [this.#router, port]] as const) run('ip', '-n', where, 'link', 'set', device, 'up');
    run('ip', '-n', namespace, 'route', 'add', 'default', 'via', `${net}.1`);
  }

  #remove(): void {
    for (const name of [...this.#names.map((each) => this.#namespace(each)), this.#router]) complaint('ip', 'netns', 'del', name);
  }
}
