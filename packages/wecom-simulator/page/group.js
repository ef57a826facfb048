/** A customer group, as either phone shows it. */
import { composer, conversation, navBar } from './bubbles.js';
import { h, iconButton } from './dom.js';
import { act, notify, open, redraw, ui } from './store.js';
import { t } from './text.js';

/** `me` is an external_userid or a userid; `of` says whose phone it is. */
export function groupScreen({ group, me, of, now, back }) {
  const id = `${of} ${group.chatId}`;
  const isMe = (one) => one.toLowerCase() === me.toLowerCase();
  const inside = !group.dismissed && group.members.some((member) => isMe(member.id));
  const staff = new Set(group.members.filter((member) => member.staff).map((member) => member.id));
  const lines = group.lines.map((line) => ({
    ...line,
    mine: isMe(line.from),
    named: !isMe(line.from),
    byTraveller: !staff.has(line.from),
  }));
  const send = async (text) => {
    ui.drafts[id] = '';
    redraw();
    const who = of === 'traveller' ? { person: me } : { userid: me };
    const answer = await act('groups/write', { chatId: group.chatId, text, ...who });
    if (answer && !answer.done) notify('notInGroup');
  };
  return [
    navBar({
      title: group.name,
      under: t('group.size', { count: group.size }),
      back: iconButton('back', t('phone.back'), back),
      more: iconButton('dots', t('group.members'), () =>
        open({ dialog: { kind: 'members', chatId: group.chatId, of } }),
      ),
    }),
    conversation({ id, lines, now, empty: t('group.empty') }),
    h(
      'div',
      { class: 'foot' },
      inside ? null : h('p', { class: 'ended' }, t(group.dismissed ? 'group.dismissed' : 'group.left')),
      composer({
        id,
        value: ui.drafts[id] ?? '',
        label: t('group.compose'),
        enabled: inside,
        send,
        typed: (value) => {
          ui.drafts[id] = value;
          redraw();
        },
      }),
    ),
  ];
}
