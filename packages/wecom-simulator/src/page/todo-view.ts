/** What members find on their phone beside customers: those who ask to be accepted, and messages of the app. */
import type { InboxMessage } from '../app/actions.ts';
import type { Core } from '../core.ts';

const MAX_SHOWN = 40;

export function requestsTo(core: Core, userid: string) {
  const { world } = core;
  return [...world.roster.requests.values()]
    .filter((request) => request.userid.toLowerCase() === userid.toLowerCase())
    .slice(-MAX_SHOWN)
    .map(({ externalUserId, state, at }) => ({
      externalUserId,
      name: world.people.byExternalUserId(externalUserId)?.name ?? externalUserId,
      state: state ?? null,
      at,
    }));
}

export function appMessagesOf(core: Core, userid: string) {
  return core.actions.app.inbox(userid).slice(-MAX_SHOWN).map(shown);
}

/** Titles, words and buttons: enough to read a message and to answer a card. */
function shown({ msgid, at, recalled, message, card, closed }: InboxMessage) {
  const body = fieldsOf(Object.entries(message).find(([name]) => name === message.msgtype)?.[1]);
  const title = fieldsOf(card ? card.main_title : undefined);
  const articles = Array.isArray(body.articles)
    ? body.articles.map((article) => fieldsOf(article).title)
    : [];
  return {
    msgid,
    at,
    recalled,
    kind: message.msgtype,
    title: texts([title.title, body.title, ...articles]),
    text: texts([title.desc, body.description, body.content, card && fieldsOf(card).sub_title_text]),
    buttons:
      card && 'button_list' in card
        ? card.button_list.map(({ key, text }) => ({ key: key ?? '', text }))
        : [],
    closed: closed ?? null,
  };
}

function fieldsOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function texts(values: readonly unknown[]): string {
  return values.filter((value) => typeof value === 'string' && value !== '').join('\n');
}
