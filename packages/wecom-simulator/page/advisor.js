/** The advisor's WeCom. */

import { appScreen } from './app.js';
import { composer, conversation, navBar, nothing, tabBar } from './bubbles.js';
import { chatEntry, chatList, groupEntry, newestFirst } from './chat-list.js';
import { button, h, iconButton } from './dom.js';
import { groupScreen } from './group.js';
import { act, notify, open, redraw, ui } from './store.js';
import { chatTime, t } from './text.js';

const go = (screen, chatId = '') => open({ advisor: { screen, chatId } });
/** Opens the chat on both phones: they are the two ends of one conversation. */
const openChat = (person) =>
  open({ person, advisor: { screen: 'chat', chatId: '' }, traveller: { screen: 'chat', chatId: '' } });

export const advisorDraft = (state) =>
  ui.advisor.screen === 'group'
    ? `advisor ${ui.advisor.chatId}`
    : `a ${state.conversation?.userid} ${state.conversation?.externalUserId}`;

export function advisorPhone(state, now) {
  const { advisor } = state;
  if (!advisor) return h('div', { class: 'chat' }, nothing(t('advisor.nobody')));
  const { screen, chatId } = ui.advisor;
  if (screen === 'group' && state.groups[chatId]) {
    const group = state.groups[chatId];
    return h(
      'div',
      { class: 'chat' },
      groupScreen({ group, me: advisor.userid, of: 'advisor', now, back: () => go('list') }),
    );
  }
  if (screen === 'chat' && state.conversation) return h('div', { class: 'chat' }, chatScreen(state, now));
  if (screen === 'app')
    return h(
      'div',
      { class: 'chat' },
      appScreen(state, now, () => go('list')),
    );
  const screens = { customers, todo, list };
  const shown = Object.hasOwn(screens, screen) ? screen : 'list';
  return h('div', { class: 'chat' }, screens[shown](state, now), tabs(shown, advisor));
}

/** What a person has to do something about. */
export const waitingCount = ({ waiting, moments, requests }) =>
  waiting.length + moments.length + requests.length;

function tabs(current, advisor) {
  const waiting = waitingCount(advisor);
  return tabBar({
    label: t('advisor.places'),
    current,
    choose: (id) => go(id),
    tabs: [
      { id: 'list', icon: 'chat', label: t('advisor.chats') },
      { id: 'customers', icon: 'people', label: t('advisor.customers') },
      { id: 'todo', icon: 'todo', label: t('advisor.todo'), badge: waiting },
    ],
  });
}

function list(state, now) {
  const { chats, groups, messages } = state.advisor;
  const latest = messages.at(-1);
  const entries = [
    ...(latest ? [appEntry(latest)] : []),
    ...groups.map((group) => groupEntry(group, () => go('group', group.chatId))),
    ...chats.map((chat) =>
      chatEntry(chat, {
        key: chat.externalUserId,
        extra: 'c',
        unsaid: t('advisor.newFriend'),
        onclick: () => openChat(chat.externalUserId),
      }),
    ),
  ];
  return [
    navBar({ title: t('advisor.app') }),
    chatList({
      label: t('advisor.chats'),
      entries: newestFirst(entries),
      now,
      empty: nothing(t('advisor.noChats')),
    }),
  ];
}

function appEntry(message) {
  return {
    key: 'app',
    name: t('app.title'),
    text: message.title || message.text,
    at: message.at,
    extra: 'g',
    onclick: () => go('app'),
  };
}

function customers(state, now) {
  const { newest, customers: total } = state.advisor;
  const entries = newest.map((one) => ({
    key: one.externalUserId,
    name: one.remark || one.name,
    text: one.state ? t('advisor.cameBy', { state: one.state }) : t('advisor.cameByThemselves'),
    at: one.since,
    extra: 'c',
    onclick: () => openChat(one.externalUserId),
  }));
  return [
    navBar({ title: t('advisor.customers'), under: t('advisor.customerCount', { count: total }) }),
    chatList({ label: t('advisor.customers'), entries, now, empty: nothing(t('advisor.noCustomers')) }),
  ];
}

function todo(state, now) {
  const { waiting, userid, moments, requests } = state.advisor;
  const rows = [
    ...requests.map((request) =>
      task({
        key: request.externalUserId,
        head: t('todo.request', { name: request.name }),
        text: request.state ? t('advisor.cameBy', { state: request.state }) : '',
        at: request.at,
        now,
        label: t('todo.accept'),
        confirm: () => accept({ userid, person: request.externalUserId }),
      }),
    ),
    ...waiting.map((mass) =>
      task({
        key: mass.msgid,
        head:
          mass.groups > 0
            ? t('todo.groups', { count: mass.groups })
            : t('todo.people', { count: mass.people }),
        text: mass.text || t('attachments.some'),
        at: mass.at,
        now,
        confirm: () => confirmMass({ msgid: mass.msgid, userid }),
      }),
    ),
    ...moments.map((moment) =>
      task({
        key: moment.id,
        head: t('todo.moment'),
        text: moment.text || t('attachments.some'),
        at: moment.at,
        now,
        confirm: () => confirmMoment({ momentId: moment.id, userid }),
      }),
    ),
  ];
  return [
    navBar({
      title: t('advisor.todo'),
      under: rows.length > 0 ? t('todo.count', { count: rows.length }) : null,
    }),
    rows.length > 0
      ? h('ul', { class: 'screen todo', tabindex: '0', 'aria-label': t('advisor.todo') }, rows)
      : h('div', { class: 'screen' }, nothing(t('todo.none'))),
  ];
}

async function confirmMass(task) {
  const answer = await act('confirm', task);
  if (answer) notify('delivered', { count: answer.delivered ?? 0 });
}

async function confirmMoment(moment) {
  const answer = await act('content/confirm-moment', moment);
  if (answer) notify('shown', { count: answer.shown ?? 0 });
}

async function accept(request) {
  const answer = await act('staff/accept', request);
  if (answer?.done) openChat(request.person);
}

function task({ key, head, text, at, now, confirm, label }) {
  return h(
    'li',
    { key, class: 'task' },
    h('b', null, head),
    h('p', null, text),
    h(
      'div',
      { class: 'under' },
      h('span', { class: 'amb' }, t('todo.since', { time: chatTime(at, now) })),
      button(label ?? t('todo.send'), confirm, { class: 'sm' }),
    ),
  );
}

function chatScreen(state, now) {
  const { conversation: chat, traveller, advisor } = state;
  const id = advisorDraft(state);
  const lines = chat.lines.map((line) => ({
    ...line,
    mine: line.by === 'staff',
    byTraveller: line.by === 'traveller',
    name: line.by === 'staff' ? advisor.name : traveller.name,
  }));
  const send = async (text) => {
    ui.drafts[id] = '';
    ui.inserted = null;
    redraw();
    const answer = await act('say', { person: chat.externalUserId, userid: chat.userid, text });
    if (answer && !answer.done) notify('notSaid');
  };
  return [
    navBar({
      title: traveller.name,
      under: h('span', { class: 'at-wechat' }, t('advisor.atWechat')),
      back: iconButton('back', t('phone.back'), () => go('list')),
      more: iconButton('dots', t('traveller.profileOf', { name: traveller.name }), () =>
        open({ dialog: { kind: 'profile', of: 'traveller' } }),
      ),
    }),
    conversation({ id, lines, now, empty: t('advisor.empty') }),
    h(
      'div',
      { class: 'foot' },
      chat.living
        ? null
        : h(
            'p',
            { class: 'ended' },
            t(chat.endedBy === 'customer' ? 'advisor.deletedByTraveller' : 'advisor.deletedTraveller'),
          ),
      composer({
        id,
        value: ui.drafts[id] ?? '',
        label: t('advisor.compose'),
        enabled: chat.living,
        send,
        typed: (value) => {
          ui.drafts[id] = value;
          redraw();
        },
      }),
    ),
  ];
}
