import { journeyLimits } from '@jetbridge/contract';
import { parseDuration } from './rules.ts';

/** What one argument of a node has to be. Forms render from this, and a graph is checked against it. */
export interface Argument {
  type: 'duration' | 'text' | 'link' | 'event' | 'rule' | 'tags' | 'trigger' | 'choice';
  required: boolean;
  choices?: readonly string[];
}

/** What is known of a kind of node without running it. */
export interface NodeShape {
  kind: string;
  args: Readonly<Record<string, Argument>>;
  /** The fields that name following nodes. */
  ways: readonly string[];
  /** Whether time passes here, so that a circle through it does not turn for ever. */
  rests: boolean;
}

/** What a graph may refer to, looked up beforehand. */
export interface Lookups {
  tags: ReadonlySet<string>;
  segments: ReadonlySet<string>;
  /** Why a rule is not one; null when it is. */
  ruleProblem(rule: unknown): string | null;
}

/** `node` null: the graph as a whole. `reason` is a code that the console puts into words. */
export interface Problem {
  node: string | null;
  field: string;
  reason: string;
}

type Loose = Record<string, unknown>;
const isObject = (value: unknown): value is Loose =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Ids of the tags and segments that a graph mentions, in whatever state it is. */
export function mentioned(graph: unknown): { tags: string[]; segments: string[] } {
  const tags = new Set<string>();
  const segments = new Set<string>();
  const visit = (value: unknown, field: string): void => {
    if (typeof value === 'string' && field === 'segment') segments.add(value);
    if (Array.isArray(value)) {
      for (const item of value) {
        if (typeof item === 'string' && (field === 'add' || field === 'remove')) tags.add(item);
        visit(item, '');
      }
    } else if (isObject(value)) for (const [key, item] of Object.entries(value)) visit(item, key);
  };
  visit(graph, '');
  return { tags: [...tags], segments: [...segments] };
}

/** Bytes of UTF-8 that WeCom takes as the text of a message, and those of a whole graph that is kept. */
const largest = { textBytes: 4_000, graphBytes: 200_000 };

/** Whether this can be kept as a draft at all: a list of nodes with ids, not too large. */
export function draftProblem(graph: unknown): Problem | null {
  const nodes = isObject(graph) ? graph.nodes : undefined;
  if (!Array.isArray(nodes)) return { node: null, field: 'nodes', reason: 'required' };
  if (nodes.length > journeyLimits.nodes) return { node: null, field: 'nodes', reason: 'too_many' };
  if (!nodes.every((node) => isObject(node) && typeof node.id === 'string'))
    return { node: null, field: 'nodes', reason: 'invalid' };
  if (JSON.stringify(graph).length > largest.graphBytes)
    return { node: null, field: 'nodes', reason: 'too_long' };
  return null;
}

/** Everything that keeps a graph from being published; empty when nothing does. */
export function checkGraph(
  graph: unknown,
  shapes: Readonly<Record<string, NodeShape>>,
  lookups: Lookups,
): Problem[] {
  const broken = draftProblem(graph);
  if (broken) return [broken];
  const { nodes, reentry } = graph as { nodes: (Loose & { id: string })[]; reentry?: unknown };
  const problems = [...checkIds(nodes), ...checkReentry(reentry)];
  const known = new Map(nodes.map((node) => [node.id, node]));
  for (const node of nodes) {
    const shape = typeof node.kind === 'string' ? shapes[node.kind] : undefined;
    if (!shape) problems.push({ node: node.id, field: 'kind', reason: 'unknown' });
    else problems.push(...checkNode(node, shape, lookups), ...checkWays(node, shape, known));
  }
  if (problems.length === 0) problems.push(...checkPaths(nodes, shapes));
  return problems;
}

function checkIds(nodes: readonly { id: string; kind?: unknown }[]): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const { id } of nodes) {
    if (id === '' || id.length > 64) problems.push({ node: id, field: 'id', reason: 'invalid' });
    if (seen.has(id)) problems.push({ node: id, field: 'id', reason: 'duplicate' });
    seen.add(id);
  }
  const triggers = nodes.filter((node) => node.kind === 'trigger');
  if (triggers.length === 0) problems.push({ node: null, field: 'nodes', reason: 'trigger_missing' });
  for (const extra of triggers.slice(1))
    problems.push({ node: extra.id, field: 'kind', reason: 'trigger_twice' });
  return problems;
}

function checkReentry(reentry: unknown): Problem[] {
  if (reentry === undefined || reentry === 'never' || reentry === 'always') return [];
  if (isObject(reentry) && parseDuration(reentry.after)) return [];
  return [{ node: null, field: 'reentry', reason: 'duration_invalid' }];
}

function checkNode(node: Loose & { id: string }, shape: NodeShape, lookups: Lookups): Problem[] {
  return Object.entries(shape.args).flatMap(([field, argument]) => {
    const value = node[field];
    const missing = value === undefined || value === null || value === '';
    const reason = missing
      ? argument.required
        ? 'required'
        : null
      : argumentProblem(value, argument, lookups);
    return reason === null ? [] : [{ node: node.id, field, reason }];
  });
}

function argumentProblem(value: unknown, argument: Argument, lookups: Lookups): string | null {
  switch (argument.type) {
    case 'duration':
      return parseDuration(value) ? null : 'duration_invalid';
    case 'event':
      return typeof value === 'string' && value.length <= 120 ? null : 'invalid';
    case 'choice':
      return argument.choices?.includes(String(value)) ? null : 'invalid';
    case 'text':
      return textProblem(value);
    case 'link':
      return typeof value === 'string' && /^https?:\/\/[^\s/]+/.test(value) && value.length <= 2000
        ? null
        : 'link_invalid';
    case 'rule':
      return lookups.ruleProblem(value) ?? segmentsProblem(value, lookups);
    case 'tags':
      if (!Array.isArray(value) || value.length > 50) return 'invalid';
      return value.every((id) => lookups.tags.has(String(id))) ? null : 'unknown_tag';
    case 'trigger':
      return triggerProblem(value, lookups);
  }
}

function textProblem(value: unknown): string | null {
  if (typeof value !== 'string' || value.trim() === '') return 'required';
  // WeCom counts bytes of UTF-8; a Chinese character has three.
  const bytes = new TextEncoder().encode(value).length;
  if (value.length > journeyLimits.textLength || bytes > largest.textBytes) return 'too_long';
  const unknown = [...value.matchAll(/\{([A-Za-z_]+)\}/g)].some((match) => match[1] !== 'name');
  return unknown ? 'placeholder_unknown' : null;
}

function segmentsProblem(rule: unknown, lookups: Lookups): string | null {
  return mentioned(rule).segments.every((id) => lookups.segments.has(id)) ? null : 'unknown_segment';
}

function triggerProblem(value: unknown, lookups: Lookups): string | null {
  if (!isObject(value)) return 'invalid';
  if (typeof value.segment === 'string')
    return lookups.segments.has(value.segment) ? null : 'unknown_segment';
  if (typeof value.event !== 'string' || value.event === '' || value.event.length > 120) return 'required';
  const { where } = value;
  if (where === undefined) return null;
  // The same grammar as in a segment's event rule, so the same judge.
  return lookups.ruleProblem({ event: value.event, where });
}

function checkWays(
  node: Loose & { id: string },
  shape: NodeShape,
  known: ReadonlyMap<string, Loose>,
): Problem[] {
  return shape.ways.flatMap((way) => {
    const target = node[way];
    if (target === undefined || target === null || target === '') return [];
    const next = known.get(String(target));
    if (!next) return [{ node: node.id, field: way, reason: 'unknown_node' }];
    return next.kind === 'trigger' ? [{ node: node.id, field: way, reason: 'leads_to_trigger' }] : [];
  });
}

function checkPaths(
  nodes: readonly (Loose & { id: string })[],
  shapes: Readonly<Record<string, NodeShape>>,
): Problem[] {
  const shapeOf = (node: Loose) => shapes[String(node.kind)];
  const following = new Map(
    nodes.map((node) => [
      node.id,
      (shapeOf(node)?.ways ?? []).map((way) => String(node[way] ?? '')).filter((id) => id !== ''),
    ]),
  );
  const reached = new Set<string>();
  const open = nodes.filter((node) => node.kind === 'trigger').map((node) => node.id);
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    open.push(...(following.get(id) ?? []));
  }
  const problems: Problem[] = nodes
    .filter((node) => !reached.has(node.id))
    .map((node) => ({ node: node.id, field: 'id', reason: 'unreachable' }));
  const restless = new Set(nodes.filter((node) => !shapeOf(node)?.rests).map((node) => node.id));
  const leadsOn = (id: string) => (following.get(id) ?? []).some((next) => restless.has(next));
  const isLedTo = (id: string) => [...restless].some((other) => following.get(other)?.includes(id));
  // Taking away, again and again, what leads to none of them or what none leads to leaves the circles without a wait.
  for (let before = -1; before !== restless.size; ) {
    before = restless.size;
    for (const id of restless) if (!leadsOn(id) || !isLedTo(id)) restless.delete(id);
  }
  const circling = nodes.find((node) => restless.has(node.id));
  if (circling) problems.push({ node: circling.id, field: 'next', reason: 'cycle_without_wait' });
  return problems;
}
