// Batches by Soufflé, compiled: node run.mjs PROGRAM DIRECTORY. The program is dlc's, with the sizes of outputs in
// place of their rows. The time is the processor's for the process, start and loading included; compiling it is not.
import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [program, directory] = process.argv.slice(2);
const source = readFileSync(new URL(`../../workloads/${program}.dl`, import.meta.url), 'utf8');
const file = join(directory, `${program}.dl`);
const binary = join(directory, `${program}-souffle`);
writeFileSync(file, source.replaceAll('.output', '.printsize'));
execFileSync('souffle', ['-o', binary, file], { stdio: 'ignore' });
const ran = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', binary, '-F', directory], { encoding: 'utf8' });
if (ran.status !== 0) throw new Error(ran.stderr);
const outputs = Object.fromEntries(
  ran.stdout.trim().split('\n').map((line) => {
    const [name, rows] = line.split('\t');
    return [name, { rows: Number(rows), checksum: null }];
  }),
);
const [elapsed, user, system, kilobytes] = ran.stderr.trim().split('\n').at(-1).split(' ').map(Number);
console.log(JSON.stringify({ milliseconds: (user + system) * 1000, elapsed: elapsed * 1000, megabytes: kilobytes / 1024, outputs }));
