/** What a decrypted archive record says, as one discriminated union over `kind`; unknown kinds are kept. (OFF 91774) */
import type { ArchiveMessage, ArchiveRecord } from './archive.ts';
import { hasShape, isRecord, type Shape } from './shape.ts';

/** A file of the archive; read with the SDK's GetMediaData. */
interface ArchiveFile {
  md5sum: string;
  sdkfileid: string;
}

/** Bodies by `msgtype`, with the fields of the wire. */
export interface ArchiveBodies {
  text: { content: string };
  image: ArchiveFile & { filesize: number };
  /** A recall: the msgid of the message that is no more to be shown. */
  revoke: { pre_msgid: string };
  agree: { userid: string; agree_time: number };
  disagree: { userid: string; disagree_time: number };
  voice: ArchiveFile & { voice_size: number; play_length: number };
  video: ArchiveFile & { filesize: number; play_length: number };
  card: { corpname: string; userid: string };
  location: { longitude: number; latitude: number; address: string; title: string; zoom: number };
  /** `type` 1 gif, 2 png. */
  emotion: ArchiveFile & { type: number; width: number; height: number; imagesize: number };
  file: ArchiveFile & { filename: string; fileext: string; filesize: number };
  link: { title: string; description: string; link_url: string; image_url: string };
  weapp: { title: string; description: string; username: string; displayname: string };
  /** `content` of an item is JSON text; its `msgtime` is in seconds. */
  chatrecord: {
    title: string;
    item: { type: string; msgtime: number; content: string; from_chatroom?: boolean }[];
  };
  collect: {
    room_name: string;
    creator: string;
    create_time: string | number;
    title: string;
    details: { id: string | number; ques: string; type: string }[];
  };
  redpacket: { type: number; wish: string; totalcnt: number; totalamount: number };
  external_redpacket: { type: number; wish: string; totalcnt: number; totalamount: number };
  /** `meetingid` is an unsigned 64-bit number, kept as text. */
  meeting: {
    topic: string;
    starttime: number;
    endtime: number;
    address: string;
    remarks: string;
    meetingtype: number;
    meetingid: string;
    status: number;
  };
  docmsg: { title: string; doc_creator: string; link_url: string };
  markdown: { content: string };
  news: { item: { title: string; description: string; url: string; picurl: string }[] };
  calendar: {
    title: string;
    creatorname: string;
    attendeename: string[];
    starttime: number;
    endtime: number;
    place: string;
    remarks: string;
  };
  /** `content` of an item is JSON text. */
  mixed: { item: { type: string; content: string }[] };
  meeting_voice_call: {
    endtime: number;
    sdkfileid: string;
    demofiledata?: unknown[];
    sharescreendata?: unknown[];
    voiceid: string;
  };
  voip_doc_share: ArchiveFile & { filename: string; filesize: number; voipid: string };
  sphfeed: { feed_type: number; sph_name: string; feed_desc: string };
}

/** A member changed the corp they are shown in: not a message, nobody wrote it. */
interface ArchiveSwitch {
  kind: 'switch';
  msgid: string;
  action: 'switch';
  /** Unix milliseconds. */
  time: number;
  user: string;
}

type Envelope = Omit<ArchiveMessage, 'text'>;

type Content<Kinds extends keyof ArchiveBodies> = {
  [Kind in Kinds]: { kind: Kind; body: ArchiveBodies[Kind] };
}[Kinds];

export type ArchiveEntry =
  | ArchiveSwitch
  | (Envelope & (Content<keyof ArchiveBodies> | { kind: 'unknown'; body: unknown }));

const FILE = { md5sum: 'string', sdkfileid: 'string' } as const;

const ENVELOPE: Shape<Envelope> = {
  msgid: 'string',
  from: 'string',
  tolist: 'list',
  msgtime: 'number',
  msgtype: 'string',
};

// What a reader cannot do without; the rest is taken as it comes.
const SHAPES: { [Kind in keyof ArchiveBodies]: Shape<ArchiveBodies[Kind]> } = {
  text: { content: 'string' },
  // The checksum of a file may be empty.
  image: FILE,
  revoke: { pre_msgid: 'string' },
  agree: { userid: 'string', agree_time: 'number' },
  disagree: { userid: 'string', disagree_time: 'number' },
  voice: FILE,
  video: FILE,
  card: { userid: 'string' },
  location: { longitude: 'number', latitude: 'number' },
  emotion: FILE,
  file: { ...FILE, filename: 'string' },
  link: { title: 'string', link_url: 'string' },
  weapp: { title: 'string' },
  chatrecord: { title: 'string', item: 'list' },
  collect: { title: 'string', details: 'list' },
  redpacket: { totalcnt: 'number', totalamount: 'number' },
  external_redpacket: { totalcnt: 'number', totalamount: 'number' },
  meeting: { topic: 'string', meetingid: 'string' },
  docmsg: { title: 'string', link_url: 'string' },
  markdown: { content: 'string' },
  news: { item: 'list' },
  calendar: { title: 'string', starttime: 'number', endtime: 'number' },
  mixed: { item: 'list' },
  meeting_voice_call: { voiceid: 'string' },
  voip_doc_share: { ...FILE, voipid: 'string' },
  sphfeed: { sph_name: 'string' },
};

// Where the body is not under the name of its kind.
const BODY_NAMES: Readonly<Record<string, string>> = {
  external_redpacket: 'redpacket',
  docmsg: 'doc',
  markdown: 'info',
  news: 'info',
};

/** Ids that stand beside the body. */
const BESIDE: Readonly<Record<string, string>> = { meeting_voice_call: 'voiceid', voip_doc_share: 'voipid' };

/** What a record says, or undefined when it is not JSON of an archive at all. Never throws. */
export function archiveEntry(record: Pick<ArchiveRecord, 'plaintextJson'>): ArchiveEntry | undefined {
  const message = parseExact(record.plaintextJson);
  if (!isRecord(message) || typeof message.msgid !== 'string') return undefined;
  if (message.action === 'switch') return switched(message, message.msgid);
  const envelope = envelopeOf(message);
  if (!envelope) return undefined;
  const { msgtype } = envelope;
  const name = Object.hasOwn(BODY_NAMES, msgtype) ? (BODY_NAMES[msgtype] ?? msgtype) : msgtype;
  const body = withIds(
    message,
    msgtype,
    Object.hasOwn(message, name) ? Reflect.get(message, name) : undefined,
  );
  const content = isKind(msgtype) ? contentOf(msgtype, body) : undefined;
  return { ...envelope, ...(content ?? { kind: 'unknown', body }) };
}

function contentOf<Kind extends keyof ArchiveBodies>(kind: Kind, body: unknown): Content<Kind> | undefined {
  return hasShape<ArchiveBodies[Kind]>(body, SHAPES[kind]) ? { kind, body } : undefined;
}

function envelopeOf(message: Record<string, unknown>): Envelope | undefined {
  if (!hasShape<Envelope>(message, ENVELOPE)) return undefined;
  const { msgid, action, from, tolist, roomid, msgtime, msgtype } = message;
  return { msgid, action, from, tolist, roomid: roomid ?? '', msgtime, msgtype };
}

function switched(message: Record<string, unknown>, msgid: string): ArchiveSwitch | undefined {
  const { time, user } = message;
  if (typeof time !== 'number' || typeof user !== 'string') return undefined;
  return { kind: 'switch', msgid, action: 'switch', time, user };
}

function isKind(msgtype: string): msgtype is keyof ArchiveBodies {
  return Object.hasOwn(SHAPES, msgtype);
}

function withIds(message: object, msgtype: string, body: unknown): unknown {
  if (!isRecord(body)) return body;
  const beside = Object.hasOwn(BESIDE, msgtype) ? BESIDE[msgtype] : undefined;
  if (beside !== undefined) return { ...body, [beside]: Reflect.get(message, beside) };
  // A small one came as a number, a large one is text already.
  return typeof body.meetingid === 'number' ? { ...body, meetingid: String(body.meetingid) } : body;
}

/** JSON whose whole numbers beyond 2^53 become texts with all their digits; undefined when it is none. */
function parseExact(json: string): unknown {
  try {
    // An unclosed text is taken to the end: it is refused below, and must not be searched again and again.
    const exact = json.replace(/"(?:[^"\\]|\\[\s\S])*"?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
      isHuge(token) ? `"${token}"` : token,
    );
    return JSON.parse(exact);
  } catch {
    return undefined;
  }
}

function isHuge(token: string): boolean {
  return /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token));
}

/**
 * True for a msgid that was not given before, among the last `capacity` ones: readers that fell back, and two that read
 * the same, get records twice.
 */
export function createArchiveDedupe(capacity = 100_000): (entry: { msgid: string }) => boolean {
  let recent = new Set<string>();
  let older = new Set<string>();
  return ({ msgid }) => {
    if (recent.has(msgid) || older.has(msgid)) return false;
    if (recent.size >= capacity) {
      older = recent;
      recent = new Set();
    }
    recent.add(msgid);
    return true;
  };
}
