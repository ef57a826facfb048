import type { CustomerId, JourneyNode } from '@jetbridge/contract';
import type { Sql } from '../../../kernel/postgres.ts';
import type { Outreach } from '../../outreach/index.ts';
import type { Segments } from '../../segments/index.ts';
import type { Tags } from '../../tags/index.ts';
import type { NodeShape } from '../graph.rules.ts';

/** What nodes may ask of the modules beneath. */
export interface Services {
  outreach: Pick<Outreach, 'decide'>;
  segments: Pick<Segments, 'evaluate'>;
  tags: Pick<Tags, 'assign' | 'names'>;
  /** Calendar in which days are counted. */
  zone: string;
}

/** Somebody standing at a node. */
export interface Traveller {
  enrolmentId: string;
  customerId: CustomerId;
  /** Where the locked row lies on disk, which is the shortest way back to it. */
  row: string;
  /** How often this node has run for them already; 0: just arrived. */
  runs: number;
  /** The event they waited for came. */
  woken: boolean;
}

/** What becomes of a traveller: out by a way, or on at this node until an instant or until an event comes. */
export type Step = { leave: string } | { rest: Date; waitsFor?: string };

export interface Visit<N> {
  tx: Sql;
  now: Date;
  journeyId: string;
  node: N;
  services: Services;
}

type NodeOf<K extends JourneyNode['kind']> = Extract<JourneyNode, { kind: K }>;

export interface NodeDefinition<K extends JourneyNode['kind'] = JourneyNode['kind']> extends NodeShape {
  kind: K;
  /** Runs the node once for all these travellers, in the transaction that moves them: a step for each, in order. */
  run(visit: Visit<NodeOf<K>>, travellers: readonly Traveller[]): Promise<Step[]>;
  /** What the node does in a few words, for logs; never what is said to people. */
  describe(node: NodeOf<K>): string;
}

/** A kind of node is one file that calls this; nothing else has to know it beside the list in `index.ts`. */
export function defineNode<K extends JourneyNode['kind']>(definition: NodeDefinition<K>): NodeDefinition<K> {
  return definition;
}
