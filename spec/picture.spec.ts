import test from 'ava';
import { dot } from '../dataflow/dot.ts';
import { mermaid } from '../dataflow/mermaid.ts';
import { partition } from '../dataflow/partition.ts';
import { graphOf, symbol, variable } from './handmade.ts';

/** A closure, a negation of it, and a relation that carries itself and is sent on. */
const protocol = partition(
  graphOf(
    {
      edge: { kind: 'source', relation: 'edge' },
      reach: { kind: 'distinct', relation: 'reach', once: false },
      readers: { kind: 'tee', relation: 'reach' },
      rules: { kind: 'union', relation: 'reach' },
      step: {
        kind: 'join',
        relation: 'edge',
        key: [{ column: 0, value: variable('y') }],
        bind: [null, { id: 2, name: 'z', type: 'symbol' }],
        exists: false,
        takenBy: null,
        past: false,
      },
      steps: { kind: 'source', relation: 'step' },
      node: { kind: 'receive', relation: 'node' },
      unreached: { kind: 'antijoin', relation: 'reach', key: [{ column: 0, value: symbol('a') }] },
      both: { kind: 'tee', relation: 'node' },
      keep: { kind: 'next', relation: 'edge' },
      tell: { kind: 'send', relation: 'node' },
      scan: { kind: 'scan', whole: false, closes: null, apart: false, choice: null, relation: 'reach', bind: [{ id: 0, name: 'x', type: 'symbol' }, null] },
    },
    [
      'edge -> rules',
      'rules -> reach',
      'reach -> readers',
      'readers -> scan',
      'scan -> step',
      'steps -> step.lookup',
      'step -> rules',
      'node -> unreached',
      'readers -> unreached.neg',
      'unreached -> both',
      'both -> keep',
      'both -> tell',
    ],
  ),
);

test('mermaid shows subgraphs, sides, the pivot, handoffs and ticks', (t) => {
  t.is(mermaid(protocol), `flowchart TD
  subgraph s0["subgraph 0, stratum 0, recursive"]
    n1[/"source edge"\\]:::pull
    n2[/"scan reach(x, #95;)"\\]:::pull
    n3[/"source step"\\]:::pull
    n4[/"join edge#91;0 = y#93;"\\]:::pull
    n5[/"union reach"\\]:::pull
    n6{{"distinct reach"}}:::push
    n7[\\"tee reach"/]:::push
  end
  subgraph s1["subgraph 1, stratum 1"]
    n8[/"receive node"\\]:::pull
    n9[/"antijoin reach#91;0 = #34;a#34;#93;"\\]:::pull
    n10{{"tee node"}}:::push
    n11[\\"next edge"/]:::push
    n12[\\"send node"/]:::push
  end
  n1 --> n5
  n2 --> n4
  n3 -->|"lookup"| n4
  n4 --> n5
  n5 --> n6
  n6 --> n7
  n7 ==>|"log"| n2
  n7 ==>|"neg, lookup, stratum barrier"| n9
  n8 --> n9
  n9 --> n10
  n10 --> n11
  n10 --> n12
  n11 -.->|"next tick"| n1
  n12 -.->|"later tick"| n8
  classDef pull fill:#dbeafe,stroke:#1d4ed8,color:#000
  classDef push fill:#fef3c7,stroke:#b45309,color:#000
  classDef pivot stroke-width:4px
  class n6,n10 pivot
`);
});

test('dot shows the same', (t) => {
  t.is(dot(protocol), `digraph dlc {
  node [fontname="Helvetica", style=filled, color="#57534e"];
  edge [fontname="Helvetica"];
  subgraph cluster_s0 {
    label="subgraph 0, stratum 0, recursive";
    n1 [label="source edge", shape=trapezium, fillcolor="#dbeafe"];
    n2 [label="scan reach(x, _)", shape=trapezium, fillcolor="#dbeafe"];
    n3 [label="source step", shape=trapezium, fillcolor="#dbeafe"];
    n4 [label="join edge[0 = y]", shape=trapezium, fillcolor="#dbeafe"];
    n5 [label="union reach", shape=trapezium, fillcolor="#dbeafe"];
    n6 [label="distinct reach", shape=hexagon, fillcolor="#fef3c7", penwidth=3];
    n7 [label="tee reach", shape=invtrapezium, fillcolor="#fef3c7"];
  }
  subgraph cluster_s1 {
    label="subgraph 1, stratum 1";
    n8 [label="receive node", shape=trapezium, fillcolor="#dbeafe"];
    n9 [label="antijoin reach[0 = \\"a\\"]", shape=trapezium, fillcolor="#dbeafe"];
    n10 [label="tee node", shape=hexagon, fillcolor="#fef3c7", penwidth=3];
    n11 [label="next edge", shape=invtrapezium, fillcolor="#fef3c7"];
    n12 [label="send node", shape=invtrapezium, fillcolor="#fef3c7"];
  }
  n1 -> n5;
  n2 -> n4;
  n3 -> n4 [label="lookup"];
  n4 -> n5;
  n5 -> n6;
  n6 -> n7;
  n7 -> n2 [label="log", style=dashed];
  n7 -> n9 [label="neg, lookup, stratum barrier", style=dashed];
  n8 -> n9;
  n9 -> n10;
  n10 -> n11;
  n10 -> n12;
  n11 -> n1 [label="next tick", style=dotted, constraint=false];
  n12 -> n8 [label="later tick", style=dotted, constraint=false];
}
`);
});

const nasty = [
  'quote " bracket ] brace } end',
  'new\nline\r\ttab',
  '<script>alert(1)</script>',
  '#quot; &quot; %% `code` **bold**',
  'back\\slash \\N \\',
  '\u2028 \ud800 \u0000',
  '__proto__',
  'n1 --> n2; subgraph x',
  '/* */ // style:#fff; classDef a:#b;',
];

/** Each text as a relation's name and as a constant. */
function pictures(print: typeof dot): string[] {
  return nasty.map((text) =>
    print(
      partition(
        graphOf(
          {
            a: { kind: 'source', relation: text },
            b: {
              kind: 'filter',
              condition: { kind: 'comparison', operator: '=', left: variable(text), right: symbol(text) },
            },
            c: { kind: 'next', relation: text },
          },
          ['a -> b', 'b -> c'],
        ),
      ),
    ),
  );
}

test('in mermaid a user’s text is letters, digits and entities between quotes', (t) => {
  const label = String.raw`"(?:[\p{L}\p{N}_ ,=()]|#\d+;)*"`;
  const line = [
    'flowchart TD',
    `  subgraph s\\d+\\[${label}\\]`,
    `    n\\d+(\\{\\{${label}\\}\\}|\\[[/\\\\]${label}[/\\\\]\\]):::(pull|push)`,
    '  end',
    `  n\\d+ (-->|==>|-\\.->)(\\|${label}\\|)? n\\d+`,
    '  classDef (pull|push) fill:#\\w+,stroke:#\\w+,color:#\\w+',
    '  classDef pivot stroke-width:4px',
    '  class n\\d+(,n\\d+)* pivot',
    '',
  ];
  const pattern = new RegExp(`^(${line.join('|')})$`, 'u');
  for (const picture of pictures(mermaid)) for (const each of picture.split('\n')) t.regex(each, pattern);
});

test('in dot a user’s text is a quoted label on one line', (t) => {
  const label = String.raw`"(?:[^"\\&\p{C}\p{Zl}\p{Zp}]|\\["\\]|&amp;)*"`;
  const line = [
    'digraph dlc \\{',
    '  (node|edge) \\[.*\\];',
    '  subgraph cluster_s\\d+ \\{',
    `    label=${label};`,
    `    n\\d+ \\[label=${label}, shape=\\w+, fillcolor="#\\w+"(, penwidth=3)?\\];`,
    `  n\\d+ -> n\\d+( \\[(label=${label}, )?style=\\w+(, constraint=false)?\\]| \\[label=${label}\\])?;`,
    '  \\}',
    '\\}',
    '',
  ];
  const pattern = new RegExp(`^(${line.join('|')})$`, 'u');
  for (const picture of pictures(dot)) for (const each of picture.split('\n')) t.regex(each, pattern);
});

test('an empty graph draws', (t) => {
  const empty = partition(graphOf({}, []));
  t.regex(mermaid(empty), /^flowchart TD\n/);
  t.regex(dot(empty), /^digraph dlc \{\n/);
});
