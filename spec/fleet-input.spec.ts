import test, { type ExecutionContext } from 'ava';
import { Session } from './session.ts';

function session(t: ExecutionContext): Session {
  const s = new Session();
  t.teardown(() => s.remove());
  return s;
}

const program = `.type Leader <: addr
.type Follower <: addr
.decl follower(name: Follower)
.input follower(IO=fleet)
.decl anybody(@at: Leader, name: addr)
.input anybody(IO=fleet, role="addr")
.decl knows(@at: Leader, name: Follower)
.output knows
knows(l, f) :- anybody(l, f2), follower(f), f = f2.
.output anybody
`;

test('the members of a role are the rows of a fleet input, at every node', async (t) => {
  const nodes = [{ name: 'a', role: 'Leader' }, { name: 'b', role: 'Follower' }, { name: 'c', role: 'Follower' }];
  const { exitCode, stdout, stderr } = await session(t).run(program, { nodes });
  t.is(stderr, '');
  t.is(exitCode, 0);
  t.is(stdout, 'anybody\ta\ta\nanybody\ta\tb\nanybody\ta\tc\nknows\ta\tb\nknows\ta\tc\n');
});

test('a fleet input of a program that looks at several locations is the same', async (t) => {
  const nodes = [{ name: 'a', role: 'Leader' }, { name: 'b', role: 'Follower' }];
  const { stdout } = await session(t).run(`${program}.decl both(x: addr)\n.spec both\nboth(x) :- knows(l, x), anybody(l, x).\n.output both\n`, { nodes });
  t.regex(stdout, /^both\tb$/m);
  t.regex(stdout, /^knows\ta\tb$/m);
});
