import type { Partition } from './partition.ts';
import { draw, type Arrow, type Node } from './picture.ts';

/** A partitioned graph as a mermaid flowchart. */
export function mermaid(partition: Partition): string {
  const { boxes, arrows } = draw(partition);
  const pivots = boxes.flatMap(({ nodes }) => nodes.filter((node) => node.pivot).map((node) => node.id));
  return [
    'flowchart TD',
    ...boxes.flatMap(({ id, title, nodes }) => [
      `  subgraph ${id}[${quote(title)}]`,
      ...nodes.map((node) => `    ${nodeText(node)}`),
      '  end',
    ]),
    ...arrows.map((arrow) => `  ${arrowText(arrow)}`),
    '  classDef pull fill:#dbeafe,stroke:#1d4ed8,color:#000',
    '  classDef push fill:#fef3c7,stroke:#b45309,color:#000',
    '  classDef pivot stroke-width:4px',
    ...(pivots.length > 0 ? [`  class ${pivots.join(',')} pivot`] : []),
    '',
  ].join('\n');
}

function nodeText({ id, label, side, pivot }: Node): string {
  const [open, close] = side === 'pull' ? ['[/', '\\]'] : ['[\\', '/]'];
  const shape = pivot ? ['{{', '}}'] : [open, close];
  return `${id}${shape.join(quote(label))}:::${side}`;
}

function arrowText({ from, to, style, label }: Arrow): string {
  const line = { tree: '-->', buffer: '==>', shared: '==>', tick: '-.->' }[style];
  return `${from} ${line}${label === '' ? '' : `|${quote(label)}|`} ${to}`;
}

/**
 * A text as a quoted label. Mermaid reads entities, HTML and markdown inside quotes, so everything but letters,
 * digits and a few signs that mean nothing there (an underscore only inside a word) is written as an entity.
 */
function quote(text: string): string {
  const safe = text.replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|[^\p{L}\p{N}_ ,=()]/gu, (character) => {
    return `#${character.codePointAt(0) ?? 0};`;
  });
  return `"${safe}"`;
}
