/** What opens over the page: choosing a traveller, scanning, members of a group, profiles, a reset. */
import { acquisitionBody, joinBody, scanBody } from './dialogs-codes.js';
import { membersBody, personBody, profileBody } from './dialogs-people.js';
import { button, h, iconButton } from './dom.js';
import { entryDialog } from './log.js';
import { sidebarForm } from './sidebar.js';
import { act, notify, open, ui } from './store.js';
import { t } from './text.js';

const close = () => open({ dialog: null });

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
