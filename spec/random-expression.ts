import type { Chooser, Kind } from './random-schema.ts';
import type { Scope } from './random-scope.ts';

/** A term over bound variables whose values stay within a small range however often it is applied. */
export function expression(kind: Kind, choose: Chooser, scope: Scope): string {
  const x = scope.term(kind, choose);
  switch (kind) {
    case 'number':
      return choose.pick([...numbers(x, scope.term(kind, choose)), ...conversions(scope)]);
    case 'symbol':
      return choose.pick([
        `substr(cat(${x}, "b"), 0, 1)`,
        `substr(cat("\u{1f600}a", ${x}), 1, 1)`,
        `max(${x}, "b")`,
        `min(${x}, ${scope.term(kind, choose)})`,
        `to_string(${scope.term('number', choose)} band 1)`,
        `substr(cat("\u{1f600}", ${x}, "c"), 1, 1)`,
      ]);
    case 'float':
      return choose.pick([`min(${x}, 1.5)`, `itof(${scope.term('number', choose)} % 3)`, `max(${x}, 0.5)`]);
    case 'unsigned':
      return choose.pick([
        `(${x} + 2) % 5`,
        `${x} % 3 * 2`,
        `itou(strlen(${scope.term('symbol', choose)}))`,
        `${x} bxor 4294967296`,
      ]);
    case 'big':
      return choose.pick([
        `${x} bor 1`,
        `${scope.term('number', choose)} % 3 + 4294967296`,
        `max(${x}, 2147483648)`,
        `-${parenthesized(x)}`,
      ]);
    default:
      return x;
  }
}

function numbers(x: string, y: string): string[] {
  return [
    `(${x} + 1) % 5`,
    `(${x} % 7 + ${y} % 3) % 4`,
    `-${parenthesized(x)}`,
    `${x} % 9 * 2 - 1`,
    `${x} / 2`,
    `min(${x}, ${y})`,
    `max(${x}, ${y}, 1)`,
    `${x} band 3`,
    `(${x} % 4) bor 1`,
    `${x} land ${y}`,
    `(${x} band 3) bshl 1`,
    `${x} bshr 1`,
    `(${x} band 3) ^ 2`,
    `(${x} - ${y}) % 3`,
    `lnot ${parenthesized(x)}`,
  ];
}

function conversions(scope: Scope): string[] {
  const [s = '"ab"'] = scope.variables('symbol');
  const [k = '2147483649'] = scope.variables('big');
  const [f = '1.75'] = scope.variables('float');
  return [`strlen(${s})`, `${k} % 5`, `ftoi(${f})`, `to_number(to_string(${k} % 3))`, `${k} / 1073741824 % 3`];
}

function parenthesized(x: string): string {
  return `(${x})`;
}
