/** Which customer an event belongs to, and which customers turn out to be one. Pure: no store is asked. */
import type { CustomerId, IdentityKind } from '@jetbridge/contract';

/** [kind, value] or, for personal data, [kind, blind index, sealed value]; strongest kind first. */
export type StoredIdentifier = [kind: IdentityKind, value: string, sealed?: string];

/** Values with the event time they were stated at, in milliseconds. */
export type TimedTraits = Record<string, [value: unknown, atMs: number]>;

/**
 * Last writer wins by event time, trait by trait; of two at the same instant the greater JSON text, so that the
 * outcome does not depend on which arrived first. Null when nothing changes.
 */
export function applyTraits(
  known: TimedTraits,
  stated: Record<string, unknown>,
  atMs: number,
): TimedTraits | null {
  let next: TimedTraits | null = null;
  for (const [name, value] of Object.entries(stated)) {
    const before = Object.hasOwn(known, name) ? known[name] : undefined;
    if (before && !isNewer(value, atMs, before)) continue;
    next ??= { ...known };
    next[name] = [value, atMs];
  }
  return next;
}

function isNewer(value: unknown, atMs: number, before: [unknown, number]): boolean {
  if (atMs !== before[1]) return atMs > before[1];
  return JSON.stringify(value) > JSON.stringify(before[0]);
}

/** Both histories together, each trait by its newest statement. */
export function mergeTraits(a: TimedTraits, b: TimedTraits): TimedTraits {
  const merged: TimedTraits = { ...a };
  for (const [name, entry] of Object.entries(b)) {
    const before = merged[name];
    if (!before || isNewer(entry[0], entry[1], before)) merged[name] = entry;
  }
  return merged;
}

/** A customer that does not exist yet; its id is drawn when the batch is written. */
export interface NewCustomer {
  placeholder: number;
  firstSeenAt: Date;
}

export type CustomerRef = CustomerId | NewCustomer;

export interface Linking {
  /** One per event, in order. */
  owners: CustomerRef[];
  /** New identifiers and whom they point to. */
  links: { kind: IdentityKind; value: string; sealed: string | null; owner: CustomerRef; at: Date }[];
  merges: { winner: CustomerId; loser: CustomerId; because: string }[];
  conflicts: { left: CustomerRef; right: CustomerRef; because: string }[];
  created: NewCustomer[];
}

export interface Known {
  /** identifier key → customer. */
  customers: ReadonlyMap<string, CustomerId>;
  /** Member numbers of each customer mentioned. */
  memberNumbers: ReadonlyMap<CustomerId, ReadonlySet<string>>;
}

export interface Mention {
  /** Set when the publisher knew the customer. */
  customerId: CustomerId | null;
  identifiers: StoredIdentifier[];
  at: Date;
}

export const identifierKey = (kind: string, value: string) => `${kind}\u0000${value}`;

export const isNew = (ref: CustomerRef): ref is NewCustomer => typeof ref === 'object';

/**
 * Goes through the events in order. An event that names identifiers of two customers merges them, the younger into
 * the older, unless both have member numbers that differ: then a person decides, and the event goes to the customer
 * of its strongest identifier.
 */
export function linkIdentities(mentions: readonly Mention[], known: Known): Linking {
  const state = createState(known);
  for (const mention of mentions) state.result.owners.push(linkOne(mention, state));
  return state.finish();
}

interface State {
  result: Linking;
  find(key: string): CustomerRef | undefined;
  claim(identifier: StoredIdentifier, owner: CustomerRef, at: Date): void;
  root(ref: CustomerRef): CustomerRef;
  members(ref: CustomerRef): Set<string>;
  absorb(winner: CustomerRef, loser: CustomerRef, because: string): void;
  finish(): Linking;
}

function createState(known: Known): State {
  const owners = new Map<string, CustomerRef>(known.customers);
  const members = new Map<CustomerRef, Set<string>>();
  for (const [id, numbers] of known.memberNumbers) members.set(id, new Set(numbers));
  const replaced = new Map<CustomerRef, CustomerRef>();
  const result: Linking = { owners: [], links: [], merges: [], conflicts: [], created: [] };
  const root = (ref: CustomerRef): CustomerRef => {
    let at = ref;
    for (let next = replaced.get(at); next !== undefined; next = replaced.get(at)) at = next;
    return at;
  };
  const membersOf = (ref: CustomerRef) => {
    const set = members.get(ref) ?? new Set<string>();
    members.set(ref, set);
    return set;
  };
  return {
    result,
    root,
    members: membersOf,
    find: (key) => {
      const owner = owners.get(key);
      return owner === undefined ? undefined : root(owner);
    },
    claim([kind, value, sealed], owner, at) {
      owners.set(identifierKey(kind, value), owner);
      if (kind === 'member_no') membersOf(owner).add(value);
      result.links.push({ kind, value, sealed: sealed ?? null, owner, at });
    },
    absorb(winner, loser, because) {
      replaced.set(loser, winner);
      for (const number of membersOf(loser)) membersOf(winner).add(number);
      // A customer that only this batch has made vanishes without a trace; two stored ones are a merge.
      if (!isNew(winner) && !isNew(loser)) result.merges.push({ winner, loser, because });
    },
    finish: () => ({
      ...result,
      owners: result.owners.map(root),
      links: result.links.map((link) => ({ ...link, owner: root(link.owner) })),
      conflicts: result.conflicts.map((c) => ({ ...c, left: root(c.left), right: root(c.right) })),
      created: result.created.filter((c) => root(c) === c),
    }),
  };
}

function linkOne(mention: Mention, state: State): CustomerRef {
  const found: { ref: CustomerRef; by: string }[] = [];
  if (mention.customerId !== null) found.push({ ref: state.root(mention.customerId), by: 'customer' });
  for (const [kind, value] of mention.identifiers) {
    const ref = state.find(identifierKey(kind, value));
    if (ref !== undefined) found.push({ ref, by: kind });
  }
  let owner = found[0]?.ref;
  if (owner === undefined) {
    owner = { placeholder: state.result.created.length, firstSeenAt: mention.at };
    state.result.created.push(owner);
  }
  for (const { ref, by } of found) {
    const other = state.root(ref);
    owner = state.root(owner);
    if (other !== owner) owner = joinTwo(owner, other, { by, first: found[0]?.by ?? by, state });
  }
  return claimAll(mention, owner, state);
}

function joinTwo(
  a: CustomerRef,
  b: CustomerRef,
  how: { by: string; first: string; state: State },
): CustomerRef {
  const { state } = how;
  const because = how.first === how.by ? how.by : `${how.first} + ${how.by}`;
  if (differentMembers(state.members(a), state.members(b))) {
    state.result.conflicts.push({ left: a, right: b, because });
    return a;
  }
  const [winner, loser] = older(a, b);
  state.absorb(winner, loser, because);
  return winner;
}

function differentMembers(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  return a.size > 0 && b.size > 0 && ![...a].some((number) => b.has(number));
}

/** Ids are drawn in order of creation. */
function older(a: CustomerRef, b: CustomerRef): [CustomerRef, CustomerRef] {
  if (isNew(a)) return isNew(b) && a.placeholder < b.placeholder ? [a, b] : [b, a];
  if (isNew(b)) return [a, b];
  return BigInt(a) < BigInt(b) ? [a, b] : [b, a];
}

/** Identifiers nobody has yet become the owner's, except a second member number, which would need a person. */
function claimAll(mention: Mention, owner: CustomerRef, state: State): CustomerRef {
  for (const identifier of mention.identifiers) {
    const [kind, value] = identifier;
    if (state.find(identifierKey(kind, value)) !== undefined) continue;
    const members = state.members(owner);
    if (kind === 'member_no' && members.size > 0 && !members.has(value)) {
      return claimSeparately(mention, { identifier, instead: owner, state });
    }
    state.claim(identifier, owner, mention.at);
  }
  return owner;
}

/** An unknown member number beside a customer who has another: a customer of its own, and a conflict to decide. */
function claimSeparately(
  mention: Mention,
  at: { identifier: StoredIdentifier; instead: CustomerRef; state: State },
): CustomerRef {
  const separate: NewCustomer = { placeholder: at.state.result.created.length, firstSeenAt: mention.at };
  at.state.result.created.push(separate);
  at.state.claim(at.identifier, separate, mention.at);
  at.state.result.conflicts.push({ left: at.instead, right: separate, because: 'member_no' });
  for (const other of mention.identifiers) {
    if (other !== at.identifier && at.state.find(identifierKey(other[0], other[1])) === undefined) {
      at.state.claim(other, separate, mention.at);
    }
  }
  return separate;
}
