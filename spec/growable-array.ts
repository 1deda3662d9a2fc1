/** An edit of a replicated list: an element put after another, or taken away. */
export type Edit =
  | { readonly kind: 'insert'; readonly id: number; readonly after: number; readonly text: string }
  | { readonly kind: 'remove'; readonly id: number };

/**
 * A replicated growable array (Roh et al., "Replicated abstract data types", 2011) as one writes it by hand: the
 * elements in their order, those that are removed among them. An edit that comes before what it refers to waits,
 * and one that comes again is nothing.
 */
export class GrowableArray {
  readonly #elements: { readonly id: number; readonly text: string; removed: boolean }[] = [];
  #waiting: readonly Edit[] = [];

  get texts(): string[] {
    return this.#elements.filter((each) => !each.removed).map((each) => each.text);
  }

  apply(edit: Edit): void {
    this.#waiting = [...this.#waiting, edit];
    // What is applied may be what others wait for.
    for (let before = Infinity; this.#waiting.length < before; ) {
      before = this.#waiting.length;
      this.#waiting = this.#waiting.filter((each) => !this.#applied(each));
    }
  }

  #applied(edit: Edit): boolean {
    if (edit.kind === 'remove') {
      const element = this.#elements.find((each) => each.id === edit.id);
      if (element) element.removed = true;
      return element !== undefined;
    }
    if (this.#elements.some((each) => each.id === edit.id)) return true;
    const before = this.#elements.findIndex((each) => each.id === edit.after);
    if (before < 0 && edit.after !== 0) return false;
    let place = before + 1;
    // What has been put there later, or below it, comes first: it has greater numbers.
    while ((this.#elements[place]?.id ?? 0) > edit.id) place++;
    this.#elements.splice(place, 0, { id: edit.id, text: edit.text, removed: false });
    return true;
  }
}
