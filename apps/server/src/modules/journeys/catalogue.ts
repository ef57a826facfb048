/** What workers and the spine's listener remember of the published graphs, until something is published, paused or resumed. */
import type { JourneyGraph, JourneyNode, PropertyFilter } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';
import { isTrigger } from './rules.ts';
import * as store from './store.ts';

export interface PlacedNode {
  id: number;
  journeyId: string;
  journeyName: string;
  version: number;
  node: JourneyNode;
  /** Node ids by the name they have in the graph. */
  siblings: ReadonlyMap<string, number>;
}

/** How people get into the version of a running journey that takes them. */
export interface Entrance {
  nodeId: number;
  journeyId: string;
  journeyName: string;
  version: number;
  segment: string | null;
  where: readonly PropertyFilter[];
  reentry: JourneyGraph['reentry'];
}

export interface Catalogue {
  revision: string;
  nodes: ReadonlyMap<number, PlacedNode>;
  /** By the event name that opens them; `Segment Entered` for segments. */
  entrances: ReadonlyMap<string, readonly Entrance[]>;
  /** Names of events that anybody may be waiting for. */
  waitedFor: ReadonlySet<string>;
}

const segmentEntered = 'Segment Entered';

/** Reads the catalogue anew only when it has changed. One per process. */
export function createCatalogueReader(): (sql: Sql) => Promise<Catalogue> {
  let known: Catalogue | null = null;
  return async (sql) => {
    // Changed in the transactions that publish, so that whoever sees a revision sees what it stands for.
    const revision = await store.readRevision(sql);
    if (known?.revision !== revision) known = await load(sql, revision);
    return known;
  };
}

async function load(sql: Sql, revision: string): Promise<Catalogue> {
  const versions = await store.readLiveVersions(sql);
  const nodeRows = await store.readNodes(sql);
  const nodes = new Map<number, PlacedNode>();
  const entrances = new Map<string, Entrance[]>();
  const waitedFor = new Set<string>();
  for (const version of versions) {
    const rows = nodeRows.filter(
      (row) => row.journeyId === version.journeyId && row.version === version.version,
    );
    const siblings = new Map(rows.map((row) => [row.code, row.id]));
    for (const node of version.graph.nodes) {
      const id = siblings.get(node.id);
      if (id === undefined) throw new Error(`Node ${node.id} of journey ${version.journeyId} has no number`);
      nodes.set(id, { id, ...version, node, siblings });
      if (node.kind === 'waitEvent') waitedFor.add(node.event);
      if (isTrigger(node) && version.takesPeople) {
        const name = 'event' in node.on ? node.on.event : segmentEntered;
        entrances.set(name, [...(entrances.get(name) ?? []), entranceOf(version, id, node)]);
      }
    }
  }
  return { revision, nodes, entrances, waitedFor };
}

function entranceOf(
  version: store.LiveVersion,
  nodeId: number,
  node: Extract<JourneyNode, { kind: 'trigger' }>,
): Entrance {
  return {
    nodeId,
    journeyId: version.journeyId,
    journeyName: version.journeyName,
    version: version.version,
    segment: 'segment' in node.on ? node.on.segment : null,
    // Checked against the rule grammar when it was published; the contract types it more loosely.
    where: 'event' in node.on ? ((node.on.where ?? []) as PropertyFilter[]) : [],
    reentry: version.graph.reentry,
  };
}
