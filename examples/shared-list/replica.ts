import type { Transport } from 'dlc/runtime';
import list from './list.dl';

/** How many replicas there may be: what tells their element numbers apart. */
const most = 100;

/** One copy of a list that several nodes share. */
export class Replica {
  readonly #node;
  readonly #at: string;
  readonly #number: number;

  /** The replica number `number` of those at `addresses`; it talks to the others over `transport`. */
  constructor(addresses: readonly string[], number: number, transport: Transport) {
    this.#at = addresses[number] ?? '';
    this.#number = number;
    this.#node = list.open({ address: this.#at, transport });
    const others = addresses.filter((each) => each !== this.#at);
    this.#node.in.peer.insertAll(others.map((other) => ({ at: this.#at, other })));
  }

  /** The list, as far as it is known here. */
  get texts(): string[] {
    return this.#elements().map((each) => each.text);
  }

  insert(index: number, text: string): void {
    const after = index === 0 ? 0 : this.#idAt(index - 1);
    this.#node.in.insert_here.insert({ at: this.#at, id: this.#newId(), after, text });
    this.#node.tick();
  }

  remove(index: number): void {
    this.#node.in.remove_here.insert({ at: this.#at, id: this.#idAt(index) });
    this.#node.tick();
  }

  /** Takes in what the others have sent. */
  receive(): void {
    this.#node.tick();
  }

  /** A number greater than all that are known here, and of no other replica. */
  #newId(): number {
    const [latest] = this.#node.out.latest;
    return (Math.floor((latest?.id ?? 0) / most) + 1) * most + this.#number;
  }

  #idAt(index: number): number {
    const element = this.#elements()[index];
    if (!element) throw new RangeError(`there is no element ${index}`);
    return element.id;
  }

  /** Follows the list from its head. */
  #elements(): { readonly id: number; readonly text: string }[] {
    const elements = [];
    for (let [row] = this.#after(0); row; [row] = this.#after(row.next)) elements.push({ id: row.next, text: row.text });
    return elements;
  }

  #after(id: number) {
    return this.#node.out.next.where({ id });
  }
}
