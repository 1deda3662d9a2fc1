import test from 'ava';
import { simulate } from '../cli/simulate.ts';
import { instantiate } from '../planner/evaluate.ts';
import { compiled } from './agreement.ts';

type Arrival = readonly [relation: string, row: readonly number[]];

/** Rows read in the last of some ticks, each of which rows came for. */
function readInLastTick(program: string, arrivals: readonly (readonly Arrival[])[]): number {
  const simulation = simulate(compiled(program, 'dl', { openInputs: true }), { inputs: new Map(), nodes: [] });
  let before = 0;
  for (const rows of arrivals) {
    for (const [relation, row] of rows) simulation.insert(relation, [row]);
    before = simulation.stats.rowsRead;
    while (simulation.advance(() => false) === 'working');
  }
  return simulation.stats.rowsRead - before;
}

const many = Array.from({ length: 3_000 }, (_, i): Arrival => ['link', [i, (i * 7) % 3_000]]);
const kept = '.decl link(a: number, b: number)\n.input link\n.persist link\n';
const changing = `${kept}.decl del_link(a: number, b: number)\n.input del_link\n`;
const ask = '.decl ask(a: number)\n.input ask\n';

/** Programs, and the row that comes when a lot is stored. */
const programs: Readonly<Record<string, readonly [program: string, last: Arrival]>> = {
  'a kept relation': [kept, ['link', [1, 5_000]]],
  'what is derived from it': [`${kept}.decl two(a: number, b: number)\ntwo(a, c) :- link(a, b), link(b, c).\n`, ['link', [1, 5_000]]],
  'recursion over it': [`${kept}.decl reach(a: number)\nreach(1).\nreach(b) :- reach(a), link(a, b).\n`, ['link', [1, 5_000]]],
  'a row of one tick that looks it up': [
    `${kept}${ask}.decl answer(b: number)\nanswer(b) :- link(a, b), ask(a).\n.decl none(a: number)\nnone(a) :- ask(a), !link(a, _).\n`,
    ['ask', [1]],
  ],
  'a row of one tick in a rule of another kept relation': [
    `${kept}${ask}.decl asked(b: number)\n.persist asked\nasked(b) :- link(a, b), ask(a).\n`,
    ['ask', [1]],
  ],
  'a row that is deleted': [`${changing}.decl two(a: number, b: number)\ntwo(a, c) :- link(a, b), link(b, c).\n`, ['del_link', [1, 7]]],
  'a row that is deleted, under negation': [
    `${changing}.decl node(a: number)\n.input node\n.persist node\n.decl lonely(a: number)\nlonely(a) :- link(a, _), !link(_, a).\n`,
    ['del_link', [1, 7]],
  ],
  'a row that comes, under negation': [`${changing}.decl lonely(a: number)\nlonely(a) :- link(a, _), !link(_, a).\n`, ['link', [5_000, 1]]],
  'a row that is deleted, under recursion': [
    `${changing}.decl reach(a: number)\nreach(1).\nreach(b) :- reach(a), link(a, b).\n`,
    ['del_link', [1, 7]],
  ],
  'a row that is deleted, under a division': [`${changing}.decl ratio(a: number, r: number)\nratio(a, b / a) :- link(a, b), a != 0.\n`, ['del_link', [1, 7]]],
  'a row that comes, under a division': [`${changing}.decl ratio(a: number, r: number)\nratio(a, b / a) :- link(a, b), a != 0.\n`, ['link', [5_000, 1]]],
  'a row that comes, under a count': [`${kept}.decl degree(a: number, n: number)\ndegree(a, count<b>) :- link(a, b).\n`, ['link', [1, 5_000]]],
  'a row that is deleted, under a maximum': [`${changing}.decl top(b: number)\ntop(n) :- n = max b : { link(_, b) }.\n`, ['del_link', [1, 7]]],
  'a row that is deleted, under a sum over a join': [
    `${changing}.decl total(n: number)\ntotal(n) :- n = sum c : { link(a, b), link(b, c) }.\n`,
    ['del_link', [1, 7]],
  ],
  'a row that is deleted, under a count that may be 0': [
    `${changing}.decl node(a: number)\nnode(1).\nnode(b) :- link(_, b).\n.decl degree(a: number, n: number)\ndegree(a, n) :- node(a), n = count : { link(a, _) }.\n`,
    ['del_link', [1, 7]],
  ],
};

for (const [name, [program, last]] of Object.entries(programs)) {
  test(`a tick reads what came, not what is stored: ${name}`, (t) => {
    t.true(readInLastTick(program, [many]) >= 3_000, 'the first tick reads everything');
    const deleting = last[0] === 'del_link' ? [[]] : [];
    const read = readInLastTick(program, [many, [], [last], ...deleting]);
    t.true(read > 0 && read < 100, `${read} rows`);
  });
}

test('a row that comes again does not come twice into what is kept of it', (t) => {
  const program = `.decl now(a: number)\n.decl add(a: number)\n.decl del(a: number)\n.decl ever(a: number)\n.decl count(n: number)
now(a) :- add(a).\nnow(a)@next :- now(a), !del(a).\never(a) :- now(a).\never(a)@next :- ever(a).\ncount(n) :- n = count : { ever(_) }.
add(1)@1.\nadd(2)@1.\ndel(1)@2.\nadd(1)@4.\n`;
  const simulation = simulate(compiled(program), { inputs: new Map(), nodes: [] });
  while (simulation.advance(() => false) !== 'quiescent');
  t.deepEqual([...simulation.rows('count')], [[2]]);
});

test('where one rule derives all of a relation by an aggregate, its groups are the relation', (t) => {
  const auxiliary = (rules: string): number => {
    const { relations } = instantiate(compiled(`${kept}.decl most(a: number, b: number)\n.output most\n${rules}\n`, 'dl', { openInputs: true }).whole());
    return relations.filter((each) => each.auxiliary).length;
  };
  t.is(auxiliary('most(a, max<b>) :- link(a, b).'), 0);
  t.is(auxiliary('most(a, max<b>) :- link(a, b).\nmost(a, a) :- link(a, _).'), 1);
  t.is(auxiliary('most(a, max<b>) :- link(a, b).\nmost(1, 2).'), 1);
  t.is(auxiliary('most(a, max<b>) :- link(a, b).\n.persist most'), 1);
});
