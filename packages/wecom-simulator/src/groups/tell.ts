/** Callbacks of customer groups. */
import type { Parts } from '../parts.ts';
import type { MemberOfGroup } from './state.ts';

type Told =
  | 'create'
  | 'dismiss'
  | { UpdateDetail: 'change_owner' | 'change_name' | 'change_notice' }
  | ({ UpdateDetail: 'add_member'; JoinScene: number } & MemberChange)
  | ({ UpdateDetail: 'del_member'; QuitScene: number } & MemberChange);

interface MemberChange {
  members: readonly MemberOfGroup[];
  /** The version before the change. */
  before: string;
}

/** Always true, so that an action can end with it. */
export function announceGroup(parts: Pick<Parts, 'callbacks' | 'world'>, chatId: string, told: Told): true {
  const common = { Event: 'change_external_chat', ChatId: chatId };
  if (typeof told === 'string') {
    parts.callbacks.emit({ ...common, ChangeType: told });
    return true;
  }
  if (!('members' in told)) {
    parts.callbacks.emit({ ...common, ChangeType: 'update', ...told });
    return true;
  }
  const { members, before, ...detail } = told;
  parts.callbacks.emit({
    ...common,
    ChangeType: 'update',
    ...detail,
    MemChangeCnt: members.length,
    MemChangeList: { Item: members.map(({ id }) => id) },
    LastMemVer: before,
    CurMemVer: parts.world.groups.byChatId.get(chatId)?.version,
  });
  return true;
}
