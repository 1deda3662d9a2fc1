// Writes the facts of examples/package-reach.dl from a package-lock.json:
//
//   node examples/package-reach/facts.js package-lock.json examples/package-reach
//
// makes root.facts and depends.facts in that folder.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [lockFile = 'package-lock.json', folder = 'examples/package-reach'] = process.argv.slice(2);
const lock = JSON.parse(readFileSync(lockFile, 'utf8'));
const packages = new Map(Object.entries(lock.packages));

/** `left-pad@1.3.0`: the lock file may hold several versions of one name. */
function identity(place) {
  const { name, version } = packages.get(place);
  return `${name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length)}@${version}`;
}

/** Where Node would find `name` for the package at `place`: in its own node_modules, or in one further up. */
function resolve(place, name) {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    const candidate = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages.has(candidate)) return candidate;
    // An optional or peer dependency that is not installed anywhere.
    if (at === '') return null;
  }
}

const depends = new Set();
for (const [place, each] of packages) {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = each;
  const wanted = { ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies };
  for (const name of Object.keys(wanted)) {
    const found = resolve(place, name);
    if (found !== null) depends.add(`${identity(place)}\t${identity(found)}\n`);
  }
}

writeFileSync(join(folder, 'root.facts'), `${identity('')}\n`);
writeFileSync(join(folder, 'depends.facts'), [...depends].sort().join(''));
