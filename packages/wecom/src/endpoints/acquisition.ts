/** Acquisition links (获客助手): web links by which customers add members. (OFF 97297, 97398, 97400, 100130) */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

interface LinkRange {
  user_list?: string[];
  department_list?: number[];
}

/** Whom a customer who knows somebody already is led to; for some industries only. */
interface Priority {
  /** 1 any friend in the corp, 2 one of `priority_userid_list`. */
  priority_type: 1 | 2;
  priority_userid_list?: string[];
}

interface LinkSettings {
  link_name: string;
  /** At most 500 members in all. */
  range: LinkRange;
  /** Default true: added without the member's confirmation. */
  skip_verify?: boolean;
  priority_option?: Priority;
}

export interface AcquisitionLink {
  link_id: string;
  link_name: string;
  url: string;
  create_time: number;
}

const settingLimits: readonly Limit[] = [
  { path: 'link_name', chars: 30 },
  { path: 'range.user_list', items: 500 },
  { path: 'range.department_list[]', min: 1 },
  { path: 'priority_option.priority_type', required: true, oneOf: [1, 2] },
  { path: 'priority_option.priority_userid_list', items: 500 },
];

const byLinkId: readonly Limit[] = [{ path: 'link_id', required: true, chars: 64 }];

interface AcquisitionLinkListed {
  link_id: string;
}

/** An app sees only the links it made. */
export const listAcquisitionLinks = defineEndpoint<
  { limit?: number; cursor?: string },
  ReplyBase & { link_id_list: string[]; next_cursor?: string },
  AcquisitionLinkListed
>()('externalcontact/customer_acquisition/list_link', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'limit', min: 1, max: 100 }],
  items: (reply) => reply.link_id_list.map((link_id) => ({ link_id })),
  empty: { link_id_list: [] },
});

export const getAcquisitionLink = defineEndpoint<
  { link_id: string },
  ReplyBase & {
    link: Omit<AcquisitionLink, 'link_id'> & { skip_verify: boolean; mark_source?: boolean };
    range: LinkRange;
    priority_option?: Priority;
  }
>()('externalcontact/customer_acquisition/get', { method: 'POST', repeatable: true, limits: byLinkId });

export const createAcquisitionLink = defineEndpoint<LinkSettings, ReplyBase & { link: AcquisitionLink }>()(
  'externalcontact/customer_acquisition/create_link',
  {
    method: 'POST',
    repeatable: false,
    limits: [{ path: 'link_name', required: true }, { path: 'range', required: true }, ...settingLimits],
    check: ({ range }) =>
      range.user_list?.length || range.department_list?.length
        ? undefined
        : 'range needs members or departments',
  },
);

/** A range that is given replaces the old one whole. */
export const updateAcquisitionLink = defineEndpoint<{ link_id: string } & Partial<LinkSettings>, ReplyBase>()(
  'externalcontact/customer_acquisition/update_link',
  {
    method: 'POST',
    repeatable: true,
    limits: [...byLinkId, ...settingLimits],
  },
);

export const deleteAcquisitionLink = defineEndpoint<{ link_id: string }, ReplyBase>()(
  'externalcontact/customer_acquisition/delete_link',
  { method: 'POST', repeatable: true, limits: byLinkId },
);

interface LinkCustomer {
  external_userid: string;
  userid: string;
  /** 0 has not written, 1 has written, 2 unknown. */
  chat_status: 0 | 1 | 2;
  /** The link's `customer_channel`. */
  state: string;
}

/** Who came by a link. */
export const listLinkCustomers = defineEndpoint<
  { link_id: string; limit?: number; cursor?: string },
  ReplyBase & { customer_list: LinkCustomer[]; next_cursor?: string },
  LinkCustomer
>()('externalcontact/customer_acquisition/customer', {
  method: 'POST',
  repeatable: true,
  limits: [...byLinkId, { path: 'limit', min: 1, max: 1000 }],
  items: (reply) => reply.customer_list,
  empty: { customer_list: [] },
});

const DAYS_30_S = 30 * 86_400;

/** At most 30 days, none of them more than 180 days ago. */
export const getLinkStatistics = defineEndpoint<
  { link_id: string; start_time: number; end_time: number },
  ReplyBase & { click_link_customer_cnt: number; new_customer_cnt: number }
>()('externalcontact/customer_acquisition/statistic', {
  method: 'POST',
  repeatable: true,
  limits: [
    ...byLinkId,
    { path: 'start_time', required: true, min: 0 },
    { path: 'end_time', required: true, min: 0 },
  ],
  check: ({ start_time, end_time }) =>
    end_time >= start_time && end_time - start_time <= DAYS_30_S
      ? undefined
      : 'end_time must follow start_time within 30 days',
});

interface AcquisitionQuota {
  /** Unix seconds. */
  expire_date: number;
  balance: number;
}

export const getAcquisitionQuota = defineEndpoint<
  Record<never, never>,
  ReplyBase & { total: number; balance: number; quota_list: AcquisitionQuota[] }
>()('externalcontact/customer_acquisition_quota', {
  method: 'GET',
  repeatable: true,
  empty: { quota_list: [] },
});

/** Who wrote, by the ChatKey of a `message_from_customer` event; good for 30 minutes. */
export const getAcquisitionChat = defineEndpoint<
  { chat_key: string },
  ReplyBase & {
    userid: string;
    external_userid: string;
    chat_info: { recv_msg_cnt: number; link_id: string; state: string };
  }
>()('externalcontact/customer_acquisition/get_chat_info', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'chat_key', required: true }],
});
