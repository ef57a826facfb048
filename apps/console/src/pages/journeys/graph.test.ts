import type { JourneyGraph } from '@jetbridge/contract';
import { describe, expect, it } from 'vitest';
import { addNode, connect, edgesOf, laidOut, removeNodes } from './graph.ts';

const graph: JourneyGraph = {
  nodes: [
    { id: 'n1', kind: 'trigger', on: { event: 'Friend Added' }, next: 'n2' },
    { id: 'n2', kind: 'branch', rule: { all: [] }, yes: 'n3' },
    { id: 'n3', kind: 'exit' },
  ],
};

describe('the journey on the canvas', () => {
  it('draws one edge per way that leads somewhere', () => {
    expect(edgesOf(graph).map((edge) => edge.id)).toEqual(['n1-next', 'n2-yes']);
  });

  it('leads the first free way of the chosen node to the one that is added', () => {
    const { graph: grown, id } = addNode(graph, 'wait', { after: 'n2' });
    expect(id).toBe('n4');
    expect(edgesOf(grown).find((edge) => edge.target === 'n4')).toMatchObject({ source: 'n2', way: 'no' });
  });

  it('puts a node into the way of one that has none free, and on no other node', () => {
    const { graph: grown, id } = addNode(laidOut(graph), 'wait', { after: 'n1' });
    expect(edgesOf(grown).map((edge) => `${edge.source} ${edge.target}`)).toEqual([
      'n1 n4',
      'n2 n3',
      `${id} n2`,
    ]);
    const places = grown.nodes.map((node) => `${node.x} ${node.y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  it('never leads a node to itself, and a trigger follows nobody', () => {
    expect(connect(graph, 'n2', { way: 'no', to: 'n2' })).toBe(graph);
    expect(edgesOf(addNode(graph, 'trigger', { after: 'n2' }).graph)).toHaveLength(2);
  });

  it('lets what led to a removed node lead nowhere', () => {
    expect(edgesOf(removeNodes(graph, new Set(['n2'])))).toEqual([]);
  });

  it('gives places to nodes that have none, in columns from the trigger', () => {
    expect(laidOut(graph).nodes.map((node) => node.x)).toEqual([16, 224, 432]);
  });
});
