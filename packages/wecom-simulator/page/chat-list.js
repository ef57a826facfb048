/** Lists of chats, as either phone shows them. Their entries are what `chatRow` takes. */
import { chatRow } from './bubbles.js';
import { h } from './dom.js';
import { t } from './text.js';

export function groupEntry(group, onclick) {
  return {
    key: group.chatId,
    name: t('group.titled', { name: group.name, count: group.size }),
    text: group.last ? `${group.last.from}: ${group.last.text}` : '',
    at: group.at,
    extra: 'g',
    onclick,
  };
}

/** `unsaid` stands where nobody has written yet; `rest` goes to the row. */
export function chatEntry(chat, { unsaid, ...rest }) {
  return {
    name: chat.name,
    text: chat.last?.text || (chat.last ? t('attachments.some') : unsaid),
    at: chat.at,
    ...rest,
  };
}

export const newestFirst = (entries) => [...entries].sort((a, b) => b.at - a.at);

/** `empty` is shown when there are no entries. */
export function chatList({ label, entries, now, empty }) {
  if (entries.length === 0) return h('div', { class: 'screen' }, empty);
  return h(
    'ul',
    { class: 'screen list', tabindex: '0', 'aria-label': label },
    entries.map((entry) => chatRow({ ...entry, now })),
  );
}
