/** Contact ways 「联系我」: QR codes and buttons by which a traveller adds members. (OFF 92228) */
import { defineEndpoint, type Limit, type ReplyBase } from '../endpoint.ts';

/** Fields that can change later; `state` comes back in events and must carry no personal data. */
export interface ContactWaySettings {
  /** Mini-program control style. */
  style?: number;
  /** For admins only. */
  remark?: string;
  /** Default true: added without the member's confirmation. */
  skip_verify?: boolean;
  state?: string;
  /** Exactly one for type 1. */
  user?: string[];
  party?: number[];
  /** Seconds; temporary ways only. */
  expires_in?: number;
  chat_expires_in?: number;
  /** Temporary ways only: nobody else can use it. */
  unionid?: string;
  mark_source?: boolean;
  conclusions?: Conclusions;
}

/** Said at the end of a temporary chat: the text, and the first of image, link and mini program. */
export interface Conclusions {
  text?: { content?: string };
  /** Answers carry `pic_url` instead of the `media_id`. */
  image?: { media_id?: string; pic_url?: string };
  link?: { title: string; picurl?: string; desc?: string; url: string };
  miniprogram?: { title: string; pic_media_id: string; appid: string; page: string };
}

export interface ContactWay extends ContactWaySettings {
  config_id: string;
  /** 1 one member, 2 several. */
  type: 1 | 2;
  /** 1 mini-program, 2 QR code. */
  scene: 1 | 2;
  qr_code?: string;
  /** A chat without friendship; open to the medical industry only. */
  is_temp?: boolean;
  /** One customer may add only one of the members. */
  is_exclusive?: boolean;
}

export type NewContactWay = Omit<ContactWay, 'config_id' | 'qr_code'>;

const settingLimits: readonly Limit[] = [
  { path: 'remark', chars: 30 },
  { path: 'state', chars: 30 },
  { path: 'user', items: 100 },
  { path: 'user[]', chars: 64 },
  { path: 'party', items: 100 },
  { path: 'expires_in', min: 1, max: 14 * 86_400 },
  { path: 'chat_expires_in', min: 1, max: 14 * 86_400 },
  { path: 'conclusions.text.content', bytes: 4000 },
  { path: 'conclusions.link.title', required: true, bytes: 128 },
  { path: 'conclusions.link.desc', bytes: 512 },
  { path: 'conclusions.link.url', required: true },
  { path: 'conclusions.miniprogram.title', required: true, bytes: 64 },
  { path: 'conclusions.miniprogram.pic_media_id', required: true },
  { path: 'conclusions.miniprogram.appid', required: true },
  { path: 'conclusions.miniprogram.page', required: true },
];

const TEMPORARY_ONLY = ['expires_in', 'chat_expires_in', 'unionid', 'conclusions'] as const;

const byConfigId: readonly Limit[] = [{ path: 'config_id', required: true, chars: 64 }];

export const addContactWay = defineEndpoint<
  NewContactWay,
  ReplyBase & { config_id: string; qr_code?: string }
>()('externalcontact/add_contact_way', {
  method: 'POST',
  repeatable: false,
  limits: [
    { path: 'type', required: true, oneOf: [1, 2] },
    { path: 'scene', required: true, oneOf: [1, 2] },
    { path: 'style', min: 1, max: 3 },
    ...settingLimits,
  ],
  check: (way) => {
    if (way.type === 1 && way.user?.length !== 1) return 'type 1 takes exactly one user';
    if (way.type === 1 && way.party?.length) return 'type 1 takes no parties';
    if (way.type === 2 && !way.user?.length && !way.party?.length) return 'type 2 needs users or parties';
    if (way.type === 2 && (way.style ?? 1) > 2) return 'style of type 2 is 1 or 2';
    const misplaced = way.is_temp ? undefined : TEMPORARY_ONLY.find((field) => way[field] !== undefined);
    return misplaced && `${misplaced} is for temporary ways`;
  },
});

export const getContactWay = defineEndpoint<{ config_id: string }, ReplyBase & { contact_way: ContactWay }>()(
  'externalcontact/get_contact_way',
  { method: 'POST', repeatable: true, limits: byConfigId },
);

interface ContactWayListed {
  config_id: string;
}

/** Ways made by API in the given time (default: the last 90 days); temporary ones are not listed. */
export const listContactWays = defineEndpoint<
  { start_time?: number; end_time?: number; cursor?: string; limit?: number },
  ReplyBase & { contact_way: ContactWayListed[]; next_cursor?: string },
  ContactWayListed
>()('externalcontact/list_contact_way', {
  method: 'POST',
  repeatable: true,
  limits: [{ path: 'limit', min: 1, max: 1000 }],
  items: (reply) => reply.contact_way,
  empty: { contact_way: [] },
});

/** Lists that are given replace the old ones; type and scene cannot change. */
export const updateContactWay = defineEndpoint<{ config_id: string } & ContactWaySettings, ReplyBase>()(
  'externalcontact/update_contact_way',
  { method: 'POST', repeatable: true, limits: [...byConfigId, ...settingLimits] },
);

export const delContactWay = defineEndpoint<{ config_id: string }, ReplyBase>()(
  'externalcontact/del_contact_way',
  { method: 'POST', repeatable: true, limits: byConfigId },
);

/** Ends a chat that a temporary way opened; the customer gets the way's conclusions. */
export const closeTemporaryChat = defineEndpoint<{ userid: string; external_userid: string }, ReplyBase>()(
  'externalcontact/close_temp_chat',
  {
    method: 'POST',
    repeatable: true,
    limits: [
      { path: 'userid', required: true, chars: 64 },
      { path: 'external_userid', required: true, chars: 64 },
    ],
  },
);
