/** The state of a simulated corp: plain data, and the few ways to look at it that keep its indexes right. */
import type { ContactWay, MassMessage, MassMessageResult } from '@jetbridge/wecom';
import { type AreaStates, createAreaStates } from './area-states.ts';
import type { StaffInput } from './options.ts';
import type { People, Person } from './people.ts';

export interface Relation {
  userid: string;
  person: Person;
  /** Unix milliseconds. */
  createdAt: number;
  /** Of the contact way. */
  state: string | undefined;
  addWay: number;
  operUserid: string;
  remark: string;
  description: string;
  remarkCorp: string;
  remarkMobiles: readonly string[];
  /** Changed by `changeTags` only: the many without tags share one empty set. */
  tags: ReadonlySet<string>;
  /** The traveller has written: a welcome can no longer be sent. */
  chatStarted: boolean;
  /** When the two last exchanged a message. */
  lastAt: number;
  welcome: Welcome | undefined;
  ended: { at: number; by: 'customer' | 'staff' | 'transfer' } | undefined;
  /** The member has not added back yet. */
  half?: boolean;
  /** The member's own, without ids. */
  personalTags?: readonly string[];
}

export interface Welcome {
  code: string;
  issuedAt: number;
  sentAt: number | undefined;
}

export interface StoredWay {
  way: ContactWay;
  createdAt: number;
  scans: number;
}

export interface Tag {
  id: string;
  name: string;
  order: number;
  createdAt: number;
}

export interface TagGroup {
  id: string;
  /** Of a rule group; the corp's own have none. */
  strategyId?: number;
  name: string;
  order: number;
  createdAt: number;
  tags: Map<string, Tag>;
}

export interface MassTask {
  userid: string;
  status: 0 | 2;
  sentAt: number | undefined;
  recipients: { person: Person; status: MassMessageResult['status']; sentAt: number | undefined }[];
  /** Of a message to groups. */
  groups: { chatId: string; sentAt: number | undefined }[];
}

export interface StoredMass {
  msgid: string;
  message: MassMessage;
  createdAt: number;
  cancelled: boolean;
  /** When members were reminded. */
  reminders: number[];
  tasks: Map<string, MassTask>;
}

export interface StaffMessage {
  at: number;
  msgid: string;
  touser: string;
  body: unknown;
}

export interface World extends AreaStates {
  people: People;
  /** By lower-cased userid: userids are case-insensitive. */
  staff: Map<string, StaffInput>;
  ways: Map<string, StoredWay>;
  tagGroups: Map<string, TagGroup>;
  masses: Map<string, StoredMass>;
  /** Unused or used codes of the last minute. */
  welcomes: Map<string, Relation>;
  staffMessages: StaffMessage[];
  /** A number never given before, for ids. */
  serial(): number;
  /** Every relation a member ever had, in order; ended ones stay, so that a cursor into it keeps its meaning. */
  relationsOf(userid: string): readonly Relation[];
  /** Living relations of a traveller. */
  relationsWith(externalUserId: string): readonly Relation[];
  relation(userid: string, externalUserId: string): Relation | undefined;
  addRelation(relation: Relation): void;
  endRelation(relation: Relation, ended: NonNullable<Relation['ended']>): void;
  allRelations(): Iterable<Relation>;
}

const NONE: readonly Relation[] = [];

/** What the many who have none share: a million friends would otherwise be a million empty sets. */
export const NO_TAGS: ReadonlySet<string> = new Set();

export function changeTags(
  relation: Relation,
  change: { add?: Iterable<string>; remove?: Iterable<string> },
): void {
  const tags = new Set(relation.tags);
  for (const id of change.add ?? []) tags.add(id);
  for (const id of change.remove ?? []) tags.delete(id);
  relation.tags = tags.size > 0 ? tags : NO_TAGS;
}

export function createWorld(people: People, staff: readonly StaffInput[]): World {
  const byStaff = new Map<string, Relation[]>();
  // By the person's index: a table of a million ids would weigh more than the friendships.
  const living: (Relation | Relation[] | undefined)[] = [];
  let serial = 0;
  const of = (userid: string) => byStaff.get(userid.toLowerCase()) ?? [];
  const withIndex = (index: number): readonly Relation[] => {
    const found = living[index];
    return found === undefined ? NONE : Array.isArray(found) ? found : [found];
  };
  const withPerson = (externalUserId: string) => {
    const person = people.byExternalUserId(externalUserId);
    return person ? withIndex(person.index) : NONE;
  };
  return {
    ...createAreaStates(),
    people,
    staff: new Map(staff.map((member) => [member.userid.toLowerCase(), member])),
    ways: new Map(),
    tagGroups: new Map(),
    masses: new Map(),
    welcomes: new Map(),
    staffMessages: [],
    serial: () => ++serial,
    relationsOf: of,
    relationsWith: withPerson,
    relation: (userid, externalUserId) =>
      withPerson(externalUserId).find((r) => r.userid.toLowerCase() === userid.toLowerCase()),
    addRelation: (relation) => {
      const key = relation.userid.toLowerCase();
      const list = byStaff.get(key);
      if (list) list.push(relation);
      else byStaff.set(key, [relation]);
      const { index } = relation.person;
      living[index] = living[index] === undefined ? relation : [...withIndex(index), relation];
    },
    endRelation: (relation, ended) => {
      relation.ended = ended;
      const { index } = relation.person;
      const rest = withIndex(index).filter((r) => r !== relation);
      living[index] = rest.length > 1 ? rest : rest[0];
    },
    *allRelations() {
      for (const list of byStaff.values()) yield* list;
    },
  };
}

/** The tag and its group, by tag id. */
export function findTag(world: World, tagId: string) {
  for (const group of world.tagGroups.values()) {
    const tag = group.tags.get(tagId);
    if (tag) return { group, tag };
  }
  return undefined;
}
