/** What is written in groups: by people, by mass messages, by welcome templates. */
import type { Parts } from '../parts.ts';
import { linksOf } from '../tap.ts';
import { recordMessage } from './changes.ts';
import { type Group, type GroupMessage, type MemberOfGroup, memberOf, ownerOf } from './state.ts';

/** A member writes; false for who is not in the group. */
export function writeInGroup(parts: Parts, group: Group, from: { id: string; text: string }): boolean {
  const writer = memberOf(group, from.id);
  if (!writer) return false;
  const { text } = from;
  recordMessage(group, {
    at: parts.scheduler.now(),
    from: writer.id,
    kind: 'chat',
    text,
    links: linksOf(text, []),
  });
  archive(parts, group, { from: writer.id, text });
  return true;
}

/** A mass message arrives; customers may answer it, as they may answer one of their own. */
export function deliverToGroup(parts: Parts, group: Group, message: GroupMessage): void {
  recordMessage(group, message);
  if (message.text) archive(parts, group, { from: message.from, text: message.text });
  const { random, scheduler, settings } = parts;
  const { reply } = settings.behaviours;
  if (reply.rate <= 0) return;
  const nth = group.messages.length;
  for (const member of group.members.values()) {
    const { id } = member;
    if (member.type !== 2 || !random.chance(reply.rate, 'reply', group.chatId, id, nth)) continue;
    const word = random.between({ min: 0, max: reply.texts.length - 1 }, 'words', group.chatId, id, nth);
    const delayMs = random.between(reply.delayMs, 'reply after', group.chatId, id, nth);
    scheduler.after(delayMs, () => {
      if (group.dismissedAt === undefined) writeInGroup(parts, group, { id, text: reply.texts[word] ?? '' });
    });
  }
}

/** The template that the owner bound to the group, for customers who have just joined. */
export function greet(parts: Parts, group: Group, joined: readonly MemberOfGroup[]): void {
  const template = parts.world.groups.templates.get(group.welcomeTemplateId ?? '');
  const names = joined.flatMap((member) => {
    const person = member.type === 2 ? parts.world.people.byExternalUserId(member.id) : undefined;
    return person ? [person.name] : [];
  });
  if (!template || names.length === 0) return;
  const text = (template.content.text?.content ?? '').replaceAll('%NICKNAME%', () => names.join('、'));
  const card = template.content.link?.url;
  recordMessage(group, {
    at: parts.scheduler.now(),
    from: ownerOf(group),
    kind: 'welcome',
    text,
    links: linksOf(text, card === undefined ? [] : [card]),
  });
}

function archive(parts: Parts, group: Group, message: { from: string; text: string }): void {
  const others = [...group.members.values()].flatMap(({ id }) => (id === message.from ? [] : [id]));
  parts.archive.text({ from: message.from, to: others, content: message.text, roomid: group.chatId });
}
