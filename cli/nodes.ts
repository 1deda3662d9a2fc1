import type { Program } from '../datalog/program.ts';

/** A location to run, and the role it has; null where `--nodes` gives none. */
export interface Node {
  readonly name: string;
  readonly role: string | null;
}

/**
 * Nodes of `a,b:Leader`, or what is wrong with the text. What follows a colon and is no identifier, such
 * as a port, is part of the name.
 */
export function parseNodes(text: string): readonly Node[] | string {
  const nodes: Node[] = [];
  for (const part of text.split(',')) {
    const { name, role } = parseNode(part);
    if (name === '') return 'a node has no name; write --nodes a,b:Leader';
    if (nodes.some((each) => each.name === name)) return `node ${name} is given twice`;
    nodes.push({ name, role });
  }
  return nodes;
}

/** The node of `a` or `a:Leader`. */
export function parseNode(text: string): Node {
  const match = /^(.*):([A-Za-z_?][\w?.]*)$/s.exec(text.trim());
  return { name: match?.[1] ?? text.trim(), role: match?.[2] ?? null };
}

/** Nodes whose roles the program has, or what is wrong with them. */
export function checkNodes(program: Program, nodes: readonly Node[]): readonly Node[] | string {
  if (nodes.length > 0 && !program.located) return 'the program has no locations, so it has no use for --nodes';
  for (const { name, role } of nodes) {
    if (role === null || role === 'addr' || program.roles.has(role)) continue;
    const roles = [...program.roles.keys()].join(', ');
    return `node ${name}: the program has no role ${role}; ${roles === '' ? 'it has none' : `it has ${roles}`}`;
  }
  return nodes.map(({ name, role }) => ({ name, role: role === 'addr' ? null : role }));
}
