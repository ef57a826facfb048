/** Customer groups. The event does not say who the new owner or what the new name is: fetch. OFF 96361, 92277. */
import type { XmlNode } from '../xml.ts';
import { child, filled, integer, type Readers, splitList, texts } from './read.ts';

interface GroupUpdate {
  chatId: string;
  /** add_member, del_member, change_owner, change_name or change_notice. */
  updateDetail: string | undefined;
  /** 0 invited by a member, 3 by the group's code; other numbers have been seen. */
  joinScene: number | undefined;
  /** 0 left, 1 removed. */
  quitScene: number | undefined;
  /** How many have changed, as told; `members` may be fewer. */
  memberCount: number | undefined;
  /** Member ids: userids or external_userids. */
  members: string[];
  /** When the stored version equals this one, `members` may be applied to it; otherwise the group must be fetched. */
  lastMemberVersion: string | undefined;
  currentMemberVersion: string | undefined;
}

export interface GroupEvents {
  'change_external_chat.create': { chatId: string };
  'change_external_chat.update': GroupUpdate;
  'change_external_chat.dismiss': { chatId: string };
}

const group = (fields: XmlNode): { chatId: string } | undefined => {
  const chatId = filled(fields, 'ChatId');
  return chatId === undefined ? undefined : { chatId };
};

export const groupReaders: Readers<GroupEvents> = {
  'change_external_chat.create': group,
  'change_external_chat.update': (f) => {
    const one = group(f);
    return (
      one && {
        updateDetail: filled(f, 'UpdateDetail'),
        joinScene: integer(f, 'JoinScene'),
        quitScene: integer(f, 'QuitScene'),
        memberCount: integer(f, 'MemChangeCnt'),
        members: memberIds(f),
        lastMemberVersion: filled(f, 'LastMemVer'),
        currentMemberVersion: filled(f, 'CurMemVer'),
        ...one,
      }
    );
  },
  'change_external_chat.dismiss': group,
};

// Items in most samples, one comma-joined string in another: both are accepted, as is a bare list of JSON mode.
function memberIds(fields: XmlNode): string[] {
  const items = child(fields, 'MemChangeList');
  return items ? texts(items, 'Item') : texts(fields, 'MemChangeList').flatMap(splitList);
}
