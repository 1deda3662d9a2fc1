/** Numbered nodes and where their edges lead: those of node `n` are `targets` from `starts[n]` to `ends[n]`. */
export interface Adjacency {
  readonly nodes: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly targets: Int32Array;
}

/** The strongly connected components of a graph; an edge from one to another leads to the smaller number. */
export interface Components {
  readonly count: number;
  /** By node. */
  readonly of: Int32Array;
}

/** Tarjan's algorithm (SIAM Journal on Computing 1972, section 4), without recursion; costs the nodes and edges. */
export function components({ nodes, starts, ends, targets }: Adjacency): Components {
  const of = new Int32Array(nodes).fill(-1);
  /** By node: when it was met, from 1 on. */
  const met = new Int32Array(nodes);
  /** By node: the earliest that is known to be reached from it and to be in no component yet. */
  const least = new Int32Array(nodes);
  /** By node: the next edge to follow. */
  const next = starts.slice(0, nodes);
  /** Nodes in no component yet, and those being followed. */
  const open = new Int32Array(nodes);
  const path = new Int32Array(nodes);
  let [count, time, opened, depth] = [0, 0, 0, 0];
  for (let root = 0; root < nodes; root++) {
    if (met[root] !== 0) continue;
    path[depth++] = root;
    while (depth > 0) {
      const node = path[depth - 1]!;
      if (met[node] === 0) {
        met[node] = least[node] = ++time;
        open[opened++] = node;
      }
      const end = ends[node]!;
      let at = next[node]!;
      let low = least[node]!;
      while (at < end) {
        const target = targets[at]!;
        if (met[target] === 0) {
          path[depth++] = target;
          break;
        }
        // What is followed from here has come back: its edge is looked at again.
        if (of[target] === -1 && least[target]! < low) low = least[target]!;
        at++;
      }
      next[node] = at;
      least[node] = low;
      if (at < end) continue;
      depth--;
      if (low !== met[node]) continue;
      for (let member = -1; member !== node; ) {
        member = open[--opened]!;
        of[member] = count;
      }
      count++;
    }
  }
  return { count, of };
}
