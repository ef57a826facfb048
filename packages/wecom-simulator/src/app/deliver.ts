/** Bringing a message to the phones of members, and taking it back. */
import { createHash } from 'node:crypto';
import type { AppMessage } from '@jetbridge/wecom';
import { mediaFor } from '../content/media.ts';
import { spend } from '../meters.ts';
import type { App, StaffInput } from '../options.ts';
import type { Parts } from '../parts.ts';
import { periodOf } from '../period.ts';
import { Refusal } from '../route.ts';
import type { World } from '../world.ts';
import type { SentMessage, ShownMessage } from './state.ts';

const MAX_TEXT_BYTES = 2048;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const MAX_MESSAGES = 10_000;
const LONGEST_DUPLICATE_CHECK_MS = 4 * HOUR_MS;

/** The longest beginning of whole characters within `max` bytes. */
export function cutToBytes(text: string, max: number): string {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= max) return text;
  let end = max;
  // Bytes within a character begin with the bits 10.
  while (((bytes[end] ?? 0) & 0xc0) === 0x80) end--;
  return bytes.toString('utf8', 0, end);
}

/** Without its addressees, and with text cut as WeCom cuts it. */
export function shown(message: { msgtype: AppMessage['msgtype'] }): ShownMessage {
  const body: unknown = Reflect.get(message, message.msgtype);
  const content: unknown =
    message.msgtype === 'text' && body !== null && Reflect.get(body as object, 'content');
  const cut = typeof content === 'string' ? { content: cutToBytes(content, MAX_TEXT_BYTES) } : body;
  return { msgtype: message.msgtype, [message.msgtype]: cut } as ShownMessage;
}

/** 40007 for a file that does not exist or is older than three days. */
export function checkMedia(world: World, message: ShownMessage, now: number): void {
  for (const id of mediaIds(message)) mediaFor(world, { id, uses: ['message'], now });
}

function mediaIds(message: ShownMessage): string[] {
  switch (message.msgtype) {
    case 'image':
      return [message.image.media_id];
    case 'voice':
      return [message.voice.media_id];
    case 'file':
      return [message.file.media_id];
    case 'video':
      return [message.video.media_id];
    case 'mpnews':
      return message.mpnews.articles.map(({ thumb_media_id }) => thumb_media_id);
    default:
      return [];
  }
}

/** Those whom neither the duplicate check nor their rate keeps it from. Nobody is told of the others. */
export function withoutSurplus(
  parts: Pick<Parts, 'world' | 'scheduler'>,
  sending: {
    app: App;
    members: Iterable<StaffInput>;
    message: ShownMessage;
    duplicateMs: number | undefined;
  },
): StaffInput[] {
  const { world, scheduler } = parts;
  const { lastSent, meters } = world.app;
  const now = scheduler.now();
  for (const [key, at] of lastSent) {
    if (now - at <= LONGEST_DUPLICATE_CHECK_MS) break;
    lastSent.delete(key);
  }
  const content = createHash('sha256').update(JSON.stringify(sending.message)).digest('base64url');
  const { agentId } = sending.app;
  return [...sending.members].filter(({ userid }) => {
    const member = `${agentId}:${userid.toLowerCase()}`;
    const last = lastSent.get(`${member}:${content}`);
    const { duplicateMs } = sending;
    if (duplicateMs !== undefined && last !== undefined && now - last < duplicateMs) return false;
    const caps = [
      { key: `message/send minute ${member}`, cap: 30, windowMs: MINUTE_MS },
      { key: `message/send hour ${member}`, cap: 1_000, windowMs: HOUR_MS },
    ];
    if (!spend(meters, { caps, now })) return false;
    lastSent.delete(`${member}:${content}`);
    lastSent.set(`${member}:${content}`, now);
    return true;
  });
}

/** Keeps the message; the oldest are forgotten. */
export function deliver(
  parts: Pick<Parts, 'world' | 'scheduler' | 'random'>,
  sending: { agentId: number; members: readonly StaffInput[]; message: ShownMessage; chatId?: string },
): SentMessage {
  const { world, scheduler, random } = parts;
  const { messages, sentPerDay, taskIds } = world.app;
  const at = scheduler.now();
  const { agentId, members, message } = sending;
  const sent: SentMessage = {
    msgid: random.text(43, 'message', world.serial(), at),
    agentId,
    at,
    message,
    chatId: sending.chatId,
    deliveries: new Map(
      members.map(({ userid }) => [userid.toLowerCase(), { userid, card: undefined, closed: undefined }]),
    ),
    recalledAt: undefined,
  };
  messages.set(sent.msgid, sent);
  const [oldest] = messages.values();
  if (messages.size > MAX_MESSAGES && oldest) {
    messages.delete(oldest.msgid);
    taskIds.delete(taskKey(oldest));
  }
  if (taskKey(sent)) taskIds.add(taskKey(sent));
  if (sending.chatId === undefined) {
    const day = periodOf('day', at);
    const key = `${agentId}:${day}`;
    sentPerDay.set(key, { agentId, day, count: (sentPerDay.get(key)?.count ?? 0) + 1 });
  }
  return sent;
}

/** Names a card's task within its app; empty for what has none. */
function taskKey({ agentId, message }: Pick<SentMessage, 'agentId' | 'message'>): string {
  const id = message.msgtype === 'template_card' ? message.template_card.task_id : undefined;
  return id ? `${agentId}:${id}` : '';
}

/** 42014 for a task_id that the app has used before. */
export function checkTaskId(world: World, agentId: number, message: ShownMessage): void {
  const key = taskKey({ agentId, message });
  if (key && world.app.taskIds.has(key)) throw new Refusal(42014);
}
