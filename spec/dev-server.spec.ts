import { createServer as createHttpServer } from 'node:http';
import { symlinkSync } from 'node:fs';
import test, { type ExecutionContext } from 'ava';
import { createServer, type HotPayload } from 'vite';
import dlc from '../cli/build/vite.ts';
import { root } from './golden.ts';
import { Session } from './session.ts';

const links = '.decl link(src: symbol, dst: symbol)\n.input link\n';
const reach = '.include "lib/links.dl"\n.decl path(src: symbol, dst: symbol)\n.output path\npath(x, y) :- link(x, y).\n';

/** Vite's server of a page that imports a program; no file is watched, so that a test says what has changed and when. */
async function serve(t: ExecutionContext, files: Readonly<Record<string, string>>) {
  const session = new Session();
  session.files({ 'package.json': '{ "type": "module" }', 'node_modules/.keep': '', 'app.js': "import reach from './reach.dl'; console.log(reach);", ...files });
  symlinkSync(root, session.path('node_modules/dlc'));
  const server = await createServer({
    root: session.directory,
    configFile: false,
    logLevel: 'silent',
    plugins: [dlc()],
    optimizeDeps: { noDiscovery: true },
    server: { middlewareMode: true, ws: false, watch: null },
  });
  const told: HotPayload[] = [];
  const listeners = new Set<() => void>();
  server.environments.client.hot.send = (payload: HotPayload | string) => {
    if (typeof payload !== 'string') told.push(payload);
    for (const each of listeners) each();
    listeners.clear();
  };
  const http = createHttpServer(server.middlewares);
  await new Promise<void>((listening) => http.listen(0, '127.0.0.1', listening));
  const address = http.address();
  const port = typeof address === 'object' ? address?.port : 0;
  t.teardown(async () => {
    http.closeAllConnections();
    http.close();
    await server.close();
    session.remove();
  });
  return {
    get: async (path: string): Promise<{ readonly ok: boolean; readonly text: string }> => {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return { ok: response.ok, text: await response.text() };
    },
    /** What the browser is told next. */
    told: async (): Promise<HotPayload | undefined> => {
      while (told.length === 0) await new Promise<void>((resume) => listeners.add(resume));
      return told.shift();
    },
    write: (name: string, text: string, event: 'change' | 'add' = 'change') => server.watcher.emit(event, session.files({ [name]: text })),
  };
}

test('the page is loaded again when a program changes, or a file that it includes', async (t) => {
  const page = await serve(t, { 'reach.dl': reach, 'lib/links.dl': links });
  t.true((await page.get('/app.js')).ok);
  t.regex((await page.get('/reach.dl?import')).text, /export const schema/);
  for (const [name, text] of [['reach.dl', `${reach}path(x, x) :- link(x, _).\n`], ['lib/links.dl', `${links}.persist link\n`]] as const) {
    page.write(name, text);
    t.like(await page.told(), { type: 'full-reload' });
    t.true((await page.get('/reach.dl?import')).ok);
  }
});

test('a program with errors is shown over the page, at its place', async (t) => {
  const page = await serve(t, { 'reach.dl': reach.replace('link(x, y)', 'lnk(x, y)'), 'lib/links.dl': links });
  await page.get('/app.js');
  t.false((await page.get('/reach.dl?import')).ok);
  const payload = await page.told();
  if (payload?.type !== 'error') return t.fail(`the browser is told ${payload?.type}`);
  const { message, frame, loc, plugin, stack } = payload.err;
  t.regex(message, /reach\.dl:4:15: error\[unknown-relation\]: unknown relation `lnk`; did you mean `link`\?\n4 \| path\(x, y\) :- lnk/);
  t.regex(frame ?? '', /4 {2}\| {2}path\(x, y\) :- lnk\(x, y\)\.\n {3}\| {16}\^/);
  t.like(loc, { line: 4, column: 14 });
  t.deepEqual([plugin, stack], ['dlc', '']);
});

for (const [what, name, event, files] of [
  ['an included file is mended', 'lib/links.dl', 'change', { 'lib/links.dl': '.dcl link(src: symbol)\n' }],
  ['an included file appears', 'lib/links.dl', 'add', {}],
] as const) {
  test(`a page that could not be loaded is loaded again when ${what}`, async (t) => {
    const page = await serve(t, { 'reach.dl': reach, ...files });
    await page.get('/app.js');
    t.false((await page.get('/reach.dl?import')).ok);
    t.like(await page.told(), { type: 'error' });
    page.write(name, links, event);
    t.like(await page.told(), { type: 'full-reload' });
    t.true((await page.get('/reach.dl?import')).ok);
  });
}
