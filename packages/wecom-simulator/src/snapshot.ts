/** The lasting part of a world as JSON, so that a demo survives its restart. */
import {
  type AcquisitionSnapshot,
  restoreAcquisition,
  takeAcquisitionSnapshot,
} from './acquisition/state.ts';
import { type GroupSnapshot, restoreGroups, takeGroupSnapshot } from './groups/snapshot.ts';
import type { PersonInput } from './people.ts';
import { NO_TAGS, type Relation, type StoredWay, type Tag, type TagGroup, type World } from './world.ts';

export interface Snapshot {
  version: 1;
  people: PersonInput[];
  ways: StoredWay[];
  tagGroups: (Omit<TagGroup, 'tags'> & { tags: [string, Tag][] })[];
  relations: (Omit<Relation, 'person' | 'tags' | 'welcome'> & { externalUserId: string; tags: string[] })[];
  groups?: GroupSnapshot;
  acquisition?: AcquisitionSnapshot;
}

export function takeSnapshot(world: World): Snapshot {
  const relations: Snapshot['relations'] = [];
  for (const { person, tags, welcome: _, ...rest } of world.allRelations()) {
    relations.push({ ...rest, externalUserId: person.externalUserId, tags: [...tags] });
  }
  return {
    version: 1,
    people: [...world.people.added()],
    ways: [...world.ways.values()],
    tagGroups: [...world.tagGroups.values()].map((group) => ({ ...group, tags: [...group.tags] })),
    relations,
    groups: takeGroupSnapshot(world.groups),
    acquisition: takeAcquisitionSnapshot(world.acquisition),
  };
}

/** Into a world that is still empty. Friends of members or travellers that no longer exist are left out. */
export function restore(world: World, snapshot: Snapshot): void {
  for (const person of snapshot.people) world.people.add(person);
  for (const stored of snapshot.ways) world.ways.set(stored.way.config_id, { ...stored });
  for (const group of snapshot.tagGroups)
    world.tagGroups.set(group.id, { ...group, tags: new Map(group.tags) });
  for (const { externalUserId, tags, ...rest } of snapshot.relations) {
    const person = world.people.byExternalUserId(externalUserId);
    if (!person || !world.staff.has(rest.userid.toLowerCase())) continue;
    const relation: Relation = {
      ...rest,
      person,
      tags: tags.length > 0 ? new Set(tags) : NO_TAGS,
      welcome: undefined,
    };
    world.addRelation(relation);
    if (relation.ended) world.endRelation(relation, relation.ended);
  }
  if (snapshot.groups) restoreGroups(world.groups, snapshot.groups);
  if (snapshot.acquisition) restoreAcquisition(world.acquisition, snapshot.acquisition);
}
