import { existsSync, symlinkSync } from 'node:fs';
import test from 'ava';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import dlc from '../cli/build/esbuild.ts';
import { root } from './golden.ts';
import { Session } from './session.ts';

const session = new Session();
test.after.always(() => session.remove());

const places = [process.env['CHROMIUM'] ?? '', '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = places.find((each) => each !== '' && existsSync(each));

/** A page that may run its script and may not make code from strings. */
const page = { contentType: 'text/html', headers: { 'content-security-policy': "script-src 'self'" }, body: '<!doctype html><script src="app.js"></script>' };

test('a compiled program and the runtime work in a browser', async (t) => {
  if (executablePath === undefined) {
    t.log('skipped: there is no Chromium here; install it, or name one in CHROMIUM');
    t.pass();
    return;
  }
  session.files({
    'package.json': '{ "type": "module" }',
    'node_modules/.keep': '',
    'reach.dl': '.decl link(src: symbol, dst: symbol)\n.input link\n.persist link\n.decl path(src: symbol, dst: symbol)\n.output path\npath(x, y) :- link(x, y).\npath(x, z) :- path(x, y), link(y, z).\n',
    'app.js': `import reach from './reach.dl';
      function madeFromText() {
        try {
          return Function('return 1')();
        } catch (error) {
          return error.name;
        }
      }
      globalThis.result = (async () => {
        const node = reach.open();
        const contents = () => [...node.out.path].map((row) => row.src + row.dst).sort().join();
        node.in.link.insert({ src: 'a', dst: 'b' }, { src: 'b', dst: 'c' });
        await node.settle();
        const before = contents();
        node.in.link.delete(['b', 'c']);
        await node.settle();
        return [before, contents(), madeFromText()];
      })();`,
  });
  symlinkSync(root, session.path('node_modules/dlc'));
  const bundle = await build({ absWorkingDir: session.directory, entryPoints: ['app.js'], bundle: true, platform: 'browser', format: 'iife', write: false, logLevel: 'silent', plugins: [dlc()] });
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  t.teardown(() => browser.close());
  const tab = await browser.newPage();
  const failures: string[] = [];
  tab.on('pageerror', (error) => failures.push(error.message));
  // Nothing is served: the browser is answered from here.
  await tab.route('**/*', (route) => route.fulfill(route.request().url().endsWith('app.js') ? { contentType: 'text/javascript', body: bundle.outputFiles[0]?.text ?? '' } : page));
  await tab.goto('http://dlc.test/');
  t.deepEqual(await tab.evaluate('globalThis.result'), ['ab,ac,bc', 'ab', 'EvalError']);
  t.deepEqual(failures, []);
});
