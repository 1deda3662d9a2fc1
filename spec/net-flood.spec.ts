import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { parseExposition } from '../runtime/exposition.ts';
import { Flood, type Memory } from '../runtime/node/flood.ts';
import { Process, startNodes } from './processes.ts';

const program = `.decl line(text: symbol)
.input line(IO=stdin)
.decl next(@at: addr, to: addr)
next("a", "b"). next("b", "a").
.channel note(@to: addr, text: symbol) reliable
note(to, t)@async :- next(_, to), line(t).
.decl noted(@at: addr, text: symbol)
.persist noted
.output noted
noted(n, t) :- note(n, t).
`;

/** What a DEALER says to begin with, as ZeroMQ's RFC 23 has it, without keys. */
function greeting(): Buffer {
  const first = Buffer.alloc(64);
  first.set([0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0]);
  first.write('NULL', 12);
  const ready = Buffer.from('\x05READY\x0bSocket-Type\0\0\0\x06DEALER', 'latin1');
  return Buffer.concat([first, Buffer.of(4, ready.length), ready]);
}

/** Sends parts of one message without an end, again and again when the connection is broken. */
function flood(t: ExecutionContext, port: number, part: number): void {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(part));
  const parts = Buffer.concat(Array.from({ length: Math.ceil(65_536 / part) }, () => Buffer.concat([Buffer.of(3), length, Buffer.alloc(part, 1)])));
  let socket: Socket | null = null;
  let isOver = false;
  const begin = (): void => {
    if (isOver) return;
    const fresh = connect(port, '127.0.0.1');
    const send = (): void => {
      while (fresh.writable && fresh.write(parts));
    };
    socket = fresh.on('error', () => undefined).on('close', begin).on('drain', send);
    fresh.write(greeting());
    fresh.once('data', send);
  };
  begin();
  t.teardown(() => {
    isOver = true;
    socket?.destroy();
  });
}

async function metricsOf(node: Process): Promise<ReturnType<typeof parseExposition>> {
  await node.until(() => /metrics at \S+\n/.test(node.stderr));
  const answer = await fetch(/metrics at (\S+)/.exec(node.stderr)?.[1] ?? '');
  return parseExposition(await answer.text());
}

/** For each look at memory, in megabytes, whether it was too much. */
async function looks(memories: readonly (readonly [rss: number, asked: number])[]): Promise<readonly boolean[]> {
  const results: boolean[] = [];
  // Nothing else keeps the process alive.
  const timer = setInterval(() => undefined, 1_000);
  await new Promise<void>((settle) => {
    const memory = (): Memory => {
      const [rss, asked] = memories[results.length] ?? [0, 0];
      if (results.length === memories.length) {
        flood.close();
        settle();
      }
      results.push(false);
      return { rss: rss * 1e6, heapTotal: 0, external: asked * 1e6 };
    };
    const flood = new Flood(100e6, memory);
    flood.watch(async () => {
      results[results.length - 1] = true;
    });
  });
  clearInterval(timer);
  return results.slice(0, memories.length);
}

test('memory that nobody has asked for is too much, once, until it is more', async (t) => {
  t.deepEqual(await looks([[50, 20], [150, 20], [300, 20], [300, 20], [310, 20], [330, 20], [330, 20], [100, 20], [300, 20]]), [false, false, true, false, false, true, false, false, true]);
});

test('memory that the program has asked for is not too much, whether it is in use yet or not any more', async (t) => {
  t.deepEqual(await looks([[50, 20], [60, 1_000], [500, 1_000], [1_050, 1_000], [1_050, 750], [500, 100], [700, 100]]), [false, false, false, false, false, false, true]);
});

for (const part of [1, 1_000, 200_000]) {
  test.serial(`a message without an end, of parts of ${part} bytes, is let go of, and what others say arrives`, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'dlc-flood-'));
    t.teardown(() => rmSync(folder, { recursive: true }));
    const file = join(folder, 'program.dl');
    writeFileSync(file, program);
    const nodes = await startNodes(t, file, ['a', 'b'], ['--limit', 'inbox=1MB', '--metrics', '127.0.0.1:*']);
    const [a, b] = [nodes.get('a')!, nodes.get('b')!];
    a.write('before\n');
    await b.until(() => b.stdout.includes('before'));
    const port = Number(/listening on \S+:(\d+)/.exec(b.stderr)?.[1]);
    flood(t, port, part);
    await b.until(() => b.stderr.includes('a message of "a stranger": a message of more parts than there is room for'));
    const texts = Array.from({ length: 20 }, (_, index) => `during ${index}`);
    for (const text of texts) a.write(`${text}\n`);
    await b.until(() => b.rows(['noted']).length > texts.length);
    t.deepEqual([...b.rows(['noted'])].sort(), ['before', ...texts].map((text) => `noted["b","${text}"]`).sort());
    b.write('back\n');
    await a.until(() => a.stdout.includes('back'));
    const metrics = await metricsOf(b);
    t.true((metrics.get('dlc_refused_frames_total')?.find((each) => each.labels['reason']?.includes('more parts'))?.value ?? 0) > 0);
    t.true((metrics.get('process_resident_memory_bytes')?.[0]?.value ?? Infinity) < 600e6);
    t.deepEqual(await Promise.all([a.stop(), b.stop()]), [0, 0]);
  });
}
