/** Joining by the code of a join way, which opens new groups when its own are full. */
import type { Parts, Who } from '../parts.ts';
import { findPerson, type Person } from '../people.ts';
import { addMembers, openGroup } from './changes.ts';
import { greet } from './messages.ts';
import { type Group, type JoinWay, livingGroup, memberOf, ownerOf } from './state.ts';
import { announceGroup } from './tell.ts';

export type GroupScanOutcome =
  | { outcome: 'joined' | 'already_member'; chatId: string; externalUserId: string; name: string }
  | { outcome: 'refused'; reason: 'unknown_code' | 'unknown_person' | 'full' | 'no_group' };

/** A join way lists so many groups at most; a new one takes the place of the oldest. */
const MAX_LISTED = 5;

export function createGroupScan(parts: Parts) {
  const { world, settings } = parts;
  return (input: { configId?: string; state?: string; person?: Who }): GroupScanOutcome => {
    const way = wayOf(parts, input);
    if (!way) return { outcome: 'refused', reason: 'unknown_code' };
    const groups = way.settings.chat_id_list.flatMap((id) => livingGroup(world.groups, id) ?? []);
    const person =
      input.person === undefined ? stranger(parts, groups) : findPerson(world.people, input.person);
    if (!person) return { outcome: 'refused', reason: 'unknown_person' };
    const { externalUserId, name } = person;
    const joined = groups.find((group) => memberOf(group, externalUserId));
    if (joined) return { outcome: 'already_member', chatId: joined.chatId, externalUserId, name };
    const room = groups.find((group) => group.members.size < settings.quotas.groupSize);
    const group = room ?? openNext(parts, way);
    if (!group) return { outcome: 'refused', reason: groups.length > 0 ? 'full' : 'no_group' };
    const before = group.version;
    const added = addMembers(parts.random, group, [
      {
        id: externalUserId,
        type: 2,
        joinedAt: parts.scheduler.now(),
        joinScene: 3,
        invitor: undefined,
        state: way.settings.state,
        nickname: '',
      },
    ]);
    greet(parts, group, added);
    settings.onChange?.();
    if (!room) announceGroup(parts, group.chatId, 'create');
    announceGroup(parts, group.chatId, { UpdateDetail: 'add_member', JoinScene: 3, members: added, before });
    return { outcome: 'joined', chatId: group.chatId, externalUserId, name };
  };
}

function wayOf({ world }: Parts, input: { configId?: string; state?: string }): JoinWay | undefined {
  const { joinWays } = world.groups;
  if (input.configId !== undefined) return joinWays.get(input.configId);
  if (input.state === undefined) return undefined;
  return [...joinWays.values()].find(({ settings }) => settings.state === input.state);
}

function stranger({ world }: Parts, groups: readonly Group[]): Person | undefined {
  for (let index = 0; index < world.people.count(); index++) {
    const person = world.people.at(index);
    if (person && !groups.some((group) => memberOf(group, person.externalUserId))) return person;
  }
  return undefined;
}

/** Named by the way, numbered onwards, owned by the owner of the groups before, as far as one still works here. */
function openNext({ world, random, scheduler }: Parts, way: JoinWay): Group | undefined {
  const { settings } = way;
  if (settings.auto_create_room === 0) return undefined;
  const owners = settings.chat_id_list.flatMap((id) => {
    const group = world.groups.byChatId.get(id);
    return group && world.staff.has(ownerOf(group).toLowerCase()) ? [ownerOf(group)] : [];
  });
  const owner = owners.at(-1);
  if (owner === undefined) return undefined;
  const name = `${settings.room_base_name ?? ''}${way.nextRoom++}`;
  const group = openGroup(
    { state: world.groups, random, serial: world.serial },
    { owner, name, at: scheduler.now() },
  );
  settings.chat_id_list = [...settings.chat_id_list, group.chatId].slice(-MAX_LISTED);
  return group;
}
