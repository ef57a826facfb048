import type { Channel as ChannelCode, CustomerId } from '@jetbridge/contract';
import type { Sql } from '../../../kernel/postgres.ts';

/** One message on its way out. The channel treats `key` as an idempotency key: the same key is sent once. */
export interface OutgoingMessage {
  key: string;
  customerId: CustomerId;
  text: string;
  /** The recipient's own tracked link. */
  link: string | null;
}

export type Handover =
  /** The channel took it; receipts will name `message` and `address`. */
  | { message: string; address: string }
  | { retryAt: Date }
  /** Will never go; a reason of the contract, or the channel's own words. */
  | { failed: string };

/** How a handed-over message ended, in the transaction of whoever learnt it. */
export interface Receipt {
  message: string;
  address: string;
  status: 'delivered' | 'failed';
  reason: string | null;
  at: Date;
}

/** A way to reach people. Each channel is one file beside this one. */
export interface Channel {
  code: ChannelCode;
  /** Which of these customers can be reached at all. */
  reachable(sql: Sql, ids: readonly CustomerId[]): Promise<Set<CustomerId>>;
  /** Hands messages over; one left out of the answer is tried again. */
  deliver(messages: readonly OutgoingMessage[]): Promise<Map<string, Handover>>;
  onReceipts(listener: (tx: Sql, receipts: readonly Receipt[]) => Promise<void>): void;
}
