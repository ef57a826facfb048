import type { JourneyNode } from '@jetbridge/contract';
import { branch } from './branch.ts';
import { exit } from './exit.ts';
import type { Step, Traveller, Visit } from './node.ts';
import { send } from './send.ts';
import { tag } from './tag.ts';
import { trigger } from './trigger.ts';
import { wait } from './wait.ts';
import { waitEvent } from './wait-event.ts';

/** Every kind of node there is. */
export const nodeDefinitions = { trigger, wait, waitEvent, branch, send, tag, exit };

interface AnyNode {
  run(visit: Visit<JourneyNode>, travellers: readonly Traveller[]): Promise<Step[]>;
  describe(node: JourneyNode): string;
}

/** The definition that fits a node: `kind` selects both, which the type system cannot follow. */
function definitionOf(node: JourneyNode): AnyNode {
  return nodeDefinitions[node.kind] as AnyNode;
}

export function runNode(visit: Visit<JourneyNode>, travellers: readonly Traveller[]): Promise<Step[]> {
  return definitionOf(visit.node).run(visit, travellers);
}

export function describeNode(node: JourneyNode): string {
  return definitionOf(node).describe(node);
}
