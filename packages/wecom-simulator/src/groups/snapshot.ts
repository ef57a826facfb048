/** The lasting part of groups as JSON. Messages are not in it. */
import {
  addGroup,
  type Group,
  type GroupState,
  type JoinWay,
  keyOf,
  type MemberOfGroup,
  type WelcomeTemplate,
} from './state.ts';

export interface GroupSnapshot {
  groups: (Omit<Group, 'members' | 'days' | 'messages'> & { members: MemberOfGroup[]; days: SavedDay[] })[];
  joinWays: JoinWay[];
  templates: WelcomeTemplate[];
}

interface SavedDay {
  day: number;
  joined: number;
  left: number;
  messages: number;
  writers: string[];
}

export function takeGroupSnapshot(state: GroupState): GroupSnapshot {
  return {
    groups: state.all.map(({ members, days, messages: _, ...rest }) => ({
      ...rest,
      members: [...members.values()],
      days: [...days].map(([day, counts]) => ({ ...counts, day, writers: [...counts.writers] })),
    })),
    joinWays: [...state.joinWays.values()],
    templates: [...state.templates.values()],
  };
}

/** Copied, as the same snapshot may be started from twice. */
export function restoreGroups(state: GroupState, snapshot: GroupSnapshot): void {
  const { groups, joinWays, templates } = structuredClone(snapshot);
  for (const { members, days, ...rest } of groups) {
    addGroup(state, {
      ...rest,
      // What was under way went with the old run: it can be asked for again.
      inheritance: rest.inheritance === 'under_way' ? 'none' : rest.inheritance,
      members: new Map(members.map((member) => [keyOf(member), member])),
      days: new Map(
        days.map(({ day, writers, ...counts }) => [day, { ...counts, writers: new Set(writers) }]),
      ),
      messages: [],
    });
  }
  for (const way of joinWays) state.joinWays.set(way.configId, way);
  for (const template of templates) state.templates.set(template.id, template);
}
