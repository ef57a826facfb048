/** A sidebar that does a little of everything a sidebar can, so that the frame is never empty. */
import { h, patch } from '../dom.js';
import { t } from '../text.js';

const NAMES = [
  'getContext',
  'getCurExternalContact',
  'getCurExternalChat',
  'sendChatMessage',
  'openUserProfile',
  'shareToExternalContact',
  'checkJsApi',
];
const SAYINGS = ['seat', 'delay', 'lounge'];
const said = [];
let context = null;
let subject = null;

const { ww } = window;
const address = location.href.split('#')[0];
const config = await (await fetch(`/demo/config?url=${encodeURIComponent(address)}`)).json();

ww.register({
  corpId: config.corpId,
  agentId: config.agentId,
  jsApiList: NAMES,
  getConfigSignature: () => config.config,
  getAgentConfigSignature: () => config.agentConfig,
  onAgentConfigSuccess: begin,
  onAgentConfigFail: ({ errMsg }) => note('agentConfig', errMsg),
});

async function begin() {
  context = await tried('getContext');
  if (context?.entry === 'single_chat_tools') subject = (await tried('getCurExternalContact'))?.userId;
  if (context?.entry === 'group_chat_tools') subject = (await tried('getCurExternalChat'))?.chatId;
  draw();
}

async function tried(name, params) {
  try {
    const answer = await ww[name](params);
    note(name, answer.errMsg);
    return answer;
  } catch (error) {
    note(name, error.errMsg ?? error.message);
    return null;
  }
}

function note(name, outcome) {
  said.unshift({ name, outcome });
  said.length = Math.min(said.length, 8);
  draw();
}

function saying(id, index) {
  const content = t(`demo.sayings.${id}`);
  const insert = () => tried('sendChatMessage', { msgtype: 'text', text: { content } });
  return h(
    'li',
    { class: 'row', key: id },
    h('p', { class: 'f1' }, content),
    h(
      'button',
      {
        type: 'button',
        class: index === 0 ? 'btn pri sm' : 'btn sm',
        onclick: insert,
        disabled: context?.entry === 'normal',
      },
      t('demo.insert'),
    ),
  );
}

function draw() {
  const profile = () => tried('openUserProfile', { type: 'external', userid: subject });
  const share = () => tried('shareToExternalContact', { text: { content: t('demo.sayings.delay') } });
  patch(document.body, [
    h('header', null, h('h1', null, t('demo.title')), h('p', { class: 'w' }, t('demo.explain'))),
    h(
      'dl',
      { class: 'facts' },
      h('dt', null, t('demo.entry')),
      h('dd', { class: 'mono' }, context?.entry ?? '…'),
      h('dt', null, t('demo.subject')),
      h('dd', { class: 'mono' }, subject ?? '–'),
    ),
    h(
      'section',
      { class: 'sec' },
      h('header', null, h('h2', null, t('demo.say'))),
      h('ul', null, SAYINGS.map(saying)),
    ),
    h(
      'section',
      { class: 'sec' },
      h('header', null, h('h2', null, t('demo.more'))),
      h(
        'div',
        { class: 'buttons' },
        h(
          'button',
          { type: 'button', class: 'btn', onclick: profile, disabled: !subject },
          t('demo.profile'),
        ),
        h('button', { type: 'button', class: 'btn', onclick: share }, t('demo.share')),
      ),
    ),
    h(
      'section',
      { class: 'sec' },
      h('header', null, h('h2', null, t('demo.answers'))),
      h(
        'ol',
        { class: 'answers mono' },
        said.map(({ name, outcome }, index) =>
          h(
            'li',
            { key: `${said.length - index} ${name}` },
            outcome.startsWith(name) ? outcome : `${name}: ${outcome}`,
          ),
        ),
      ),
    ),
  ]);
}

draw();
