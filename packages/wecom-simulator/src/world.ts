/** The state of a simulated corp: plain data, and the few ways to look at it that keep its indexes right. */
import type { ContactWay, MassMessage, MassMessageResult } from '@jetbridge/wecom';
import { type AreaStates, createAreaStates } from './areas.ts';
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
  remarkMobiles: string[];
  tags: Set<string>;
  /** The traveller has written: a welcome can no longer be sent. */
  chatStarted: boolean;
  /** When the two last exchanged a message. */
  lastAt: number;
  welcome: Welcome | undefined;
  ended: { at: number; by: 'customer' | 'staff' } | undefined;
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
}

export interface StoredMass {
  msgid: string;
  message: MassMessage;
  createdAt: number;
  cancelled: boolean;
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

export function createWorld(people: People, staff: readonly StaffInput[]): World {
  const byStaff = new Map<string, Relation[]>();
  const living = new Map<string, Relation[]>();
  let serial = 0;
  const of = (userid: string) => byStaff.get(userid.toLowerCase()) ?? [];
  const withPerson = (externalUserId: string) => living.get(externalUserId) ?? [];
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
      living.set(relation.person.externalUserId, [...withPerson(relation.person.externalUserId), relation]);
    },
    endRelation: (relation, ended) => {
      relation.ended = ended;
      const rest = withPerson(relation.person.externalUserId).filter((r) => r !== relation);
      if (rest.length > 0) living.set(relation.person.externalUserId, rest);
      else living.delete(relation.person.externalUserId);
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
