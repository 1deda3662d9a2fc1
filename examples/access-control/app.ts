import rules from './access.dl';

const node = rules.open();
const { user, member, inside, permits, grant, deny } = node.in;
const { can } = node.out;

/** Makes changes take effect, all at once. */
function commit(what: string): void {
  console.log(what);
  node.tick();
}

can.subscribe(({ deltas }) => {
  const lines = deltas.map(({ row, diff }) => `  ${diff > 0 ? '+' : '-'} ${row.user} can ${row.action} ${row.resource}`);
  console.log(lines.sort().join('\n'));
});

user.insert(['ann'], ['bob']);
permits.insert(['reader', 'read'], ['editor', 'read'], ['editor', 'write']);
inside.insert(['plan.md', 'docs'], ['salaries.md', 'docs']);
member.insert(['ann', 'leads'], ['leads', 'staff'], ['bob', 'staff']);
grant.insert(['staff', 'reader', 'docs'], ['leads', 'editor', 'plan.md']);
commit('Staff read docs, and leads, who are staff, edit plan.md:');

deny.insert(['staff', 'read', 'salaries.md']);
commit('salaries.md is closed to staff:');

member.delete(['leads', 'staff']);
commit('Leads are staff no longer, and neither is ann:');

member.insert(['bob', 'leads']);
inside.insert(['notes.md', 'plan.md']);
commit('Bob leads, and plan.md has become a folder:');

console.log('May ann write notes.md?', can.has({ user: 'ann', action: 'write', resource: 'notes.md' }));
console.log('What may bob write?', Array.from(can.where({ user: 'bob', action: 'write' }), (row) => row.resource).sort().join(', '));
