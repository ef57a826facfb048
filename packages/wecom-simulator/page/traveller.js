/** The traveller's WeChat. */
import { composer, conversation, navBar, nothing, tabBar } from './bubbles.js';
import { chatEntry, chatList, groupEntry, newestFirst } from './chat-list.js';
import { button, h, iconButton } from './dom.js';
import { groupScreen } from './group.js';
import { momentsScreen } from './moments.js';
import { act, notify, open, redraw, ui } from './store.js';
import { t } from './text.js';

const go = (screen, chatId = '') => open({ traveller: { screen, chatId } });

export function travellerPhone(state, now) {
  const { traveller } = state;
  if (!traveller) return phone(nothing(t('traveller.nobody')));
  const { screen, chatId } = ui.traveller;
  if (screen === 'group' && state.groups[chatId]) {
    const group = state.groups[chatId];
    return phone(
      groupScreen({ group, me: traveller.externalUserId, of: 'traveller', now, back: () => go('list') }),
    );
  }
  if (screen === 'chat' && state.conversation) return phone(chatScreen(state, now));
  const inner = screen === 'moments' ? momentsScreen(state, now) : list(state, now);
  return phone([inner, tabs(screen === 'moments' ? 'moments' : 'list')]);
}

function phone(inner) {
  return h('div', { class: 'dev wx' }, h('div', { class: 'chat' }, inner));
}

function tabs(current) {
  return tabBar({
    label: t('traveller.places'),
    current,
    choose: (id) => go(id),
    tabs: [
      { id: 'list', icon: 'chat', label: t('traveller.chats') },
      { id: 'moments', icon: 'moments', label: t('traveller.moments') },
    ],
  });
}

function list(state, now) {
  const { chats, groups, name } = state.traveller;
  const entries = [
    ...groups.map((group) => groupEntry(group, () => go('group', group.chatId))),
    ...chats.map((chat) =>
      chatEntry(chat, {
        key: chat.userid,
        unsaid: t('traveller.newFriend'),
        onclick: () => open({ userid: chat.userid, traveller: { screen: 'chat', chatId: '' } }),
      }),
    ),
  ];
  const scan = button(t('actions.scan'), () => open({ dialog: { kind: 'scan' } }), { class: 'pri' });
  return [
    navBar({ title: t('traveller.app') }),
    chatList({
      label: t('traveller.chats'),
      entries: newestFirst(entries),
      now,
      empty: nothing(t('traveller.noChats', { name }), scan),
    }),
  ];
}

function chatScreen(state, now) {
  const { conversation: chat, traveller, advisor } = state;
  const id = `t ${chat.userid} ${chat.externalUserId}`;
  const lines = chat.lines.map((line) => ({
    ...line,
    mine: line.by === 'traveller',
    byTraveller: line.by === 'traveller',
    name: line.by === 'traveller' ? traveller.name : advisor.name,
  }));
  const send = async (text) => {
    ui.drafts[id] = '';
    redraw();
    const answer = await act('reply', { person: chat.externalUserId, userid: chat.userid, text });
    if (answer && !answer.done) notify('notFriends');
  };
  const links = chat.lines.flatMap((line) => line.attachments.filter((each) => each.msgtype === 'link'));
  return [
    navBar({
      title: advisor.name,
      under: t('traveller.ofCorp', { corp: state.corp.name }),
      back: iconButton('back', t('phone.back'), () => go('list')),
      more: iconButton('dots', t('traveller.profileOf', { name: advisor.name }), () =>
        open({ dialog: { kind: 'profile', of: 'advisor' } }),
      ),
    }),
    conversation({ id, lines, now, follow: (url) => follow(traveller, url), empty: t('traveller.empty') }),
    h(
      'div',
      { class: 'foot' },
      chat.living ? quickWords(send, links.at(-1), traveller) : h('p', { class: 'ended' }, endedText(chat)),
      composer({
        id,
        value: ui.drafts[id] ?? '',
        label: t('traveller.compose'),
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

function endedText(chat) {
  return t(chat.endedBy === 'customer' ? 'traveller.deletedAdvisor' : 'traveller.deletedByAdvisor');
}

function quickWords(send, card, traveller) {
  const words = ['good', 'think'].map((word) => t(`quick.${word}`));
  return h(
    'div',
    { class: 'quick' },
    words.map((word) => h('button', { type: 'button', class: 'chip', onclick: () => send(word) }, word)),
    card
      ? h(
          'button',
          { type: 'button', class: 'chip', onclick: () => follow(traveller, card.link.url) },
          t('quick.card'),
        )
      : null,
  );
}

/** Opens a link as the phone would. */
export async function follow(traveller, url) {
  const answer = await act('tap', { person: traveller.externalUserId, ...(url ? { url } : {}) });
  if (!answer) return;
  if (answer.status === null) notify('linkNotOpened');
  else notify('linkOpened', { status: answer.status });
}
