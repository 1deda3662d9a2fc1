import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Another engine, run by a program in `bench/peers` of its own. */
export interface Peer {
  readonly name: string;
  /** Programs of `bench/workloads` that it has. */
  readonly programs: readonly string[];
  /** Why it cannot run, and how to change that; null when it can. */
  readonly missing: () => string | null;
  /** A program and the directory of its rows (`facts.ts`) are added to it. */
  readonly command: readonly string[];
}

const folder = fileURLToPath(new URL('../../bench/peers/', import.meta.url));
const batches = ['closure', 'same-generation', 'points-to', 'pointer-kernel', 'reach', 'triangles'];
const processes = ['process-start', 'process-load', 'process-reach', 'process-symbols'];
const ticks = ['tick-store', 'tick-join', 'tick-join3', 'tick-negation', 'tick-count', 'tick-maximum'];

function npm(name: string, module: string, programs: readonly string[]): Peer {
  const missing = () => (existsSync(`${folder}npm/node_modules/${module}`) ? null : 'npm ci --prefix bench/peers/npm');
  return { name, programs, missing, command: [process.execPath, '--expose-gc', '--max-old-space-size=8000', `${folder}npm/${name}.mjs`] };
}

function cargo(name: string, programs: readonly string[]): Peer {
  const binary = `${folder}rust/target/release/peer-${name}`;
  const missing = () => (existsSync(binary) ? null : 'cargo build --release --manifest-path bench/peers/rust/Cargo.toml');
  return { name, programs, missing, command: [binary] };
}

function onPath(name: string, programs: readonly string[], command: readonly string[]): Peer {
  const missing = () => (spawnSync(name, ['--version']).error ? `there is no ${name} on the PATH` : null);
  return { name, programs, missing, command };
}

export const peers: readonly Peer[] = [
  npm('d2ts', '@electric-sql/d2ts', ticks),
  npm('db-ivm', '@tanstack/db-ivm', ticks),
  npm('datascript', 'datascript', ['closure', 'reach', 'triangles']),
  cargo('ascent', batches),
  cargo('datafrog', batches),
  cargo('differential', [...batches, ...ticks, 'tick-delete', 'tick-reach']),
  cargo('dfir', [...batches, ...ticks, 'tick-reach', 'micro-identity', 'micro-fan-in', 'micro-fan-out', 'micro-join']),
  onPath('souffle', [...batches, ...processes], [process.execPath, `${folder}souffle/run.mjs`]),
  onPath('swipl', batches, ['swipl', '-O', `${folder}swipl/run.pl`, '--']),
];
