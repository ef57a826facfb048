/** Choosing a traveller, members of a group, name cards. */
import { avatar } from './bubbles.js';
import { button, h } from './dom.js';
import { act, ask, notify, open, redraw, ui } from './store.js';
import { count, dateTime, t } from './text.js';

let searching = 0;

async function search(query) {
  const mine = ++searching;
  const answer = await ask(`/people?q=${encodeURIComponent(query)}`);
  if (mine !== searching || ui.dialog?.kind !== 'person') return;
  ui.dialog.found = answer?.people ?? [];
  redraw();
}

export function personBody(state, dialog) {
  if (dialog.found === undefined) {
    dialog.found = null;
    void search('');
  }
  const choose = (one) =>
    open({
      person: one.externalUserId,
      dialog: null,
      traveller: { screen: one.friends.length > 0 ? 'chat' : 'list', chatId: '' },
    });
  const found = dialog.found ?? [];
  return [
    h('input', {
      class: 'field',
      type: 'search',
      placeholder: t('person.search', { many: count(state.counts.people) }),
      'aria-label': t('person.search', { many: count(state.counts.people) }),
      autofocus: true,
      oninput: ({ target }) => search(target.value.trim()),
    }),
    dialog.found === null ? h('p', { class: 'w', 'aria-busy': 'true' }, t('common.loading')) : null,
    dialog.found !== null && found.length === 0 ? h('p', { class: 'm' }, t('person.none')) : null,
    h(
      'ul',
      { class: 'list' },
      found.map((one) =>
        h(
          'li',
          { key: one.externalUserId },
          h(
            'button',
            { type: 'button', class: 'lrow', onclick: () => choose(one) },
            avatar(one.name, 'c'),
            h(
              'span',
              { class: 'f1' },
              h('b', { class: 'el' }, one.name),
              h(
                'span',
                { class: 'el w' },
                one.friends.length > 0
                  ? t('person.friendsOf', { names: one.friends.join(t('common.comma')) })
                  : t('person.stranger'),
              ),
            ),
            h('span', { class: 'when' }, `#${one.index}`),
          ),
        ),
      ),
    ),
  ];
}

export function membersBody(state, { chatId, of }) {
  const group = state.groups[chatId];
  if (!group) return h('p', null, t('group.gone'));
  const me =
    of === 'traveller' ? { person: state.traveller.externalUserId } : { userid: state.advisor.userid };
  const leave = async () => {
    const answer = await act('groups/leave', { chatId, ...me });
    if (!answer) return;
    if (answer.done) open({ dialog: null, [of]: { screen: 'list', chatId: '' } });
    else notify('ownerCannotLeave');
  };
  const invite = async () => {
    const answer = await act('groups/invite', {
      chatId,
      by: state.advisor.userid,
      person: state.traveller.externalUserId,
    });
    if (answer && !answer.done) notify('notInvited');
  };
  const isIn = group.members.some(({ id }) => id === state.traveller?.externalUserId);
  return [
    h('p', { class: 'm' }, t('group.size', { count: group.size }), group.notice ? ` · ${group.notice}` : ''),
    h(
      'ul',
      { class: 'faces' },
      group.members.map((member) =>
        h(
          'li',
          { key: member.id },
          avatar(member.name, member.staff ? '' : 'c'),
          h('span', { class: 'el' }, member.name),
          member.id === group.owner ? h('small', null, t('group.owner')) : null,
        ),
      ),
    ),
    h(
      'div',
      { class: 'ends' },
      of === 'advisor' && !isIn
        ? button(t('group.invite', { name: state.traveller?.name ?? '' }), invite)
        : null,
      button(t('group.leave'), leave),
    ),
  ];
}

export function profileBody(state, { of }) {
  const facts =
    of === 'traveller'
      ? [
          ['profile.externalUserId', state.traveller.externalUserId],
          ['profile.unionid', state.traveller.unionid],
          ['profile.mobile', state.traveller.mobile ?? t('profile.unknown')],
          ['profile.index', `#${state.traveller.index}`],
        ]
      : [
          ['profile.userid', state.advisor.userid],
          ['profile.customers', String(state.advisor.customers)],
        ];
  if (state.conversation) facts.push(['profile.since', dateTime(state.conversation.since)]);
  const name = of === 'traveller' ? state.traveller.name : state.advisor.name;
  return [
    h(
      'div',
      { class: 'f card-head' },
      avatar(name, of === 'traveller' ? 'big c' : 'big'),
      h('b', null, name),
    ),
    h(
      'dl',
      { class: 'facts' },
      facts.map(([key, value]) => [
        h('dt', { key: `${key} t` }, t(key)),
        h('dd', { class: 'mono', key: `${key} d` }, value),
      ]),
    ),
  ];
}
