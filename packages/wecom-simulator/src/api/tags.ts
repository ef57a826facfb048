/** Corp tags. Made by API, so no callback tells of them. */
import { type CorpTagGroup, endpoints } from '@jetbridge/wecom';
import { type Context, Refusal, route } from '../route.ts';
import { changeTags, findTag, type TagGroup, type World } from '../world.ts';
import { relationOf } from './friends.ts';

const MAX_TAGS = 10_000;

export const tagRoutes = [
  route(endpoints.listCorpTags, { state: 'verified', facts: '4.4' }, (params, { world }) => {
    const groups = [...world.tagGroups.values()].sort((a, b) => b.order - a.order);
    if (params.group_id?.length) {
      const wanted = new Set(params.group_id);
      return { tag_group: groups.filter((group) => wanted.has(group.id)).map((group) => shapeOf(group)) };
    }
    if (!params.tag_id?.length) return { tag_group: groups.map((group) => shapeOf(group)) };
    const wanted = new Set(params.tag_id);
    return {
      tag_group: groups.map((group) => shapeOf(group, wanted)).filter((group) => group.tag.length > 0),
    };
  }),

  route(
    endpoints.addCorpTags,
    { state: 'assumed', facts: '4.4', note: 'cap of 10,000 tags; sources differ' },
    (params, context) => {
      const group = groupFor(params, context);
      // Repeated names in one request are merged; a name that the group has is refused.
      const wanted = new Map(params.tag.map((tag) => [tag.name, tag.order ?? 0]));
      for (const tag of group.tags.values()) if (wanted.has(tag.name)) throw new Refusal(40071);
      if (countTags(context.world) + wanted.size > MAX_TAGS) throw new Refusal(40126);
      const added = new Set<string>();
      for (const [name, order] of wanted) {
        const id = `et${context.random.text(30, 'tag', group.id, name, context.scheduler.now())}`;
        group.tags.set(id, { id, name, order, createdAt: context.scheduler.now() });
        added.add(id);
      }
      context.world.tagGroups.set(group.id, group);
      return { tag_group: shapeOf(group, added) };
    },
  ),

  route(endpoints.editCorpTag, { state: 'verified', facts: '4.4' }, ({ id, name, order }, { world }) => {
    const group = world.tagGroups.get(id);
    const tag = group ?? findTag(world, id)?.tag;
    if (!tag) throw new Refusal(40068);
    const siblings = group
      ? [...world.tagGroups.values()]
      : [...(findTag(world, id)?.group.tags.values() ?? [])];
    if (name && siblings.some((other) => other.id !== id && other.name === name)) throw new Refusal(40071);
    tag.name = name || tag.name;
    tag.order = order ?? tag.order;
    return {};
  }),

  route(endpoints.delCorpTags, { state: 'verified', facts: '4.4' }, (params, { world }) => {
    const groupIds = new Set(params.group_id ?? []);
    const tagIds = new Set(params.tag_id ?? []);
    for (const id of groupIds) {
      const group = world.tagGroups.get(id);
      if (!group) throw new Refusal(40068);
      for (const tagId of group.tags.keys()) tagIds.add(tagId);
    }
    for (const id of tagIds) if (!findTag(world, id)) throw new Refusal(40068);
    for (const group of [...world.tagGroups.values()]) {
      for (const id of tagIds) group.tags.delete(id);
      // A group cannot be without tags.
      if (group.tags.size === 0) world.tagGroups.delete(group.id);
    }
    for (const relation of world.allRelations()) {
      if (relation.tags.size > 0) changeTags(relation, { remove: tagIds });
    }
    return {};
  }),

  route(
    endpoints.markTags,
    { state: 'verified', facts: '4.4', note: '45035 only as an injected fault' },
    (params, context) => {
      const relation = relationOf(params, context);
      const known = (params.add_tag ?? []).filter((id) => findTag(context.world, id));
      if (params.add_tag?.length && known.length === 0) throw new Refusal(40068);
      if (relation.tags.size + known.length > 3_000) throw new Refusal(40058);
      changeTags(relation, { add: known, remove: params.remove_tag ?? [] });
      return {};
    },
  ),
];

function groupFor(
  params: { group_id?: string; group_name?: string; order?: number },
  context: Context,
): TagGroup {
  const { world, random, scheduler } = context;
  if (params.group_id) {
    const group = world.tagGroups.get(params.group_id);
    if (!group) throw new Refusal(40068);
    return group;
  }
  const name = params.group_name ?? '';
  for (const group of world.tagGroups.values()) if (group.name === name) return group;
  const id = `et${random.text(30, 'tag group', name, scheduler.now())}`;
  return { id, name, order: params.order ?? 0, createdAt: scheduler.now(), tags: new Map() };
}

function shapeOf(group: TagGroup, only?: ReadonlySet<string>): CorpTagGroup {
  const tags = [...group.tags.values()].filter((tag) => !only || only.has(tag.id));
  return {
    group_id: group.id,
    group_name: group.name,
    create_time: Math.floor(group.createdAt / 1000),
    order: group.order,
    tag: tags
      .sort((a, b) => b.order - a.order)
      .map(({ id, name, order, createdAt }) => ({
        id,
        name,
        order,
        create_time: Math.floor(createdAt / 1000),
      })),
  };
}

function countTags(world: World): number {
  let total = 0;
  for (const group of world.tagGroups.values()) total += group.tags.size;
  return total;
}
