/** The sidebar in its frame, and the other end of its JS-SDK. */
import { advisorDraft } from './advisor.js';
import { button, h } from './dom.js';
import { answerSdk } from './sdk.js';
import { act, notify, open, redraw, ui, world } from './store.js';
import { t } from './text.js';

/** What the frame shows before anything was chosen: a page that uses the JS-SDK, so that it is never empty. */
export const DEMO_URL = '/demo/';

let frame = null;

export const sidebarUrl = () => ui.sidebarUrl || DEMO_URL;

/** Where the advisor has opened it, as `getContext` answers. */
export function entryOf(state) {
  if (ui.advisor.screen === 'group') return 'group_chat_tools';
  if (ui.advisor.screen === 'chat' && state.conversation) return 'single_chat_tools';
  return 'normal';
}

export function sidebar(state) {
  if (!isHeld(state))
    return h('div', { class: 'side' }, h('p', { class: 'empty', 'aria-busy': 'true' }, t('common.loading')));
  const entry = entryOf(state);
  // As in the client: another chat opens the page anew.
  const chat =
    entry === 'group_chat_tools'
      ? ui.advisor.chatId
      : `${state.traveller?.externalUserId} ${state.advisor?.userid}`;
  return h(
    'div',
    { class: 'side' },
    h('iframe', {
      key: `${sidebarUrl()} ${entry} ${entry === 'normal' ? '' : chat}`,
      src: sidebarUrl(),
      title: t('sidebar.title'),
      sandbox: 'allow-scripts allow-same-origin allow-forms allow-popups allow-downloads',
      made: (node) => {
        frame = node;
      },
    }),
    ui.inserted && ui.inserted.draft === advisorDraft(state) ? insertedStrip() : null,
  );
}

/** By userid: in whose hands the phone is, so that a page which signs in by OAuth learns who looks at it. */
let held = '';
let asked = '';

/** A page of somebody's own is opened only when the phone is in the advisor's hands. */
function isHeld({ advisor }) {
  const userid = advisor?.userid ?? '';
  if (sidebarUrl() === DEMO_URL || held === userid || userid === '') return true;
  if (asked !== userid) {
    asked = userid;
    // Not while the page is being drawn.
    queueMicrotask(async () => {
      await act('identity/hold-phone', { userid });
      held = userid;
      redraw();
    });
  }
  return false;
}

function insertedStrip() {
  const takeBack = () => {
    const { draft, before } = ui.inserted;
    ui.drafts[draft] = before;
    ui.inserted = null;
    redraw();
  };
  return h(
    'div',
    { class: 'did', role: 'status' },
    t('sidebar.inserted'),
    h('button', { type: 'button', class: 'take-back', onclick: takeBack }, t('sidebar.takeBack')),
  );
}

/** Which page the frame shows; a form of its own in a dialog. */
export function sidebarForm(close) {
  const save = (event) => {
    event.preventDefault();
    const url = new FormData(event.target).get('url').trim();
    if (url !== '' && !URL.canParse(url, location.href)) return notify('badUrl');
    open({ sidebarUrl: url, dialog: null });
  };
  return h(
    'form',
    { class: 'stack', onsubmit: save },
    h('p', { class: 'm' }, t('sidebar.explain')),
    h(
      'label',
      { class: 'label' },
      t('sidebar.url'),
      h('input', {
        class: 'field mono',
        name: 'url',
        type: 'text',
        inputmode: 'url',
        placeholder: 'http://127.0.0.1:3000/sidebar',
        value: ui.sidebarUrl,
        autofocus: true,
      }),
    ),
    h('p', { class: 'm' }, t('sidebar.script')),
    h('pre', null, `<script src="${location.origin}/jssdk.js"></script>`),
    h(
      'div',
      { class: 'ends' },
      ui.sidebarUrl ? button(t('sidebar.demo'), () => open({ sidebarUrl: '', dialog: null })) : null,
      button(t('common.cancel'), close),
      h('button', { type: 'submit', class: 'btn pri' }, t('sidebar.open')),
    ),
  );
}

/** Answers the page in the frame, and nobody else. */
export function listenToSidebar() {
  window.addEventListener('message', async (event) => {
    const { data } = event;
    if (!frame || event.source !== frame.contentWindow || data?.wecomSimulator !== 'call') return;
    const state = world.state;
    const context = { entry: entryOf(state), chatId: ui.advisor.chatId, state, insert, page: frame };
    const result = await answerSdk(data, context);
    event.source.postMessage({ wecomSimulator: 'answer', id: data.id, result }, event.origin);
  });
}

/** Puts text into the composer; whoever plays the advisor sends it. */
function insert(text) {
  const draft = advisorDraft(world.state);
  const before = ui.drafts[draft] ?? '';
  ui.drafts[draft] = text;
  ui.inserted = { draft, before };
  redraw();
}
