/** What there is of acquisition links and their quota: plain data, which a snapshot can hold. */

export interface LinkRange {
  users: string[];
  departments: number[];
}

/** Who came by a link. Stays when the friendship is over. */
export interface LinkCustomer {
  userid: string;
  externalUserId: string;
  /** The link's `customer_channel`; empty without. */
  state: string;
  /** Unix milliseconds. */
  at: number;
  /** How many they have written since. */
  messages: number;
}

export interface StoredLink {
  id: string;
  name: string;
  /** An app sees only the links it made. */
  agentId: number;
  createdAt: number;
  skipVerify: boolean;
  range: LinkRange;
  priority: { type: 1 | 2; users: string[] } | undefined;
  clicks: { externalUserId: string; at: number }[];
  customers: LinkCustomer[];
  /** That nobody is left behind it has been told. */
  unavailableTold: boolean;
}

/** Units that were bought together. */
export interface Batch {
  bought: number;
  left: number;
  expiresAt: number;
}

interface ChatKey {
  linkId: string;
  customer: LinkCustomer;
  messages: number;
  issuedAt: number;
}

export interface AcquisitionState {
  links: Map<string, StoredLink>;
  /** Whom a link has led to a member who has not accepted yet, by pair. */
  underWay: Map<string, { linkId: string; state: string }>;
  /** The friendships that began by a link, by pair. */
  byPair: Map<string, { linkId: string; customer: LinkCustomer }>;
  chatKeys: Map<string, ChatKey>;
  batches: Batch[];
  /** What uses up one unit. */
  spentOn: 'added' | 'first_chat';
  /** Whether `open_profile` is told, which is so in certain industries only. */
  tellsOpened: boolean;
}

export function createAcquisitionState(): AcquisitionState {
  return {
    links: new Map(),
    underWay: new Map(),
    byPair: new Map(),
    chatKeys: new Map(),
    batches: [],
    spentOn: 'added',
    tellsOpened: false,
  };
}

export function pairOf(userid: string, externalUserId: string): string {
  return `${userid.toLowerCase()} ${externalUserId}`;
}

export function balanceOf({ batches }: AcquisitionState, now: number): number {
  return batches.reduce((sum, { left, expiresAt }) => sum + (now < expiresAt ? left : 0), 0);
}

/** What a test may compare a client's picture with. */
export function acquisitionTruth({ links, batches, spentOn }: AcquisitionState) {
  return { links: [...links.values()], batches, spentOn };
}

export type AcquisitionSnapshot = Pick<AcquisitionState, 'batches' | 'spentOn' | 'tellsOpened'> & {
  links: StoredLink[];
  underWay: [string, { linkId: string; state: string }][];
  /** Pairs whose friendship is still the one that began by a link. */
  pairs: string[];
};

export function takeAcquisitionSnapshot(state: AcquisitionState): AcquisitionSnapshot {
  const { links, underWay, byPair, batches, spentOn, tellsOpened } = state;
  return {
    links: [...links.values()],
    underWay: [...underWay],
    pairs: [...byPair.keys()],
    batches,
    spentOn,
    tellsOpened,
  };
}

/** Copied, as the same snapshot may be started from twice. */
export function restoreAcquisition(state: AcquisitionState, snapshot: AcquisitionSnapshot): void {
  const { links, underWay, pairs, ...rest } = structuredClone(snapshot);
  Object.assign(state, rest);
  for (const [pair, coming] of underWay) state.underWay.set(pair, coming);
  const living = new Set(pairs);
  for (const link of links) {
    state.links.set(link.id, link);
    for (const customer of link.customers) {
      const pair = pairOf(customer.userid, customer.externalUserId);
      const known = state.byPair.get(pair);
      // Of several friendships of the two, the last.
      if (living.has(pair) && (!known || known.customer.at <= customer.at)) {
        state.byPair.set(pair, { linkId: link.id, customer });
      }
    }
  }
}
