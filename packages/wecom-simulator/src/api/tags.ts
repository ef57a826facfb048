/** Tags of the corp and of rule groups. Made by API, so no callback tells of them. */
import { type CorpTagGroup, endpoints } from '@jetbridge/wecom';
import { type Context, Refusal, route } from '../route.ts';
import { deleteTags, newTag, newTagGroup } from '../staff/tags.ts';
import { changeTags, findTag, type TagGroup, type World } from '../world.ts';
import { relationOf } from './friends.ts';

const MAX_TAGS = 10_000;
const MAX_TAGS_OF_PAIR = 3_000;
const CAP_NOTE = 'cap of 10,000 tags; sources differ';
const strategy = { state: 'assumed', facts: '4.4', note: 'as corp tags; rule groups are an option' } as const;

export const tagRoutes = [
  route(endpoints.listCorpTags, { state: 'verified', facts: '4.4' }, (params, { world }) => ({
    tag_group: chosen(groupsOf(world, undefined), params),
  })),

  route(endpoints.addCorpTags, { state: 'assumed', facts: '4.4', note: CAP_NOTE }, (params, context) => {
    const { group, added } = addTags(params, undefined, context);
    return { tag_group: shapeOf(group, added) };
  }),

  route(
    endpoints.editCorpTag,
    { state: 'verified', facts: '4.4', note: 'tags of other apps can be changed too: assumed' },
    (params, { world }) => edit(params, groupsOf(world, undefined)),
  ),

  route(endpoints.delCorpTags, { state: 'verified', facts: '4.4' }, (params, { world }) =>
    remove(params, world, groupsOf(world, undefined)),
  ),

  route(endpoints.listStrategyTags, strategy, (params, { world, settings }) => {
    const id = params.strategy_id;
    if (id !== undefined && !settings.strategies.includes(id)) throw new Refusal(40058);
    const groups = settings.strategies.flatMap((each) =>
      id === undefined || id === each ? groupsOf(world, each) : [],
    );
    const strategyOf = new Map(groups.map((group) => [group.id, group.strategyId ?? 0]));
    return {
      tag_group: chosen(groups, params).map((shape) => ({
        ...shape,
        strategy_id: strategyOf.get(shape.group_id) ?? 0,
      })),
    };
  }),

  route(endpoints.addStrategyTags, strategy, (params, context) => {
    if (!context.settings.strategies.includes(params.strategy_id)) throw new Refusal(40058);
    const { group, added } = addTags(params, params.strategy_id, context);
    return { tag_group: { ...shapeOf(group, added), strategy_id: params.strategy_id } };
  }),

  route(endpoints.editStrategyTag, strategy, (params, { world }) => {
    const group = world.tagGroups.get(params.id) ?? findTag(world, params.id)?.group;
    if (group?.strategyId === undefined) throw new Refusal(40068);
    return edit(params, groupsOf(world, group.strategyId));
  }),

  route(endpoints.delStrategyTags, strategy, (params, { world }) =>
    remove(
      params,
      world,
      [...world.tagGroups.values()].filter((group) => group.strategyId !== undefined),
    ),
  ),

  route(
    endpoints.markTags,
    {
      state: 'verified',
      facts: '4.4',
      note: '45035 only as an injected fault; too many tags answer 40058: assumed',
    },
    (params, context) => {
      const relation = relationOf(params, context);
      const known = (params.add_tag ?? []).filter((id) => findTag(context.world, id));
      if (params.add_tag?.length && known.length === 0) throw new Refusal(40068);
      const after = new Set([...relation.tags, ...known]);
      for (const id of params.remove_tag ?? []) after.delete(id);
      if (after.size > MAX_TAGS_OF_PAIR) throw new Refusal(40058);
      changeTags(relation, { add: known, remove: params.remove_tag ?? [] });
      return {};
    },
  ),
];

interface NewTags {
  group_id?: string;
  group_name?: string;
  order?: number;
  tag: { name: string; order?: number }[];
}

function addTags(
  params: NewTags,
  strategyId: number | undefined,
  context: Context,
): { group: TagGroup; added: ReadonlySet<string> } {
  const group = groupFor(params, strategyId, context);
  // Repeated names in one request are merged; a name that the group has is refused.
  const wanted = new Map(params.tag.map((tag) => [tag.name, tag.order ?? 0]));
  for (const tag of group.tags.values()) if (wanted.has(tag.name)) throw new Refusal(40071);
  if (countTags(context.world) + wanted.size > MAX_TAGS) throw new Refusal(40126);
  const added = new Set<string>();
  for (const [name, order] of wanted) added.add(newTag(context, group, { name, order }).id);
  context.world.tagGroups.set(group.id, group);
  return { group, added };
}

function groupFor(params: NewTags, strategyId: number | undefined, context: Context): TagGroup {
  const groups = groupsOf(context.world, strategyId);
  const name = params.group_name ?? '';
  if (params.group_id) {
    const group = groups.find(({ id }) => id === params.group_id);
    if (!group) throw new Refusal(40068);
    return group;
  }
  const known = groups.find((group) => group.name === name);
  return known ?? newTagGroup(context, { name, order: params.order ?? 0, strategyId });
}

function edit(
  { id, name, order }: { id: string; name?: string; order?: number },
  groups: readonly TagGroup[],
): Record<string, never> {
  const group = groups.find((each) => each.id === id);
  const home = groups.find((each) => each.tags.has(id));
  const tag = group ?? home?.tags.get(id);
  if (!tag) throw new Refusal(40068);
  const siblings = group ? groups : [...(home?.tags.values() ?? [])];
  if (name && siblings.some((other) => other.id !== id && other.name === name)) throw new Refusal(40071);
  tag.name = name || tag.name;
  tag.order = order ?? tag.order;
  return {};
}

function remove(
  params: { tag_id?: string[]; group_id?: string[] },
  world: World,
  groups: readonly TagGroup[],
): Record<string, never> {
  const tagIds = new Set(params.tag_id ?? []);
  for (const id of params.group_id ?? []) {
    const group = groups.find((each) => each.id === id);
    if (!group) throw new Refusal(40068);
    for (const tagId of group.tags.keys()) tagIds.add(tagId);
  }
  for (const id of tagIds) if (!groups.some((group) => group.tags.has(id))) throw new Refusal(40068);
  deleteTags(world, [...tagIds]);
  return {};
}

/** Those of the corp, or of one rule group; the highest order first. */
function groupsOf(world: World, strategyId: number | undefined): TagGroup[] {
  return [...world.tagGroups.values()]
    .filter((group) => group.strategyId === strategyId)
    .sort((a, b) => b.order - a.order);
}

function chosen(groups: TagGroup[], params: { tag_id?: string[]; group_id?: string[] }): CorpTagGroup[] {
  if (params.group_id?.length) {
    const wanted = new Set(params.group_id);
    return groups.filter((group) => wanted.has(group.id)).map((group) => shapeOf(group));
  }
  if (!params.tag_id?.length) return groups.map((group) => shapeOf(group));
  const wanted = new Set(params.tag_id);
  return groups.map((group) => shapeOf(group, wanted)).filter((group) => group.tag.length > 0);
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
