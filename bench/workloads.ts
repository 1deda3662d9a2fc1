import { closureInlined, closureOfRows, closureOfWords } from './byhand/closure.ts';
import { closureOfSets } from './byhand/closure-of-sets.ts';
import { pointerKernelOfRows, pointerKernelOfWords } from './byhand/pointer-kernel.ts';
import { pointsToOfRows, pointsToOfWords } from './byhand/points-to.ts';
import { reachOfSorted, reachOfWords } from './byhand/reach.ts';
import { sameGenerationOfRows, sameGenerationOfWords } from './byhand/same-generation.ts';
import { trianglesOfMarks, trianglesOfWords } from './byhand/triangles.ts';
import { chain, grid, randomGraph, scaleFree } from './generators/graphs.ts';
import { genealogy, pointerProgram, statements } from './generators/programs.ts';
import { table, type Table } from './table.ts';
import type { Size, Workload } from './workload.ts';

const closures = { words: closureOfWords, inlined: closureInlined, rows: closureOfRows, sets: closureOfSets };
const triangles = { words: trianglesOfWords, rows: trianglesOfMarks };

function closure(shape: string, title: string, edge: (size: Size) => Table): Workload {
  return { name: `closure-${shape}`, title: `closure, ${title}`, program: 'closure', recursive: true, warm: false, inputs: (size) => ({ edge: edge(size) }), byHand: closures };
}

function trianglesOf(shape: string, title: string, edge: (size: Size) => Table): Workload {
  return { name: `triangles-${shape}`, title: `triangles, ${title}`, program: 'triangles', recursive: false, warm: false, inputs: (size) => ({ edge: edge(size) }), byHand: triangles };
}

/** The batch workloads. */
export const workloads: readonly Workload[] = [
  closure('random', 'random 2,500 nodes, 5,000 edges', (size) => (size === 'full' ? randomGraph(2500, 5000, 1) : randomGraph(25, 50, 1))),
  closure('chain', 'chain of 3,000', (size) => chain(size === 'full' ? 3000 : 20)),
  closure('grid', '64x64 grid', (size) => grid(size === 'full' ? 64 : 5)),
  closure('scale-free', 'scale-free 4,500 nodes', (size) => scaleFree(size === 'full' ? 4500 : 30, 2, 0.9, 2)),
  closure('sparse', 'big sparse, 200,000 nodes', (size) => (size === 'full' ? randomGraph(200_000, 184_000, 3) : randomGraph(200, 180, 3))),
  {
    name: 'same-generation',
    title: 'same generation, 3,000 people',
    program: 'same-generation',
    recursive: true,
    warm: false,
    inputs: (size) => ({ parent: size === 'full' ? genealogy(3000, 22, 5) : genealogy(25, 8, 5) }),
    byHand: { words: sameGenerationOfWords, rows: sameGenerationOfRows },
  },
  {
    name: 'points-to',
    title: 'points-to, 60,000 variables',
    program: 'points-to',
    recursive: true,
    warm: false,
    inputs: (size) =>
      size === 'full'
        ? statements({ modules: 100, variables: 600, objects: 60, fields: 10, assigns: 1300, loads: 28, stores: 28, calls: 20 }, 6)
        : statements({ modules: 3, variables: 14, objects: 4, fields: 2, assigns: 12, loads: 5, stores: 5, calls: 3 }, 6),
    byHand: { words: pointsToOfWords, rows: pointsToOfRows },
  },
  {
    name: 'pointer-kernel',
    title: 'context-sensitive pointer analysis kernel, 9,000 variables',
    program: 'pointer-kernel',
    recursive: true,
    warm: false,
    inputs: (size) => (size === 'full' ? pointerProgram(90, 100, 175, 8) : pointerProgram(3, 4, 6, 8)),
    byHand: { words: pointerKernelOfWords, rows: pointerKernelOfRows },
  },
  {
    name: 'reach',
    title: 'reach from one node, 4,000,000 edges',
    program: 'reach',
    recursive: true,
    warm: false,
    inputs: (size) => ({ edge: size === 'full' ? randomGraph(1_000_000, 4_000_000, 4) : randomGraph(30, 60, 4), start: table(1, Int32Array.of(0)) }),
    byHand: { words: reachOfWords, rows: reachOfSorted },
  },
  trianglesOf('random', 'random 1,200,000 edges', (size) => (size === 'full' ? randomGraph(20_000, 1_200_000, 7) : randomGraph(20, 80, 7))),
  trianglesOf('scale-free', 'scale-free 800,000 edges', (size) => (size === 'full' ? scaleFree(100_000, 8, 0.5, 8) : scaleFree(30, 4, 0.5, 8))),
];
