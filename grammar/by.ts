/**
 * A function of a production's symbols as nearley calls it. nearley's types do not know what the
 * symbols of a production are, so this is where they are taken to be what the grammar says.
 */
export function by<Symbols extends unknown[], Result>(
  build: (symbols: Symbols) => Result,
): (symbols: unknown[]) => Result {
  return (symbols) => build(symbols as Symbols);
}

/** The same, where what was read is no reading of the text when `refused` says so. */
export function unless<Symbols extends unknown[], Result>(
  refused: (symbols: Symbols) => boolean,
  build: (symbols: Symbols) => Result,
): (symbols: unknown[], reference: unknown, refusal: unknown) => unknown {
  return (symbols, _, refusal) => (refused(symbols as Symbols) ? refusal : build(symbols as Symbols));
}
