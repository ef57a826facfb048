/** What there is of customer groups, their join ways and welcome templates. */
import type { Attachment, GroupJoinWaySettings, GroupMember, GroupWelcome } from '@jetbridge/wecom';

export interface MemberOfGroup {
  /** A userid or an external_userid. */
  id: string;
  type: GroupMember['type'];
  /** Unix milliseconds. */
  joinedAt: number;
  joinScene: GroupMember['join_scene'];
  /** Who invited; a scan has nobody. */
  invitor: string | undefined;
  /** Of the join way. */
  state: string | undefined;
  nickname: string;
}

/** A message as every phone in the group shows it. */
export interface GroupMessage {
  /** Unix milliseconds. */
  at: number;
  from: string;
  kind: 'mass' | 'chat' | 'welcome';
  text: string;
  links: string[];
  attachments?: readonly Attachment[];
  /** Of the mass message. */
  msgid?: string;
}

/** One day of a group, for the statistics. */
export interface GroupDay {
  joined: number;
  left: number;
  messages: number;
  writers: Set<string>;
}

export interface Group {
  chatId: string;
  /** What a mini-program opened in the group learns from WeChat. */
  opengid: string;
  name: string;
  notice: string;
  createdAt: number;
  dismissedAt: number | undefined;
  /** Who has owned it and since when; the last one does. */
  owners: { userid: string; since: number }[];
  admins: string[];
  /** By `keyOf`, in the order of joining. */
  members: Map<string, MemberOfGroup>;
  /** Counts changes of the members; the version is made of it. */
  changes: number;
  version: string;
  /** Of a group whose owner left. */
  inheritance: 'none' | 'under_way' | 'done';
  /** When it changed hands on the job. */
  transfers: number[];
  massQuota: { period: string; count: number };
  messages: GroupMessage[];
  /** By number of the day in Asia/Shanghai since 1970. */
  days: Map<number, GroupDay>;
  welcomeTemplateId: string | undefined;
}

export interface JoinWay {
  configId: string;
  settings: GroupJoinWaySettings;
  createdAt: number;
  /** Number of the next group that is opened. */
  nextRoom: number;
}

export interface WelcomeTemplate {
  id: string;
  /** Only the app that made it may change it. */
  agentId: number;
  content: GroupWelcome;
}

export interface GroupState {
  /** Every group that ever was, oldest first: a cursor is a position in it. */
  all: Group[];
  byChatId: Map<string, Group>;
  joinWays: Map<string, JoinWay>;
  templates: Map<string, WelcomeTemplate>;
  /** Groups given away per day and owner who left. */
  inherited: Map<string, { day: number; count: number }>;
}

export function createGroupState(): GroupState {
  return { all: [], byChatId: new Map(), joinWays: new Map(), templates: new Map(), inherited: new Map() };
}

export function addGroup(state: GroupState, group: Group): void {
  state.all.push(group);
  state.byChatId.set(group.chatId, group);
}

/** A group that has not been dismissed. */
export function livingGroup(state: GroupState, chatId: unknown): Group | undefined {
  const group = typeof chatId === 'string' ? state.byChatId.get(chatId) : undefined;
  return group?.dismissedAt === undefined ? group : undefined;
}

export function ownerOf(group: Group): string {
  return group.owners.at(-1)?.userid ?? '';
}

// External ids differ by case, userids do not.
export function keyOf(member: Pick<MemberOfGroup, 'id' | 'type'>): string {
  return member.type === 1 ? member.id.toLowerCase() : member.id;
}

export function memberOf(group: Group, id: string): MemberOfGroup | undefined {
  return group.members.get(id) ?? group.members.get(id.toLowerCase());
}

export function sameId(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

export interface TrueGroup {
  chatId: string;
  opengid: string;
  name: string;
  notice: string;
  owner: string;
  admins: string[];
  /** The `member_version` that `groupchat/get` tells. */
  version: string;
  createdAt: number;
  dismissedAt: number | undefined;
  members: MemberOfGroup[];
  messages: readonly GroupMessage[];
}

/** What a test may compare a client's picture with, by chat_id. */
export function groupTruth(state: GroupState): Record<string, TrueGroup> {
  return Object.fromEntries(
    state.all.map((group) => [
      group.chatId,
      {
        chatId: group.chatId,
        opengid: group.opengid,
        name: group.name,
        notice: group.notice,
        owner: ownerOf(group),
        admins: [...group.admins],
        version: group.version,
        createdAt: group.createdAt,
        dismissedAt: group.dismissedAt,
        members: [...group.members.values()].map((member) => ({ ...member })),
        messages: group.messages,
      },
    ]),
  );
}
