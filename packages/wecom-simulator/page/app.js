/** Messages of the app on the advisor's phone. */
import { avatar, navBar } from './bubbles.js';
import { button, h, iconButton } from './dom.js';
import { act, notify } from './store.js';
import { chatTime, t } from './text.js';

export function appScreen({ advisor }, now, back) {
  return [
    navBar({ title: t('app.title'), back: iconButton('back', t('phone.back'), back) }),
    h(
      'ol',
      {
        class: 'chat-log',
        'data-stick': `app ${advisor.userid}`,
        tabindex: '0',
        'aria-label': t('phone.messages'),
      },
      advisor.messages.map((message) => row(message, advisor, now)),
    ),
  ];
}

function row(message, { userid }, now) {
  const click = async (key) => {
    const answer = await act('app/click', { userid, msgid: message.msgid, key });
    if (answer && answer.outcome !== 'clicked') notify('cardClosed');
  };
  const { title, text, kind, closed } = message;
  const body = message.recalled
    ? h('p', { class: 'w' }, t('app.recalled'))
    : [
        title ? h('b', null, title) : null,
        text ? h('span', { class: 'desc' }, text) : null,
        title || text ? null : `[${kind}]`,
      ];
  const buttons = closed
    ? h('div', { class: 'ft' }, closed)
    : message.buttons.map(({ key, text: label }) => button(label, () => click(key), { class: 'sm', key }));
  return [
    h('li', { class: 'tm', key: `${message.msgid} t` }, chatTime(message.at, now)),
    h(
      'li',
      { class: 'msg', key: message.msgid },
      avatar(t('app.title')),
      h(
        'div',
        { class: 'said' },
        h('div', { class: 'cardm wide' }, h('p', null, body), closed ? buttons : null),
        closed || message.buttons.length === 0 ? null : h('div', { class: 'f' }, buttons),
      ),
    ),
  ];
}
