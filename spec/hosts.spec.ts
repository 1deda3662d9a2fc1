import { spawn } from 'node:child_process';
import { once } from 'node:events';
import test from 'ava';
import { Hosts, hostsMissing } from './hosts.ts';

const missing = hostsMissing();
const count = 300;

/** Prints the numbers of packets as they arrive, once it hears them, until it is told to stop. */
const receiver = `
const socket = require('node:dgram').createSocket('udp4');
socket.on('message', (packet) => console.log(String(packet)));
socket.bind(9000, () => console.log('ready'));`;

/** Sends packets with numbers, two in ten milliseconds. */
const sender = (address: string): string => `
const socket = require('node:dgram').createSocket('udp4');
let number = 0;
const timer = setInterval(() => {
  for (let each = 0; each < 2; each++) socket.send(String(number++), 9000, '${address}');
  if (number < ${count}) return;
  clearInterval(timer);
  setTimeout(() => socket.close(), 100);
}, 10);`;

/** The numbers of packets that one host has got from another one, in the order in which they came. */
async function received(hosts: Hosts, from: string, to: string): Promise<readonly number[]> {
  const start = (host: string, script: string) => {
    const [command = '', ...rest] = [...hosts.through(host), process.execPath, '-e', script];
    return spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  };
  const listener = start(to, receiver);
  let text = '';
  listener.stdout.setEncoding('utf8').on('data', (more: string) => (text += more));
  let isClosed = false;
  const closed = once(listener, 'close').then(() => (isClosed = true));
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds() && !isClosed) await Promise.race([closed, once(listener.stdout, 'data')]);
  };
  await until(() => text.startsWith('ready'));
  await once(start(from, sender(hosts.addressOf(to))), 'close');
  // What does not come within that time is lost.
  await Promise.race([until(() => text.split('\n').length === count + 2), new Promise((settle) => setTimeout(settle, 2000))]);
  listener.kill();
  await closed;
  return text.split('\n').slice(1, -1).map(Number);
}

/** How many packets came after later ones. */
function overtaken(numbers: readonly number[]): number {
  return numbers.filter((each, at) => numbers.slice(0, at).some((before) => before > each)).length;
}

test('hosts: what one sends that is disturbed is lost in part and comes out of order, until it is calm again', async (t) => {
  if (missing !== null) {
    t.log(`skipped, since there can be no hosts: ${missing}`);
    return t.pass();
  }
  const hosts = new Hosts(t, ['a', 'b'], 'h');
  const all = Array.from({ length: count }, (_, each) => each);
  hosts.disturb('a');
  const [bad, back] = await Promise.all([received(hosts, 'a', 'b'), received(hosts, 'b', 'a')]);
  t.true(bad.length > count / 2 && bad.length < count, `${bad.length} of ${count}`);
  t.true(overtaken(bad) > 0);
  t.deepEqual(back, all);
  hosts.calm('a');
  t.deepEqual(await received(hosts, 'a', 'b'), all);
});
