/** What there is of messages of an app to members, and its chats. */
import type { AppChat, AppMessage, TemplateCard } from '@jetbridge/wecom';
import type { Meter } from '../meters.ts';

/** A message on the phone of one member. */
export interface Delivery {
  userid: string;
  /** What the card has become, for this member. */
  card: TemplateCard | undefined;
  /** In place of its buttons, which no longer work. */
  closed: string | undefined;
}

export interface SentMessage {
  msgid: string;
  agentId: number;
  at: number;
  /** As phones show it: text that was too long is cut. */
  message: ShownMessage;
  /** Of an app chat. */
  chatId: string | undefined;
  /** By lower-cased userid. Surplus and duplicates do not arrive, so their members are not here. */
  deliveries: Map<string, Delivery>;
  recalledAt: number | undefined;
}

/** A message without whom it is for. */
export type ShownMessage = AppMessage extends infer M
  ? M extends AppMessage
    ? Pick<M, Extract<keyof M, 'msgtype' | M['msgtype']>>
    : never
  : never;

export interface StoredChat extends AppChat {
  agentId: number;
}

export interface ResponseCode {
  msgid: string;
  agentId: number;
  issuedAt: number;
}

export interface AppState {
  /** Oldest first; the latest 10,000. */
  messages: Map<string, SentMessage>;
  chats: Map<string, StoredChat>;
  /** Those that still work, oldest first. */
  responseCodes: Map<string, ResponseCode>;
  /** Per app; a task_id names one message. */
  taskIds: Set<string>;
  /** When a member last got this content from this app, oldest first. */
  lastSent: Map<string, number>;
  meters: Map<string, Meter>;
  /** Messages per app and natural day. */
  sentPerDay: Map<string, { agentId: number; day: string; count: number }>;
  /** Members who are out of an app's visible scope although its settings include them. */
  unsubscribed: Set<string>;
  /** Passive replies that could not be read or used, newest last, at most 100. */
  refusedReplies: { at: number; reason: string }[];
}

export function createAppState(): AppState {
  return {
    messages: new Map(),
    chats: new Map(),
    responseCodes: new Map(),
    taskIds: new Set(),
    lastSent: new Map(),
    meters: new Map(),
    sentPerDay: new Map(),
    unsubscribed: new Set(),
    refusedReplies: [],
  };
}

/** What a test may compare a client's picture with. */
export function appTruth(state: AppState) {
  return {
    messages: [...state.messages.values()].map(({ deliveries, message, ...sent }) => ({
      ...sent,
      msgtype: message.msgtype,
      to: [...deliveries.values()].map(({ userid }) => userid),
    })),
    chats: [...state.chats.values()].map((chat) => ({ ...chat, userlist: [...chat.userlist] })),
    refusedReplies: [...state.refusedReplies],
  };
}
