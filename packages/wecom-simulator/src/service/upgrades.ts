/** Customers of customer service who become friends of a member, or guests of a group. */
import { addMembers } from '../groups/changes.ts';
import { livingGroup, memberOf } from '../groups/state.ts';
import { announceGroup } from '../groups/tell.ts';
import type { Parts } from '../parts.ts';
import { beginFriendship, newRelation } from '../staff/friendship.ts';
import { type Pair, sessionOf } from './customers.ts';
import { newMsgid } from './log.ts';
import { type Serving, servicerOf } from './servicers.ts';
import { addLine, stateOf } from './sessions.ts';
import type { Account, Session } from './state.ts';
import { servicerTally } from './statistics.ts';

export interface UpgradeActions {
  /** The servicer sends the card of a member, or the code of a group; without either, what the API recommended. */
  invite(input: Serving & { member?: string; chatId?: string }): boolean;
  /** The customer adds the member, or joins the group, that the servicer showed last. */
  follow(input: Pair): boolean;
}

/** As with a card that was passed on; what the real one says is not published. */
const ADD_WAY_CARD = 3;
const JOIN_BY_CODE = 3;

export function createUpgradeActions(parts: Parts): UpgradeActions {
  const { world, scheduler } = parts;
  return {
    invite: ({ member, chatId, ...serving }) => {
      const found = sessionOf(parts, serving);
      const servicer = servicerOf(found?.account, serving.userid);
      if (!found || !servicer) return false;
      const { account, session } = found;
      if (stateOf(session, scheduler.now()) !== 3 || session.servicer !== servicer.userid) return false;
      const target = member || chatId ? { userid: member, chatId } : recommended(session);
      if (!target || !isConfigured(parts, target)) return false;
      const { userid, chatId: room } = target;
      session.invitedTo = {
        by: servicer.userid,
        ...(userid ? { userid } : {}),
        ...(room ? { chatId: room } : {}),
      };
      const tally = servicerTally(account, servicer.userid, scheduler.now());
      if (userid) tally.memberInvites++;
      else tally.groupInvites++;
      addLine(session, {
        msgid: newMsgid(parts, session.externalUserId),
        at: scheduler.now(),
        by: 'servicer',
        userid: servicer.userid,
        msgtype: userid ? 'business_card' : 'groupchat_card',
        body: userid ? { userid } : { chat_id: room },
        delivered: !session.refuses,
      });
      return true;
    },
    follow: (pair) => {
      const found = sessionOf(parts, pair);
      const invited = found?.session.invitedTo;
      if (!found || !invited) return false;
      const member = invited.userid && world.staff.get(invited.userid.toLowerCase())?.userid;
      if (member) return befriend(parts, found, { member, by: invited.by });
      return invited.chatId !== undefined && join(parts, found, { chatId: invited.chatId, by: invited.by });
    },
  };
}

/** Only whom the admin has listed can be recommended. */
export function isConfigured(
  { world }: Parts,
  target: { userid?: string | undefined; chatId?: string | undefined },
): boolean {
  const { userids, chatIds } = world.service.upgrades;
  const { userid, chatId } = target;
  if (userid) return userids.some((listed) => listed.toLowerCase() === userid.toLowerCase());
  return chatId !== undefined && chatIds.includes(chatId);
}

function recommended({ upgrade }: Session) {
  if (!upgrade) return undefined;
  return upgrade.type === 1 ? { userid: upgrade.member.userid } : { chatId: upgrade.groupchat.chat_id };
}

interface Found {
  account: Account;
  session: Session;
}

function befriend(
  parts: Parts,
  { account, session }: Found,
  { member, by }: { member: string; by: string },
): boolean {
  const { world, scheduler, settings } = parts;
  const { externalUserId } = session;
  const person = world.people.byExternalUserId(externalUserId);
  if (!person || world.relation(member, externalUserId)) return false;
  const now = scheduler.now();
  const relation = newRelation(member, person, { state: undefined, createdAt: now, addWay: ADD_WAY_CARD });
  beginFriendship(parts, relation, settings.behaviours.addFlow);
  servicerTally(account, by, now).newFriends.add(`${externalUserId} ${member}`);
  return true;
}

function join(
  parts: Parts,
  { account, session }: Found,
  { chatId, by }: { chatId: string; by: string },
): boolean {
  const { world, scheduler, random } = parts;
  const { externalUserId } = session;
  const group = livingGroup(world.groups, chatId);
  if (!group || memberOf(group, externalUserId)) return false;
  const now = scheduler.now();
  const before = group.version;
  const members = addMembers(random, group, [
    {
      id: externalUserId,
      type: 2,
      joinedAt: now,
      joinScene: JOIN_BY_CODE,
      invitor: undefined,
      state: undefined,
      nickname: '',
    },
  ]);
  announceGroup(parts, chatId, { UpdateDetail: 'add_member', JoinScene: JOIN_BY_CODE, members, before });
  servicerTally(account, by, now).newGuests.add(`${externalUserId} ${chatId}`);
  return true;
}
