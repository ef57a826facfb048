/** Giving customers to another member: on the job, and after a member has left. (分配客户) */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

const pair: readonly Limit[] = [
  { path: 'handover_userid', required: true, chars: 64 },
  { path: 'takeover_userid', required: true, chars: 64 },
];
const customers: Limit = { path: 'external_userid', required: true, items: 100 };

interface Pair {
  handover_userid: string;
  takeover_userid: string;
}

/** `errcode` 0: started. Otherwise this one customer was refused, e.g. 40128, 40129, 40131. */
export interface TransferStarted {
  external_userid: string;
  errcode: number;
}

/** Completes by itself after 24 hours unless the customer refuses; twice per customer in 90 natural days. */
export const transferCustomers = defineEndpoint<
  Pair & { external_userid: string[]; transfer_success_msg?: string },
  ReplyBase & { customer: TransferStarted[] }
>()('externalcontact/transfer_customer', {
  method: 'POST',
  repeatable: false,
  limits: [...pair, customers, { path: 'transfer_success_msg', chars: 200 }],
  empty: { customer: [] },
});

export interface TransferResult {
  external_userid: string;
  /** 1 done, 2 waiting, 3 refused by the customer, 4 the new member has too many, 5 no record (on the job only). */
  status: number;
  /** Unix seconds; of one that waits, when it will happen by itself. */
  takeover_time?: number;
}

type TransferResults = ReplyBase & { customer: TransferResult[]; next_cursor?: string };

export const listTransferResults = defineEndpoint<
  Pair & { cursor?: string },
  TransferResults,
  TransferResult
>()('externalcontact/transfer_result', {
  method: 'POST',
  repeatable: true,
  limits: pair,
  items: (reply) => reply.customer,
  empty: { customer: [] },
});

/** The customers of a member who has left (otherwise 40097). */
export const transferCustomersOfResigned = defineEndpoint<
  Pair & { external_userid: string[] },
  ReplyBase & { customer: TransferStarted[] }
>()('externalcontact/resigned/transfer_customer', {
  method: 'POST',
  repeatable: false,
  limits: [...pair, customers],
  empty: { customer: [] },
});

export const listTransferResultsOfResigned = defineEndpoint<
  Pair & { cursor?: string },
  TransferResults,
  TransferResult
>()('externalcontact/resigned/transfer_result', {
  method: 'POST',
  repeatable: true,
  limits: pair,
  items: (reply) => reply.customer,
  empty: { customer: [] },
});

export interface UnassignedCustomer {
  handover_userid: string;
  external_userid: string;
  /** Unix seconds. */
  dimission_time: number;
}

/** What members who left have left behind. Page numbers reach 50,000 rows; beyond, and by default here, the cursor. */
export const listUnassigned = defineEndpoint<
  { page_id?: number; page_size?: number; cursor?: string },
  ReplyBase & { info: UnassignedCustomer[]; is_last: boolean; next_cursor?: string },
  UnassignedCustomer
>()('externalcontact/get_unassigned_list', {
  method: 'POST',
  repeatable: true,
  limits: [
    { path: 'page_id', min: 0, max: 50_000 },
    { path: 'page_size', min: 1, max: 1000 },
  ],
  check: ({ page_id = 0, page_size = 1000, cursor }) =>
    !cursor && page_id * page_size >= 50_000
      ? 'page_id * page_size must be below 50000; use the cursor'
      : undefined,
  items: (reply) => reply.info,
  nextPage: (reply, params) => {
    if (reply.is_last) return undefined;
    if (reply.next_cursor)
      return reply.next_cursor === params.cursor ? undefined : { cursor: reply.next_cursor };
    return { page_id: (params.page_id ?? 0) + 1 };
  },
  empty: { info: [] },
});
