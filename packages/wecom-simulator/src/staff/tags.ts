/** Tags and their groups, made and deleted by API or in the console. */
import type { Parts } from '../parts.ts';
import { changeTags, type Tag, type TagGroup, type World } from '../world.ts';

type Maker = Pick<Parts, 'random' | 'scheduler' | 'world'>;

/** Not in the world yet: a group cannot be without tags. */
export function newTagGroup(
  { random, scheduler, world }: Maker,
  group: { name: string; order: number; strategyId: number | undefined },
): TagGroup {
  const { name, order, strategyId } = group;
  const prefix = strategyId === undefined ? 'et' : 'st';
  return {
    id: `${prefix}${random.text(30, 'tag group', name, world.serial(), scheduler.now())}`,
    ...(strategyId === undefined ? {} : { strategyId }),
    name,
    order,
    createdAt: scheduler.now(),
    tags: new Map(),
  };
}

export function newTag(
  { random, scheduler, world }: Maker,
  group: TagGroup,
  tag: { name: string; order: number },
): Tag {
  const prefix = group.strategyId === undefined ? 'et' : 'st';
  const id = `${prefix}${random.text(30, 'tag', group.id, tag.name, world.serial(), scheduler.now())}`;
  const made = { id, ...tag, createdAt: scheduler.now() };
  group.tags.set(id, made);
  return made;
}

/** With all their marks; groups that have none left go too. */
export function deleteTags(world: World, ids: readonly string[]): void {
  for (const group of [...world.tagGroups.values()]) {
    let had = false;
    for (const id of ids) had = group.tags.delete(id) || had;
    if (had && group.tags.size === 0) world.tagGroups.delete(group.id);
  }
  for (const relation of world.allRelations()) {
    if (relation.tags.size > 0) changeTags(relation, { remove: ids });
  }
}
