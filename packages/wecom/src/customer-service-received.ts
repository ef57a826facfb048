/**
 * What `kf/sync_msg` gives, as one discriminated union over `kind`. A kind this file does not know, or one without the
 * fields it must have, stays `unknown` with its body. (OFF 94670)
 */
import { hasShape, isRecord, type Shape } from './shape.ts';

interface ServiceMedia {
  media_id: string;
}

interface EventPair {
  open_kfid: string;
  external_userid: string;
}

/** Bodies by kind; those of events by `event.` and their type. */
export interface ServiceBodies {
  text: { content: string; menu_id?: string };
  image: ServiceMedia;
  voice: ServiceMedia;
  video: ServiceMedia;
  file: ServiceMedia;
  location: { latitude: number; longitude: number; name?: string; address?: string };
  link: { title: string; url: string; desc?: string; pic_url?: string };
  business_card: { userid: string };
  miniprogram: { title: string; appid: string; pagepath: string; thumb_media_id?: string };
  msgmenu: { head_content?: string; list: unknown[]; tail_content?: string };
  channels_shop_product: {
    product_id: string;
    head_img?: string;
    title?: string;
    sales_price?: string;
    shop_nickname?: string;
    shop_head_img?: string;
  };
  channels_shop_order: {
    order_id: string;
    product_titles?: string;
    price_wording?: string;
    state?: string;
    image_url?: string;
    shop_nickname?: string;
  };
  /** `welcome_code` only when no welcome was sent for 48 hours and the customer has not written. */
  'event.enter_session': EventPair & {
    scene?: string;
    scene_param?: string;
    welcome_code?: string;
    wechat_channels?: { nickname?: string; shop_nickname?: string; scene?: number };
  };
  /** `fail_type`: 0 unknown, 1 account, 2 permission, 4 over 48 h, 5 closed, 6 over five, 8 unverified, 10 refused. */
  'event.msg_send_fail': EventPair & { fail_msgid: string; fail_type: number };
  /** `status` 1 serving, 2 stopped. */
  'event.servicer_status_change': {
    servicer_userid: string;
    open_kfid: string;
    status: number;
    stop_type?: number;
  };
  /** By people in the client: `change_type` 1 taken from the queue, 2 handed on, 3 ended, 4 taken up again. */
  'event.session_status_change': EventPair & {
    change_type: number;
    old_servicer_userid?: string;
    new_servicer_userid?: string;
    msg_code?: string;
  };
  'event.user_recall_msg': EventPair & { recall_msgid: string };
  'event.servicer_recall_msg': EventPair & { recall_msgid: string; servicer_userid?: string };
  'event.reject_customer_msg_switch_change': EventPair & { servicer_userid: string; reject_switch: number };
}

export interface ServiceMessageBase {
  msgid: string;
  open_kfid: string;
  /** Absent in events about a servicer. */
  external_userid: string | undefined;
  /** Unix seconds. */
  send_time: number;
  /** 3 the customer, 4 the system, 5 a servicer in the client. */
  origin: number;
  /** Who wrote, with origin 5. */
  servicer_userid: string | undefined;
}

type Content<Kinds extends keyof ServiceBodies> = {
  [Kind in Kinds]: { kind: Kind; body: ServiceBodies[Kind] };
}[Kinds];

export type ServiceMessage = ServiceMessageBase &
  (Content<keyof ServiceBodies> | { kind: 'unknown'; msgtype: string; body: unknown });

type Shapes = { [Kind in keyof ServiceBodies]: Shape<ServiceBodies[Kind]> };

const PAIR = { open_kfid: 'string', external_userid: 'string' } as const;
const MEDIA = { media_id: 'string' } as const;

const SHAPES: Shapes = {
  text: { content: 'string' },
  image: MEDIA,
  voice: MEDIA,
  video: MEDIA,
  file: MEDIA,
  location: { latitude: 'number', longitude: 'number' },
  link: { title: 'string', url: 'string' },
  business_card: { userid: 'string' },
  miniprogram: { title: 'string', appid: 'string', pagepath: 'string' },
  msgmenu: { list: 'list' },
  channels_shop_product: { product_id: 'string' },
  channels_shop_order: { order_id: 'string' },
  'event.enter_session': PAIR,
  'event.msg_send_fail': { ...PAIR, fail_msgid: 'string', fail_type: 'number' },
  'event.servicer_status_change': { servicer_userid: 'string', open_kfid: 'string', status: 'number' },
  'event.session_status_change': { ...PAIR, change_type: 'number' },
  'event.user_recall_msg': { ...PAIR, recall_msgid: 'string' },
  'event.servicer_recall_msg': { ...PAIR, recall_msgid: 'string' },
  'event.reject_customer_msg_switch_change': { ...PAIR, servicer_userid: 'string', reject_switch: 'number' },
};

/** Reads one entry of `msg_list`. Never throws. */
export function serviceMessage(entry: unknown): ServiceMessage {
  const raw = isRecord(entry) ? entry : {};
  const msgtype = textOf(raw.msgtype) ?? '';
  const event = msgtype === 'event' && isRecord(raw.event) ? raw.event : undefined;
  const body: unknown = event ?? (Object.hasOwn(raw, msgtype) ? raw[msgtype] : undefined);
  const kind = event ? `event.${textOf(event.event_type) ?? ''}` : msgtype;
  const base: ServiceMessageBase = {
    msgid: textOf(raw.msgid) ?? '',
    // Of an event the ids are inside.
    open_kfid: textOf(raw.open_kfid) ?? textOf(event?.open_kfid) ?? '',
    external_userid: textOf(raw.external_userid) ?? textOf(event?.external_userid),
    send_time: typeof raw.send_time === 'number' ? raw.send_time : 0,
    origin: typeof raw.origin === 'number' ? raw.origin : 0,
    servicer_userid: textOf(raw.servicer_userid),
  };
  const content = isKind(kind) ? contentOf(kind, body) : undefined;
  return { ...base, ...(content ?? { kind: 'unknown', msgtype: kind, body }) };
}

function contentOf<Kind extends keyof ServiceBodies>(kind: Kind, body: unknown): Content<Kind> | undefined {
  return hasShape<ServiceBodies[Kind]>(body, SHAPES[kind]) ? { kind, body } : undefined;
}

function isKind(kind: string): kind is keyof ServiceBodies {
  return Object.hasOwn(SHAPES, kind);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
