import type { Partition } from './partition.ts';
import { draw, type Arrow, type Node } from './picture.ts';

/** A partitioned graph in Graphviz's language. */
export function dot(partition: Partition): string {
  const { boxes, arrows } = draw(partition);
  return [
    'digraph dlc {',
    '  node [fontname="Helvetica", style=filled, color="#57534e"];',
    '  edge [fontname="Helvetica"];',
    ...boxes.flatMap(({ id, title, nodes }) => [
      `  subgraph cluster_${id} {`,
      `    label=${quote(title)};`,
      ...nodes.map((node) => `    ${nodeText(node)};`),
      '  }',
    ]),
    ...arrows.map((arrow) => `  ${arrowText(arrow)};`),
    '}',
    '',
  ].join('\n');
}

function nodeText({ id, label, side, pivot }: Node): string {
  const shape = pivot ? 'hexagon' : side === 'pull' ? 'trapezium' : 'invtrapezium';
  const fill = side === 'pull' ? '#dbeafe' : '#fef3c7';
  return `${id} [label=${quote(label)}, shape=${shape}, fillcolor="${fill}"${pivot ? ', penwidth=3' : ''}]`;
}

function arrowText({ from, to, style, label }: Arrow): string {
  const line = {
    tree: [],
    buffer: ['style=bold'],
    shared: ['style=dashed'],
    tick: ['style=dotted', 'constraint=false'],
  }[style];
  const attributes = [...(label === '' ? [] : [`label=${quote(label)}`]), ...line];
  return `${from} -> ${to}${attributes.length === 0 ? '' : ` [${attributes.join(', ')}]`}`;
}

/** A text as a quoted label, where Graphviz reads backslash sequences and HTML entities. */
function quote(text: string): string {
  return `"${text.replaceAll('&', '&amp;').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
