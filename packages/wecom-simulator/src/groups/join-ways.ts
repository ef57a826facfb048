/** Endpoints of join ways: codes that let travellers into groups. */
import { endpoints, type GroupJoinWaySettings } from '@jetbridge/wecom';
import { isInScope } from '../permission.ts';
import { type Call, Refusal, route } from '../route.ts';
import { existingGroup } from './lookup.ts';
import { type JoinWay, ownerOf } from './state.ts';

const REMARK_CHARS = 30;

export const joinWayRoutes = [
  route(endpoints.addGroupJoinWay, { state: 'verified', facts: '4.8' }, (input, call) => {
    const { world, random, scheduler, settings } = call;
    checkGroups(input.chat_id_list, call);
    // Contact ways and join ways together.
    if (world.ways.size + world.groups.joinWays.size >= settings.contactWayCap) throw new Refusal(41045);
    const at = scheduler.now();
    const configId = random
      .bytes('join way', world.groups.joinWays.size, world.serial(), at)
      .toString('hex')
      .slice(0, 32);
    const made = settingsOf(input);
    world.groups.joinWays.set(configId, {
      configId,
      settings: made,
      createdAt: at,
      nextRoom: made.room_base_id ?? 1,
    });
    settings.onChange?.();
    return { config_id: configId };
  }),

  route(
    endpoints.getGroupJoinWay,
    {
      state: 'verified',
      facts: '4.8',
      note: 'groups opened by themselves join the list and push out the oldest: assumed',
    },
    ({ config_id }, call) => {
      const { configId, settings } = find(config_id, call);
      const qr_code = `${call.publicUrl()}/__sim/qr/${configId}.svg`;
      return {
        join_way: { config_id: configId, ...settings, ...(settings.scene === 2 ? { qr_code } : {}) },
      };
    },
  ),

  route(
    endpoints.updateGroupJoinWay,
    { state: 'verified', facts: '4.8' },
    ({ config_id, ...input }, call) => {
      const way = find(config_id, call);
      checkGroups(input.chat_id_list, call);
      const baseChanged = input.room_base_id !== way.settings.room_base_id;
      way.settings = settingsOf(input);
      // Numbering goes on unless another beginning is asked for.
      if (baseChanged) way.nextRoom = input.room_base_id ?? 1;
      call.settings.onChange?.();
      return {};
    },
  ),

  route(
    endpoints.delGroupJoinWay,
    { state: 'assumed', facts: '4.8', note: '41044 for an unknown way, as with contact ways' },
    ({ config_id }, call) => {
      find(config_id, call);
      call.world.groups.joinWays.delete(config_id);
      call.settings.onChange?.();
      return {};
    },
  ),
];

function find(configId: string, { world }: Call): JoinWay {
  const way = world.groups.joinWays.get(configId);
  if (!way) throw new Refusal(41044);
  return way;
}

function checkGroups(chatIds: readonly unknown[], call: Call): void {
  for (const chatId of chatIds) {
    const group = existingGroup(chatId, call);
    if (!isInScope(call.app, ownerOf(group))) throw new Refusal(60011);
  }
}

// Field by field: what is not given goes back to its default, and nothing unknown is kept.
function settingsOf(input: GroupJoinWaySettings): GroupJoinWaySettings {
  return {
    scene: input.scene,
    remark: [...(input.remark ?? '')].slice(0, REMARK_CHARS).join(''),
    auto_create_room: input.auto_create_room ?? 1,
    room_base_name: input.room_base_name ?? '',
    ...(input.room_base_id === undefined ? {} : { room_base_id: input.room_base_id }),
    chat_id_list: [...new Set(input.chat_id_list)],
    ...(input.state === undefined ? {} : { state: input.state }),
    ...(input.mark_source === undefined ? {} : { mark_source: input.mark_source }),
  };
}
