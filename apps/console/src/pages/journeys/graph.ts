import type { JourneyGraph, JourneyNode } from '@jetbridge/contract';
import { type Kind, nodeKinds, type Way } from './node-kinds.ts';

export const nodeSize = { width: 136, height: 66 } as const;
const columnGap = 72;
const rowGap = 54;

/** Where a way leads; undefined: out of the journey. */
export function targetOf(node: JourneyNode, way: Way): string | undefined {
  const target: unknown = Reflect.get(node, way);
  return typeof target === 'string' && target !== '' ? target : undefined;
}

/** Sets or clears one field or way; the node keeps its kind. */
export function withField(node: JourneyNode, name: string, value: unknown): JourneyNode {
  const next: Record<string, unknown> = { ...node };
  if (value === undefined || value === '') delete next[name];
  else next[name] = value;
  // One member of the union in, the same member out: only a field of its own kind was set.
  return next as JourneyNode;
}

export interface GraphEdge {
  id: string;
  source: string;
  target: string;
  way: Way;
}

export function edgesOf(graph: JourneyGraph): GraphEdge[] {
  const known = new Set(graph.nodes.map((node) => node.id));
  return graph.nodes.flatMap((node) =>
    nodeKinds[node.kind].ways.flatMap((way) => {
      const target = targetOf(node, way);
      return target && known.has(target) ? [{ id: `${node.id}-${way}`, source: node.id, target, way }] : [];
    }),
  );
}

export function changeNode(
  graph: JourneyGraph,
  id: string,
  change: (node: JourneyNode) => JourneyNode,
): JourneyGraph {
  return { ...graph, nodes: graph.nodes.map((node) => (node.id === id ? change(node) : node)) };
}

export function connect(
  graph: JourneyGraph,
  from: string,
  { way, to }: { way: Way; to: string | undefined },
): JourneyGraph {
  if (from === to) return graph;
  return changeNode(graph, from, (node) => withField(node, way, to));
}

/** Takes nodes out; what led to them leads nowhere. */
export function removeNodes(graph: JourneyGraph, ids: ReadonlySet<string>): JourneyGraph {
  const nodes = graph.nodes
    .filter((node) => !ids.has(node.id))
    .map((node) =>
      nodeKinds[node.kind].ways.reduce((kept, way) => {
        const target = targetOf(kept, way);
        return target && ids.has(target) ? withField(kept, way, undefined) : kept;
      }, node),
    );
  return { ...graph, nodes };
}

function fresh(kind: Kind, id: string): JourneyNode {
  switch (kind) {
    case 'trigger':
      return { id, kind, on: { event: '' } };
    case 'wait':
      return { id, kind, for: 'P1D' };
    case 'waitEvent':
      return { id, kind, event: '', for: 'P3D' };
    case 'branch':
      return { id, kind, rule: { all: [] } };
    case 'send':
      return { id, kind, channel: 'wecom', purpose: 'service', text: '' };
    case 'tag':
    case 'exit':
      return { id, kind };
  }
}

export interface Placement {
  /** Where it was dropped. */
  at?: { x: number; y: number };
  /** The node it follows when no place is given: its first free way leads here. */
  after?: string | undefined;
}

/** The nearest place below `wanted` where no node lies. */
function freePlace(graph: JourneyGraph, wanted: { x: number; y: number }): { x: number; y: number } {
  const covered = ({ x, y }: { x: number; y: number }) =>
    graph.nodes.some(
      (node) => Math.abs((node.x ?? 0) - x) < nodeSize.width && Math.abs((node.y ?? 0) - y) < nodeSize.height,
    );
  let place = { x: Math.round(wanted.x), y: Math.round(wanted.y) };
  while (covered(place)) place = { x: place.x, y: place.y + nodeSize.height + rowGap };
  return place;
}

/** Adds a node and says which id it got. Where the node before has no way free, it is put into its first way. */
export function addNode(
  graph: JourneyGraph,
  kind: Kind,
  { at, after }: Placement,
): { graph: JourneyGraph; id: string } {
  const used = new Set(graph.nodes.map((node) => node.id));
  let number = graph.nodes.length + 1;
  while (used.has(`n${number}`)) number++;
  const id = `n${number}`;
  const before = kind === 'trigger' ? undefined : graph.nodes.find((node) => node.id === after);
  const lowest = Math.max(0, ...graph.nodes.map((node) => (node.y ?? 0) + nodeSize.height));
  const beside = before
    ? { x: (before.x ?? 0) + nodeSize.width + columnGap, y: before.y ?? 0 }
    : { x: 16, y: graph.nodes.length === 0 ? 40 : lowest + rowGap };
  const way = before ? freeWay(before) : undefined;
  const onward = before && way ? targetOf(before, way) : undefined;
  // Put between two, it takes the place of the second, and what lies further on makes room.
  const room = onward && !at ? makeRoom(graph, beside.x) : graph;
  const node = Object.assign(fresh(kind, id), freePlace(room, at ?? beside));
  const grown = { ...room, nodes: [...room.nodes, node] };
  if (!before || !way) return { id, graph: grown };
  const own = nodeKinds[kind].ways[0];
  const joined = connect(grown, before.id, { way, to: id });
  return { id, graph: onward && own ? connect(joined, id, { way: own, to: onward }) : joined };
}

/** The first way that leads nowhere, else the main one. */
function freeWay(node: JourneyNode): Way | undefined {
  const { ways } = nodeKinds[node.kind];
  return ways.find((way) => !targetOf(node, way)) ?? ways[0];
}

function makeRoom(graph: JourneyGraph, fromX: number): JourneyGraph {
  const step = nodeSize.width + columnGap;
  return {
    ...graph,
    nodes: graph.nodes.map((node) =>
      (node.x ?? 0) >= fromX ? Object.assign({}, node, { x: (node.x ?? 0) + step }) : node,
    ),
  };
}

/** Gives places to nodes that have none: columns by distance from the trigger. */
export function laidOut(graph: JourneyGraph): JourneyGraph {
  if (graph.nodes.every((node) => node.x !== undefined && node.y !== undefined)) return graph;
  const depth = new Map<string, number>();
  const queue: { node: JourneyNode; column: number }[] = graph.nodes
    .filter((node) => node.kind === 'trigger')
    .map((node) => ({ node, column: 0 }));
  const byId = new Map(graph.nodes.map((node) => [node.id, node]));
  for (let step = queue.shift(); step; step = queue.shift()) {
    if (depth.has(step.node.id)) continue;
    depth.set(step.node.id, step.column);
    for (const way of nodeKinds[step.node.kind].ways) {
      const next = byId.get(targetOf(step.node, way) ?? '');
      if (next) queue.push({ node: next, column: step.column + 1 });
    }
  }
  const rows = new Map<number, number>();
  const nodes = graph.nodes.map((node) => {
    if (node.x !== undefined && node.y !== undefined) return node;
    const column = depth.get(node.id) ?? 0;
    const row = rows.get(column) ?? 0;
    rows.set(column, row + 1);
    return {
      ...node,
      x: 16 + column * (nodeSize.width + columnGap),
      y: 40 + row * (nodeSize.height + rowGap),
    };
  });
  return { ...graph, nodes };
}
