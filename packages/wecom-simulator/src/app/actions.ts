/** What members do with an app: they write to it, use its menu, click its cards. Each calls back. */
import type { TemplateCard } from '@jetbridge/wecom';
import type { Elements } from '../callback-document.ts';
import type { App } from '../options.ts';
import type { Parts, Reactions } from '../parts.ts';
import { seesApp } from './audience.ts';
import { cardOf, clickable, issueResponseCode, type Selected, selection } from './cards.ts';
import { honourReply } from './replies.ts';
import type { SentMessage, ShownMessage } from './state.ts';
import { elementsOf, type MemberMessage } from './written.ts';

export { appCommands } from './commands.ts';

/** Which app; that of the corp's callbacks by default. */
interface Where {
  userid: string;
  agentId?: number;
}

export type ClickOutcome =
  | { outcome: 'clicked'; responseCode: string }
  | {
      outcome: 'refused';
      reason: 'unknown_message' | 'recalled' | 'not_clickable' | 'closed' | 'bad_selection';
    };

/** A message as a member's phone shows it. */
export interface InboxMessage {
  msgid: string;
  agentId: number;
  at: number;
  /** Of an app chat. */
  chatId: string | undefined;
  /** A recalled one shows no content. */
  recalled: boolean;
  message: ShownMessage;
  /** The card as it is now. */
  card: TemplateCard | undefined;
  /** In place of the card's buttons. */
  closed: string | undefined;
}

/** False, or undefined, where a member does not exist or does not have the app: nothing has happened then. */
export interface AppActions {
  /** Returns the MsgId. */
  write(input: Where & { message: MemberMessage }): string | undefined;
  /** Taps an item of the app's menu: `click` calls back with its key, `view` opens its address. */
  menu(input: Where & { kind: 'click' | 'view'; key: string }): boolean;
  /** Opens the app. */
  enter(input: Where): boolean;
  /** The phone tells where it is. */
  locate(input: Where & { latitude: number; longitude: number; precision?: number }): boolean;
  /** The admin takes the member into the app's visible scope, or out of it. */
  subscribe(input: Where): boolean;
  unsubscribe(input: Where): boolean;
  /** Clicks a button of a card, or an item of its menu, with what was chosen on it. */
  click(input: { userid: string; msgid: string; key: string; selected?: readonly Selected[] }): ClickOutcome;
  /** What the member's phone shows, oldest first. */
  inbox(userid: string): InboxMessage[];
}

export function createAppActions(parts: Parts, _reactions: Reactions): AppActions {
  const { world, settings, callbacks, random, scheduler } = parts;
  const find = ({ userid, agentId = settings.corp.agentId }: Where) => {
    const app = settings.apps.find((each) => each.agentId === agentId);
    const member = world.staff.get(userid.toLowerCase());
    return app && member ? { app, member } : undefined;
  };
  const emit = (who: { app: App; userid: string }, elements: Elements, msgid?: string): void => {
    const asked = { agentId: who.app.agentId, userid: who.userid, ...(msgid === undefined ? {} : { msgid }) };
    callbacks.emit({ FromUserName: who.userid, ...elements, AgentID: who.app.agentId }, (body) =>
      honourReply(parts, asked, body),
    );
  };
  /** An event of a member who has the app. */
  const event = (where: Where, elements: Elements): boolean => {
    const found = find(where);
    if (!found || !seesApp(world, found.app, found.member.userid)) return false;
    emit({ app: found.app, userid: found.member.userid }, elements);
    return true;
  };
  return {
    write: ({ message, ...where }) => {
      // 64 bits less the sign, as text: beyond what a number can hold.
      const bytes = random.bytes('MsgId', world.serial(), scheduler.now());
      const MsgId = String(bytes.readBigUInt64BE() >> 1n);
      return event(where, { ...elementsOf(parts, message, MsgId), MsgId }) ? MsgId : undefined;
    },
    menu: ({ kind, key, ...where }) => event(where, { Event: kind, EventKey: key }),
    enter: (where) => event(where, { Event: 'enter_agent', EventKey: '' }),
    locate: ({ latitude, longitude, precision = 65, ...where }) =>
      event(where, {
        Event: 'LOCATION',
        Latitude: latitude,
        Longitude: longitude,
        Precision: precision,
        AppType: 'wxwork',
      }),
    ...createScopeActions(parts, { find, emit }),
    click: createClick(parts, find, emit),
    inbox: (userid) =>
      [...world.app.messages.values()].flatMap((sent) => inboxMessage(sent, userid.toLowerCase())),
  };
}

type Find = (where: Where) => { app: App; member: { userid: string } } | undefined;
type Emit = (who: { app: App; userid: string }, elements: Elements, msgid?: string) => void;

function createScopeActions(
  { world }: Parts,
  { find, emit }: { find: Find; emit: Emit },
): Pick<AppActions, 'subscribe' | 'unsubscribe'> {
  const change = (where: Where, sees: boolean): boolean => {
    const found = find(where);
    if (!found || seesApp(world, found.app, found.member.userid) === sees) return false;
    const { app, member } = found;
    const key = `${app.agentId}:${member.userid.toLowerCase()}`;
    if (!sees) world.app.unsubscribed.add(key);
    else if (!world.app.unsubscribed.delete(key)) return false;
    emit({ app, userid: member.userid }, { Event: sees ? 'subscribe' : 'unsubscribe' });
    return true;
  };
  return {
    subscribe: (where) => change(where, true),
    unsubscribe: (where) => change(where, false),
  };
}

function createClick(parts: Parts, find: Find, emit: Emit): AppActions['click'] {
  const { world } = parts;
  const refused = (reason: Extract<ClickOutcome, { outcome: 'refused' }>['reason']): ClickOutcome => ({
    outcome: 'refused',
    reason,
  });
  return ({ userid, msgid, key, selected = [] }) => {
    const sent = world.app.messages.get(msgid);
    const delivery = sent?.deliveries.get(userid.toLowerCase());
    const found = sent && find({ userid, agentId: sent.agentId });
    if (!sent || !delivery || !found) return refused('unknown_message');
    if (sent.recalledAt !== undefined) return refused('recalled');
    const card = cardOf(sent, delivery);
    const what = card && clickable(card, key);
    if (!card || !what) return refused('not_clickable');
    if (what === 'button' && delivery.closed !== undefined) return refused('closed');
    const chosen = what === 'button' ? selection(card, selected) : [];
    if (!chosen) return refused('bad_selection');
    const ResponseCode = issueResponseCode(parts, sent);
    const items = chosen.map(({ questionKey, optionIds }) => ({
      QuestionKey: questionKey,
      OptionIds: { OptionId: [...optionIds] },
    }));
    const elements = {
      Event: what === 'button' ? 'template_card_event' : 'template_card_menu_event',
      EventKey: key,
      TaskId: card.task_id ?? '',
      CardType: card.card_type,
      ResponseCode,
      SelectedItems: items.length > 0 ? { SelectedItem: items } : undefined,
    };
    emit({ app: found.app, userid: delivery.userid }, elements, msgid);
    return { outcome: 'clicked', responseCode: ResponseCode };
  };
}

function inboxMessage(sent: SentMessage, key: string): InboxMessage[] {
  const delivery = sent.deliveries.get(key);
  if (!delivery) return [];
  const { msgid, agentId, at, chatId, message, recalledAt } = sent;
  const card = cardOf(sent, delivery);
  return [
    {
      msgid,
      agentId,
      at,
      chatId,
      recalled: recalledAt !== undefined,
      message,
      card,
      closed: delivery.closed,
    },
  ];
}
