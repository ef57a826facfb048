/** Chats without friendship, opened by temporary contact ways. */
import type { ContactWay } from '@jetbridge/wecom';
import type { Parts } from '../parts.ts';
import { type Person, receive } from '../people.ts';
import type { StoredWay } from '../world.ts';
import { pairKey } from './friendship.ts';

const QR_S = 7 * 86_400;
const CHAT_S = 86_400;

/** Default seven days; of temporary ways only. */
export function hasExpired({ way, createdAt }: StoredWay, now: number): boolean {
  return way.is_temp === true && now >= createdAt + (way.expires_in ?? QR_S) * 1000;
}

export function openTemporaryChat(
  parts: Parts,
  chat: { userid: string; person: Person; way: ContactWay },
): void {
  const { world, scheduler } = parts;
  const { userid, person, way } = chat;
  const key = pairKey(userid, person.externalUserId);
  if (world.roster.temporaryChats.has(key)) return;
  const durationMs = (way.chat_expires_in ?? CHAT_S) * 1000;
  const opened = {
    userid,
    externalUserId: person.externalUserId,
    conclusions: way.conclusions,
    endsAt: scheduler.now() + durationMs,
  };
  world.roster.temporaryChats.set(key, opened);
  scheduler.after(durationMs, () => {
    // Another one of the same two may have been opened since.
    if (world.roster.temporaryChats.get(key) === opened) closeTemporaryChat(parts, key);
  });
}

/** False when there is none. The customer gets what the way has for the end. */
export function closeTemporaryChat({ world, scheduler }: Parts, key: string): boolean {
  const chat = world.roster.temporaryChats.get(key);
  if (!chat) return false;
  world.roster.temporaryChats.delete(key);
  const person = world.people.byExternalUserId(chat.externalUserId);
  const { text, image, link, miniprogram } = chat.conclusions ?? {};
  // Beside the text only the first of the three is sent.
  const card = image
    ? '[图片]'
    : link
      ? `[${link.title}]`
      : miniprogram
        ? `[小程序]${miniprogram.title}`
        : '';
  const words = [text?.content ?? '', card].filter(Boolean).join('\n');
  if (person && words) {
    const links = !image && link ? [link.url] : [];
    receive(person, { at: scheduler.now(), from: chat.userid, kind: 'chat', text: words, links });
  }
  return true;
}
