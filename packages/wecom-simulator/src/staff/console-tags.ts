/** What the admin does with customer tags in the console: unlike changes by API, all of it calls back. */
import type { Parts } from '../parts.ts';
import { findTag, type TagGroup } from '../world.ts';
import { deleteTags, newTag, newTagGroup } from './tags.ts';

export interface ConsoleTagActions {
  /** Makes the group when it does not exist. Answers the tag's id; undefined when the group has that name. */
  createTag(input: { group: string; name: string; strategyId?: number }): string | undefined;
  /** Of a tag or a group. */
  renameTag(input: { id: string; name: string }): boolean;
  /** A tag or a group; a group goes with its last tag. */
  deleteTag(input: { id: string }): boolean;
  /** Tags of a group, or without `group` the groups, in this order. */
  shuffleTags(input: { group?: string; order: readonly string[] }): boolean;
}

export function createConsoleTagActions(parts: Parts): ConsoleTagActions {
  const { world, callbacks, settings } = parts;
  const tell = (
    ChangeType: 'create' | 'update' | 'delete' | 'shuffle',
    change: { id?: string | undefined; type?: 'tag' | 'tag_group'; of: TagGroup | undefined },
  ) => {
    settings.onChange?.();
    callbacks.emit({
      Event: 'change_external_tag',
      ChangeType,
      Id: change.id,
      TagType: change.type,
      StrategyId: change.of?.strategyId,
    });
  };
  return {
    createTag: ({ group: name, name: tagName, strategyId }) => {
      const known = [...world.tagGroups.values()].find(
        (each) => each.name === name && each.strategyId === strategyId,
      );
      const group = known ?? newTagGroup(parts, { name, order: 0, strategyId });
      if ([...group.tags.values()].some((tag) => tag.name === tagName)) return undefined;
      const tag = newTag(parts, group, { name: tagName, order: 0 });
      world.tagGroups.set(group.id, group);
      if (!known) tell('create', { id: group.id, type: 'tag_group', of: group });
      tell('create', { id: tag.id, type: 'tag', of: group });
      return tag.id;
    },
    renameTag: ({ id, name }) => {
      const group = world.tagGroups.get(id);
      const found = group ? { group, tag: group } : findTag(world, id);
      if (!found) return false;
      found.tag.name = name;
      tell('update', { id, type: group ? 'tag_group' : 'tag', of: found.group });
      return true;
    },
    deleteTag: ({ id }) => {
      const whole = world.tagGroups.get(id);
      const group = whole ?? findTag(world, id)?.group;
      if (!group) return false;
      deleteTags(world, whole ? [...whole.tags.keys()] : [id]);
      // Of a whole group one event: whether each of its tags has one too is not published.
      if (!whole) tell('delete', { id, type: 'tag', of: group });
      if (!world.tagGroups.has(group.id)) tell('delete', { id: group.id, type: 'tag_group', of: group });
      return true;
    },
    shuffleTags: ({ group: groupId, order }) => {
      const group = groupId === undefined ? undefined : world.tagGroups.get(groupId);
      if (groupId !== undefined && !group) return false;
      const items = group ? group.tags : world.tagGroups;
      if (order.some((id) => !items.has(id))) return false;
      for (const [i, id] of order.entries()) {
        const item = items.get(id);
        // Higher sorts first.
        if (item) item.order = order.length - i;
      }
      tell('shuffle', { id: groupId, of: group });
      return true;
    },
  };
}
