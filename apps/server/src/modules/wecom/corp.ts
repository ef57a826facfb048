/** What every part of this module works with: the configured corp, its API, the stores, and who listens. */
import type { CustomerId } from '@jetbridge/contract';
import type { ArchiveSource, CallbackConfig, WecomClient } from '@jetbridge/wecom';
import type { Logger } from 'pino';
import type { Clock } from '../../kernel/clock.ts';
import type { Vault } from '../../kernel/crypto.ts';
import { AppError } from '../../kernel/errors.ts';
import type { Postgres, Sql } from '../../kernel/postgres.ts';
import type { Signal } from '../../kernel/signal.ts';
import type { Customers } from '../customers/index.ts';
import type { Events } from '../events/index.ts';
import type { Tags } from '../tags/index.ts';
import type { Callback, NewCallback } from './inbox.ts';
import type { EndedWelcome } from './welcome-store.ts';

export interface WecomConfig {
  corpId: string;
  secret: string;
  agentId: number;
  /** Of the receiving URL. */
  token: string;
  /** 43 characters. */
  encodingAesKey: string;
  /** `https://qyapi.weixin.qq.com`, or a simulator's address. */
  baseUrl: string;
  /** True when `baseUrl` is the simulator that this process runs. */
  simulated?: boolean;
  /** Where the console shows the simulator's own page, when there is one. */
  simulatorUrl?: string | null;
  /** The address that WeCom calls, as the administrator entered it. */
  callbackUrl?: string | null;
}

export interface Arrival {
  staffUserid: string;
  externalUserid: string;
  /** The State that the friend brought: a channel code's token. */
  state: string | null;
}

export interface Greeting {
  /** `{name}` becomes the traveller's name. */
  text: string;
  link: string | null;
}

export interface Friend extends Arrival {
  customerId: CustomerId;
  at: Date;
}

/** Whoever wants to know about friends; `acquisition` in the product. */
export interface FriendListener {
  /** The greeting for somebody who just arrived; null for none. Asked before anything is stored: be quick. */
  greet(arrival: Arrival): Promise<Greeting | null>;
  /** In the transaction that stores the friends. Answers more properties for each one's `Friend Added`. */
  added(tx: Sql, friends: readonly Friend[]): Promise<Record<string, unknown>[]>;
  removed(tx: Sql, friends: readonly Omit<Friend, 'state'>[]): Promise<void>;
}

export interface Receipt {
  msgid: string;
  externalUserid: string;
  staffUserid: string;
  status: 'delivered' | 'failed';
  reason?: string;
  at: Date;
}

/** In the transaction that notes the receipts. */
export type ReceiptListener = (tx: Sql, receipts: readonly Receipt[]) => Promise<void>;

/** The configured corp. */
export interface Corp {
  config: WecomConfig;
  callbacks: CallbackConfig;
  client: WecomClient;
  /** Shares the token but not the queue: a welcome must not wait behind a comparison. */
  urgent: WecomClient;
  archive: ArchiveSource | null;
}

export interface Context {
  pg: Postgres;
  clock: Clock;
  vault: Vault;
  log: Logger;
  signal: Signal;
  events: Pick<Events, 'publish'>;
  customers: Pick<Customers, 'resolveIdentifiers' | 'onMerge'>;
  tags: Pick<
    Tags,
    | 'assign'
    | 'ensure'
    | 'names'
    | 'byWecomId'
    | 'tieToWecom'
    | 'keepTies'
    | 'ofCustomers'
    | 'onChange'
    | 'onRemove'
  >;
  corp: Corp | null;
  /** Stores a callback, together with others that arrive meanwhile: its id, or null when it was there already. */
  storeCallback(callback: NewCallback): Promise<string | null>;
  /** Ends the welcome of a callback and records how it went. */
  endWelcome(end: EndedWelcome): Promise<unknown>;
  /** While workers run here: a place to greet at once, without asking the store what is due. */
  reserveGreeting: (() => ((callback: Callback | null) => void) | null) | null;
  friendListeners: FriendListener[];
  receiptListeners: ReceiptListener[];
}

/** Throws `wecom.not_configured`. */
export function requireCorp(context: Context): Corp {
  if (!context.corp) throw new AppError('wecom.not_configured');
  return context.corp;
}

/** Wakes whoever greets, works callbacks off, reads the archive, or asks for receipts. */
export const topics = {
  callbacks: 'wecom:callbacks',
  archive: 'wecom:archive',
  receipts: 'wecom:receipts',
} as const;
