import type { JourneyNode } from '@jetbridge/contract';
import { describe, expect, it } from 'vitest';
import { checkGraph, draftProblem, type Lookups, mentioned } from './graph.rules.ts';
import { nodeDefinitions } from './nodes/index.ts';

const lookups: Lookups = {
  tags: new Set(['t1']),
  segments: new Set(['s1']),
  ruleProblem: (rule) => (JSON.stringify(rule).includes('wrong') ? 'rule_invalid' : null),
};
const trigger = { id: 'in', kind: 'trigger', on: { event: 'Order Completed' }, next: 'a' };
const send = { id: 'a', kind: 'send', channel: 'wecom', purpose: 'service', text: '您好' };
const wait = (id: string, next: string) => ({ id, kind: 'wait', for: 'PT1H', next });
const problems = (nodes: unknown[], reentry?: unknown) =>
  checkGraph({ nodes, reentry }, nodeDefinitions, lookups).map((p) => `${p.node} ${p.field} ${p.reason}`);

describe('a graph that can be published', () => {
  it('needs no more than a trigger', () => {
    expect(problems([{ id: 'in', kind: 'trigger', on: { segment: 's1' } }])).toEqual([]);
  });
  it('may have every kind of node and turn in circles that rest', () => {
    const nodes = [
      { ...trigger, on: { event: 'X', where: [{ property: 'total', is: 'gt', value: 1 }] } },
      { ...send, next: 'b', refused: 'c', link: 'https://yj.example' },
      { id: 'b', kind: 'branch', rule: { segment: 's1' }, yes: 'c', no: 'd' },
      { id: 'c', kind: 'tag', add: ['t1'], next: 'e' },
      { id: 'd', kind: 'waitEvent', event: 'Y', for: 'P1D', next: 'a', timeout: 'e' },
      { id: 'e', kind: 'exit' },
    ] as JourneyNode[];
    expect(problems(nodes, { after: 'P30D' })).toEqual([]);
  });
});

describe('what keeps a graph from being published', () => {
  it('is a list that is none, or too long', () => {
    expect(draftProblem({})).toMatchObject({ reason: 'required' });
    expect(draftProblem(null)).toMatchObject({ reason: 'required' });
    expect(draftProblem({ nodes: [1] })).toMatchObject({ reason: 'invalid' });
    expect(draftProblem({ nodes: Array.from({ length: 61 }, () => send) })).toMatchObject({
      reason: 'too_many',
    });
  });
  it('is a start that is missing or there twice', () => {
    expect(problems([])).toEqual(['null nodes trigger_missing']);
    expect(problems([trigger, { ...trigger, id: 'in2' }, send])).toContain('in2 kind trigger_twice');
  });
  it('is a node nobody knows, or the same name twice', () => {
    expect(problems([trigger, { id: 'a', kind: 'rocket' }])).toEqual(['a kind unknown']);
    expect(problems([trigger, send, send])).toContain('a id duplicate');
  });
  it('is a field that is missing or wrong', () => {
    const bad = (node: object) => problems([trigger, { id: 'a', ...node }]);
    expect(bad({ kind: 'wait' })).toEqual(['a for required']);
    for (const duration of ['1h', 'PT0S', '-P1D', 'P401D', 'P2Y', 7]) {
      expect(bad({ kind: 'wait', for: duration })).toEqual(['a for duration_invalid']);
    }
    expect(bad({ ...send, text: '航'.repeat(1334) })).toEqual(['a text too_long']);
    expect(bad({ ...send, text: 'Dear {frist_name}' })).toEqual(['a text placeholder_unknown']);
    expect(bad({ ...send, text: '  ' })).toEqual(['a text required']);
    expect(bad({ ...send, purpose: 'spam' })).toEqual(['a purpose invalid']);
    expect(bad({ ...send, link: 'javascript:alert(1)' })).toEqual(['a link link_invalid']);
    expect(bad({ kind: 'branch', rule: { wrong: 1 } })).toEqual(['a rule rule_invalid']);
    expect(bad({ kind: 'branch', rule: { not: { segment: 's2' } } })).toEqual(['a rule unknown_segment']);
    expect(bad({ kind: 'tag', add: ['t1', 't2'] })).toEqual(['a add unknown_tag']);
    expect(problems([{ ...trigger, on: { segment: 's2' } }, send])).toEqual(['in on unknown_segment']);
    expect(problems([trigger, send], { after: 'often' })).toEqual(['null reentry duration_invalid']);
  });
  it('is a way to nowhere, back to the start, or a node that no way leads to', () => {
    expect(problems([trigger])).toEqual(['in next unknown_node']);
    expect(problems([trigger, { ...send, next: 'in' }])).toEqual(['a next leads_to_trigger']);
    expect(problems([trigger, send, wait('b', 'a')])).toEqual(['b id unreachable']);
  });
  it('is a circle in which nobody ever rests', () => {
    const tag = (id: string, next: string) => ({ id, kind: 'tag', add: ['t1'], next });
    expect(problems([trigger, tag('a', 'b'), tag('b', 'a')])).toEqual(['a next cycle_without_wait']);
    expect(problems([trigger, tag('a', 'b'), wait('b', 'a')])).toEqual([]);
  });
});

it('tags and segments are found wherever they are mentioned', () => {
  const rule = { all: [{ segment: 's1' }, { not: { segment: 's2' } }] };
  const graph = {
    nodes: [
      { kind: 'tag', add: ['t1'], remove: ['t2'] },
      { kind: 'branch', rule },
    ],
  };
  expect(mentioned(graph)).toEqual({ tags: ['t1', 't2'], segments: ['s1', 's2'] });
});
