/**
 * What callbacks say, as one discriminated union over `kind` (`Event.ChangeType`, `Event`, or `message.MsgType`).
 * A kind this file does not know, or one without the fields it must have, stays `unknown` with its fields.
 */
import { textOf, type XmlNode } from './xml.ts';

interface EventBase {
  toUserName: string;
  /** `sys` for system events, the member's userid for what a member does. */
  fromUserName: string;
  /** Unix seconds. */
  createTime: number;
  /** Every element as it came. */
  fields: XmlNode;
}

interface FriendFields {
  userId: string;
  externalUserId: string;
}

/** `welcomeCode` is absent when a welcome was already sent or is configured in the admin console. */
interface FriendAdded extends FriendFields {
  state: string | undefined;
  welcomeCode: string | undefined;
}

type ContactKind<Change extends string> = `change_external_contact.${Change}`;
type ChatKind<Change extends string> = `change_external_chat.${Change}`;
type AcquisitionKind<Change extends string> = `customer_acquisition.${Change}`;

export type WecomEvent = EventBase &
  (
    | ({ kind: ContactKind<'add_external_contact' | 'add_half_external_contact'> } & FriendAdded)
    | ({ kind: ContactKind<'edit_external_contact'> } & FriendFields & { state: string | undefined })
    | ({ kind: ContactKind<'del_external_contact'> } & FriendFields & { source: string | undefined })
    | ({ kind: ContactKind<'del_follow_user'> } & FriendFields)
    | ({ kind: ContactKind<'transfer_fail'> } & FriendFields & { failReason: string | undefined })
    | ({ kind: ContactKind<'msg_audit_approved'> } & FriendFields & { welcomeCode: string | undefined })
    | { kind: ChatKind<'create' | 'dismiss'>; chatId: string }
    | ({ kind: ChatKind<'update'> } & ChatUpdate)
    | { kind: `change_external_tag.${'create' | 'update' | 'delete' | 'shuffle'}`; tag: TagChange }
    | ({ kind: AcquisitionKind<'link_unavailable' | 'delete_link'> } & { linkId: string | undefined })
    | ({ kind: AcquisitionKind<'open_profile' | 'friend_request'> } & AcquisitionLink)
    | ({ kind: AcquisitionKind<'customer_start_chat'> } & FriendFields)
    | ({ kind: AcquisitionKind<'message_from_customer'> } & AcquisitionLink & { chatKey: string | undefined })
    | { kind: AcquisitionKind<'balance_low' | 'balance_exhausted' | 'balance_increased'> }
    | { kind: AcquisitionKind<'quota_expire_soon'>; expireTime: number; expireQuotaNum: number }
    | { kind: 'msgaudit_notify'; agentId: string | undefined }
    | { kind: 'kf_msg_or_event'; openKfId: string; token: string | undefined }
    | { kind: 'message.text'; msgId: string; agentId: string | undefined; content: string }
    | { kind: 'unknown'; event: string; changeType: string | undefined }
  );

interface ChatUpdate {
  chatId: string;
  /** add_member, del_member, change_owner, change_name or change_notice; new ones may appear. */
  updateDetail: string | undefined;
  joinScene: number | undefined;
  quitScene: number | undefined;
  /** Member ids: userids or external_userids. */
  members: string[];
  lastMemberVersion: string | undefined;
  currentMemberVersion: string | undefined;
}

interface TagChange {
  /** Absent for a shuffle of the groups themselves. */
  id: string | undefined;
  type: string | undefined;
  strategyId: string | undefined;
}

interface AcquisitionLink {
  linkId: string | undefined;
  state: string | undefined;
}

/** One kind of event, e.g. `EventOf<'msgaudit_notify'>`. */
export type EventOf<Kind extends WecomEvent['kind']> = Extract<WecomEvent, { kind: Kind }>;

// Without the base, which is added once; distributive, or the union would collapse.
type Bare = WecomEvent extends infer E ? (E extends EventBase ? Omit<E, keyof EventBase> : never) : never;
type Reader = (fields: XmlNode) => Bare | undefined;

const friend = (fields: XmlNode): FriendFields | undefined => {
  const userId = textOf(fields, 'UserID');
  const externalUserId = textOf(fields, 'ExternalUserID');
  return userId && externalUserId ? { userId, externalUserId } : undefined;
};

const added =
  (kind: ContactKind<'add_external_contact' | 'add_half_external_contact'>): Reader =>
  (fields) => {
    const who = friend(fields);
    // An empty element means the same as none.
    const state = textOf(fields, 'State') || undefined;
    const welcomeCode = textOf(fields, 'WelcomeCode') || undefined;
    return who && { kind, ...who, state, welcomeCode };
  };

const balance =
  (kind: AcquisitionKind<'balance_low' | 'balance_exhausted' | 'balance_increased'>): Reader =>
  () => ({ kind });

const tagChange =
  (change: 'create' | 'update' | 'delete' | 'shuffle'): Reader =>
  (fields) => ({
    kind: `change_external_tag.${change}`,
    tag: {
      id: textOf(fields, 'Id') || undefined,
      type: textOf(fields, 'TagType'),
      strategyId: textOf(fields, 'StrategyId'),
    },
  });

const link = (fields: XmlNode): AcquisitionLink => ({
  linkId: textOf(fields, 'LinkId'),
  state: textOf(fields, 'State') || undefined,
});

const readers: Readonly<Record<string, Reader>> = {
  'change_external_contact.add_external_contact': added('change_external_contact.add_external_contact'),
  'change_external_contact.add_half_external_contact': added(
    'change_external_contact.add_half_external_contact',
  ),
  'change_external_contact.edit_external_contact': (f) => {
    const who = friend(f);
    const state = textOf(f, 'State') || undefined;
    return who && { kind: 'change_external_contact.edit_external_contact', ...who, state };
  },
  'change_external_contact.del_external_contact': (f) => {
    const who = friend(f);
    return (
      who && { kind: 'change_external_contact.del_external_contact', ...who, source: textOf(f, 'Source') }
    );
  },
  'change_external_contact.del_follow_user': (f) => {
    const who = friend(f);
    return who && { kind: 'change_external_contact.del_follow_user', ...who };
  },
  'change_external_contact.transfer_fail': (f) => {
    const who = friend(f);
    return (
      who && { kind: 'change_external_contact.transfer_fail', ...who, failReason: textOf(f, 'FailReason') }
    );
  },
  'change_external_contact.msg_audit_approved': (f) => {
    const who = friend(f);
    const welcomeCode = textOf(f, 'WelcomeCode') || undefined;
    return who && { kind: 'change_external_contact.msg_audit_approved', ...who, welcomeCode };
  },
  'change_external_chat.create': (f) => {
    const chatId = textOf(f, 'ChatId');
    return chatId ? { kind: 'change_external_chat.create', chatId } : undefined;
  },
  'change_external_chat.dismiss': (f) => {
    const chatId = textOf(f, 'ChatId');
    return chatId ? { kind: 'change_external_chat.dismiss', chatId } : undefined;
  },
  'change_external_chat.update': (f) => {
    const chatId = textOf(f, 'ChatId');
    return chatId ? { kind: 'change_external_chat.update', chatId, ...chatUpdate(f) } : undefined;
  },
  'change_external_tag.create': tagChange('create'),
  'change_external_tag.update': tagChange('update'),
  'change_external_tag.delete': tagChange('delete'),
  'change_external_tag.shuffle': tagChange('shuffle'),
  'customer_acquisition.link_unavailable': (f) => ({
    kind: 'customer_acquisition.link_unavailable',
    linkId: textOf(f, 'LinkId'),
  }),
  'customer_acquisition.delete_link': (f) => ({
    kind: 'customer_acquisition.delete_link',
    linkId: textOf(f, 'LinkId'),
  }),
  'customer_acquisition.open_profile': (f) => ({ kind: 'customer_acquisition.open_profile', ...link(f) }),
  'customer_acquisition.friend_request': (f) => ({ kind: 'customer_acquisition.friend_request', ...link(f) }),
  'customer_acquisition.message_from_customer': (f) => ({
    kind: 'customer_acquisition.message_from_customer',
    ...link(f),
    chatKey: textOf(f, 'ChatKey'),
  }),
  'customer_acquisition.customer_start_chat': (f) => {
    const who = friend(f);
    return who && { kind: 'customer_acquisition.customer_start_chat', ...who };
  },
  'customer_acquisition.balance_low': balance('customer_acquisition.balance_low'),
  'customer_acquisition.balance_exhausted': balance('customer_acquisition.balance_exhausted'),
  'customer_acquisition.balance_increased': balance('customer_acquisition.balance_increased'),
  'customer_acquisition.quota_expire_soon': (f) => ({
    kind: 'customer_acquisition.quota_expire_soon',
    expireTime: integer(f, 'ExpireTime') ?? 0,
    expireQuotaNum: integer(f, 'ExpireQuotaNum') ?? 0,
  }),
  msgaudit_notify: (f) => ({ kind: 'msgaudit_notify', agentId: textOf(f, 'AgentID') }),
  kf_msg_or_event: (f) => {
    const openKfId = textOf(f, 'OpenKfId');
    return openKfId ? { kind: 'kf_msg_or_event', openKfId, token: textOf(f, 'Token') } : undefined;
  },
  'message.text': (f) => {
    const msgId = textOf(f, 'MsgId');
    const content = textOf(f, 'Content') ?? '';
    return msgId ? { kind: 'message.text', msgId, agentId: textOf(f, 'AgentID'), content } : undefined;
  },
};

/** Names the event that the elements of a decrypted callback describe. Never throws. */
export function eventFromFields(fields: XmlNode): WecomEvent {
  const msgType = textOf(fields, 'MsgType') ?? '';
  const event = textOf(fields, 'Event') ?? textOf(fields, 'InfoType') ?? '';
  const changeType = textOf(fields, 'ChangeType') || undefined;
  const kind = event ? (changeType ? `${event}.${changeType}` : event) : `message.${msgType}`;
  const base: EventBase = {
    // Suite events name the same things differently.
    toUserName: textOf(fields, 'ToUserName') ?? textOf(fields, 'AuthCorpId') ?? '',
    fromUserName: textOf(fields, 'FromUserName') ?? textOf(fields, 'SuiteId') ?? '',
    createTime: integer(fields, 'CreateTime') ?? integer(fields, 'TimeStamp') ?? 0,
    fields,
  };
  const known = Object.hasOwn(readers, kind) ? readers[kind]?.(fields) : undefined;
  return { ...base, ...(known ?? { kind: 'unknown', event: event || `message.${msgType}`, changeType }) };
}

function chatUpdate(fields: XmlNode): Omit<ChatUpdate, 'chatId'> {
  return {
    updateDetail: textOf(fields, 'UpdateDetail'),
    joinScene: integer(fields, 'JoinScene'),
    quitScene: integer(fields, 'QuitScene'),
    members: memberIds(fields.MemChangeList),
    lastMemberVersion: textOf(fields, 'LastMemVer'),
    currentMemberVersion: textOf(fields, 'CurMemVer'),
  };
}

// Items in most samples, one comma-joined string in another: both are accepted.
function memberIds(value: XmlNode[string] | undefined): string[] {
  if (typeof value === 'string') return value.split(',').filter((id) => id.trim() !== '');
  if (value === undefined || Array.isArray(value)) return [];
  const items = Array.isArray(value.Item) ? value.Item : [value.Item];
  return items.filter((item): item is string => typeof item === 'string' && item !== '');
}

function integer(fields: XmlNode, name: string): number | undefined {
  const text = textOf(fields, name);
  return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : undefined;
}
