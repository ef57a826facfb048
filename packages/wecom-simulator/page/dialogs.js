/** What opens over the page: choosing a traveller, scanning, members of a group, profiles, a reset. */
import { avatar } from './bubbles.js';
import { button, h, iconButton } from './dom.js';
import { entryDialog } from './log.js';
import { sidebarForm } from './sidebar.js';
import { act, ask, notify, open, redraw, ui } from './store.js';
import { count, dateTime, t } from './text.js';

export const close = () => open({ dialog: null });

const DIALOGS = {
  scan: { title: () => t('scan.title'), body: scanBody },
  join: { title: () => t('join.title'), body: joinBody },
  acquisition: { title: () => t('acquisition.title'), body: acquisitionBody },
  person: { title: () => t('person.title'), body: personBody },
  members: { title: (state, { chatId }) => state.groups[chatId]?.name ?? '', body: membersBody },
  profile: { title: () => t('profile.title'), body: profileBody },
  moment: { title: () => t('moment.title'), body: momentBody },
  callback: { title: () => t('callback.title'), body: callbackBody },
  sidebar: { title: () => t('sidebar.title'), body: () => sidebarForm(close) },
  reset: { title: () => t('reset.title'), body: resetBody },
  entry: { title: (_, { row }) => row.name, body: (_, dialog) => entryDialog(dialog) },
};

export function dialogs(state) {
  if (!ui.dialog || !state) return null;
  const { title, body } = DIALOGS[ui.dialog.kind];
  const heading = title(state, ui.dialog);
  return h(
    'dialog',
    {
      key: ui.dialog.kind,
      class: `dialog ${ui.dialog.kind}`,
      'aria-label': heading,
      made: (node) => node.showModal(),
      gone: (node) => node.close(),
      onclose: () => {
        if (ui.dialog) close();
      },
      onclick: (event) => {
        if (event.target === event.currentTarget) close();
      },
    },
    h(
      'div',
      { class: 'dialog-in' },
      h('header', null, h('h2', { class: 'el' }, heading), iconButton('close', t('common.close'), close)),
      h('div', { class: 'dialog-body' }, body(state, ui.dialog)),
    ),
  );
}

/** The traveller scans or follows something, and both phones open the chat that comes of it. */
async function meet(state, command, by) {
  const answer = await act(command, { ...by, person: state.traveller.externalUserId });
  if (!answer) return;
  if (answer.outcome === 'refused') return notify(`refused.${answer.reason}`);
  const chat = { screen: 'chat', chatId: '' };
  open({ userid: answer.userid, dialog: null, traveller: chat, advisor: chat });
  notify(`scanned.${answer.outcome}`, { name: answer.name, staff: staffName(state, answer.userid) });
}

function scanBody(state) {
  const { ways } = state.codes;
  if (ways.length === 0) return h('p', { class: 'm' }, t('scan.none'));
  return [
    h('p', { class: 'm' }, t('scan.explain', { name: state.traveller?.name ?? '' })),
    h(
      'ul',
      { class: 'codes' },
      ways.map((way) =>
        h(
          'li',
          { key: way.configId },
          h('img', {
            src: `/qr/${way.configId}.svg`,
            alt: t('scan.qrOf', { name: way.label || way.configId }),
            width: 88,
            height: 88,
            loading: 'lazy',
          }),
          h(
            'div',
            { class: 'f1' },
            h('b', { class: 'el' }, way.label || t('scan.unnamed')),
            h('small', null, way.staff.join('、'), way.more > 0 ? t('scan.more', { count: way.more }) : ''),
            h('small', null, t('scan.scans', { count: way.scans })),
          ),
          button(t('scan.do'), () => meet(state, 'scan', { configId: way.configId }), { class: 'sm' }),
        ),
      ),
    ),
  ];
}

function staffName(state, userid) {
  return state.staff.find((member) => member.userid.toLowerCase() === userid.toLowerCase())?.name ?? userid;
}

function joinBody(state) {
  const { joinWays } = state.codes;
  const join = async (configId) => {
    const answer = await act('groups/scan', { configId, person: state.traveller.externalUserId });
    if (!answer) return;
    if (answer.outcome === 'refused') return notify(`notJoined.${answer.reason}`);
    open({ dialog: null, traveller: { screen: 'group', chatId: answer.chatId } });
  };
  if (joinWays.length === 0) return h('p', { class: 'm' }, t('join.none'));
  return h(
    'ul',
    { class: 'codes' },
    joinWays.map((way) =>
      h(
        'li',
        { key: way.configId },
        h('img', {
          src: `/qr/join/${way.configId}.svg`,
          alt: t('scan.qrOf', { name: way.label || way.configId }),
          width: 88,
          height: 88,
          loading: 'lazy',
        }),
        h(
          'div',
          { class: 'f1' },
          h('b', { class: 'el' }, way.label || t('join.unnamed')),
          h('small', null, way.groups.join('、')),
        ),
        button(t('join.do'), () => join(way.configId), { class: 'sm' }),
      ),
    ),
  );
}

function acquisitionBody(state) {
  const { links } = state.codes;
  if (links.length === 0) return h('p', { class: 'm' }, t('acquisition.none'));
  const row = (link) =>
    h(
      'li',
      { key: link.linkId },
      h(
        'div',
        { class: 'f1' },
        h('b', { class: 'el' }, link.name),
        h('small', null, link.staff.join('、')),
        h('small', null, t('acquisition.customers', { count: link.customers })),
      ),
      button(t('acquisition.do'), () => meet(state, 'acquisition/follow', { linkId: link.linkId }), {
        class: 'sm',
      }),
    );
  return h('ul', { class: 'codes' }, links.map(row));
}

let searching = 0;

async function search(query) {
  const mine = ++searching;
  const answer = await ask(`/people?q=${encodeURIComponent(query)}`);
  if (mine !== searching || ui.dialog?.kind !== 'person') return;
  ui.dialog.found = answer?.people ?? [];
  redraw();
}

function personBody(state, dialog) {
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
                  ? t('person.friendsOf', { names: one.friends.join('、') })
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

function membersBody(state, { chatId, of }) {
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

function profileBody(state, { of }) {
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

function momentBody(state) {
  const post = async (event) => {
    event.preventDefault();
    const text = new FormData(event.target).get('text').trim();
    if (text === '') return;
    const answer = await act('content/post-moment', { userid: state.advisor.userid, text });
    if (answer?.momentId) open({ dialog: null, traveller: { screen: 'moments', chatId: '' } });
  };
  return h(
    'form',
    { class: 'stack', onsubmit: post },
    h('p', { class: 'm' }, t('moment.explain', { count: state.advisor.customers })),
    h('textarea', {
      class: 'field',
      name: 'text',
      rows: 4,
      'aria-label': t('moment.text'),
      placeholder: t('moment.text'),
      autofocus: true,
    }),
    h(
      'div',
      { class: 'ends' },
      button(t('common.cancel'), close),
      h('button', { type: 'submit', class: 'btn pri' }, t('moment.post')),
    ),
  );
}

function callbackBody(state) {
  const save = async (event) => {
    event.preventDefault();
    const url = new FormData(event.target).get('url').trim();
    if (!URL.canParse(url)) return notify('badUrl');
    const answer = await act('callback-url', { url });
    if (!answer) return;
    if (answer.verified) close();
    notify(answer.verified ? 'urlVerified' : 'urlNotVerified');
  };
  return h(
    'form',
    { class: 'stack', onsubmit: save },
    h('p', { class: 'm' }, t('callback.explain')),
    h(
      'label',
      { class: 'label' },
      t('callback.url'),
      h('input', {
        class: 'field mono',
        name: 'url',
        type: 'text',
        inputmode: 'url',
        value: state.callbackUrl ?? '',
        autofocus: true,
      }),
    ),
    h(
      'div',
      { class: 'ends' },
      button(t('common.cancel'), close),
      h(
        'button',
        { type: 'submit', class: 'btn pri', disabled: ui.busy.has('callback-url') },
        t('callback.save'),
      ),
    ),
  );
}

function resetBody(state) {
  const reset = async () => {
    const answer = await act('reset');
    if (!answer) return;
    ui.drafts = {};
    open({
      dialog: null,
      person: '',
      userid: '',
      traveller: { screen: 'chat', chatId: '' },
      advisor: { screen: 'chat', chatId: '' },
    });
    notify('wasReset', { seed: state.seed });
  };
  return [
    h('p', null, t('reset.explain', { seed: state.seed })),
    h('p', { class: 'm' }, t('reset.stays')),
    h(
      'div',
      { class: 'ends' },
      button(t('common.cancel'), close, { autofocus: true }),
      button(t('reset.do'), reset, { class: 'danger' }),
    ),
  ];
}
