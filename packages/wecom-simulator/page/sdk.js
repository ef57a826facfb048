/** What the client does when a page calls the JS-SDK. `answerSdk` gives what the page's callback gets. */
import { act, notify, open } from './store.js';

/** Per frame: which functions `config` and `agentConfig` have granted. */
const granted = new WeakMap();

/** Those that need agentConfig, with what they do. */
const FUNCTIONS = {
  getContext: ({ entry }) => ok({ entry, shareTicket: '' }),
  getCurExternalContact: ({ entry, state }) =>
    entry === 'single_chat_tools'
      ? ok({ userId: state.conversation.externalUserId })
      : fail('without context of external contact'),
  getCurExternalChat: ({ entry, chatId }) =>
    entry === 'group_chat_tools' ? ok({ chatId }) : fail('without context of external chat'),
  sendChatMessage,
  openUserProfile: ({ state }, { userid }) => {
    const isTraveller = userid === undefined || userid === state.conversation?.externalUserId;
    open({ dialog: { kind: 'profile', of: isTraveller ? 'traveller' : 'advisor' } });
    return ok();
  },
  shareToExternalContact: (_, params) => asked('shareToExternalContact', params),
  shareToExternalChat: (_, params) => asked('shareToExternalChat', params),
  navigateToAddCustomer: (_, params) => asked('navigateToAddCustomer', params),
  openEnterpriseChat: (_, params) => asked('openEnterpriseChat', params),
  updateEnterpriseChat: (_, params) => asked('updateEnterpriseChat', params),
};

/** Free for every page. */
const FREE = {
  checkJsApi: (_context, { jsApiList = [] }) => {
    const known = (name) => name in FUNCTIONS || name in FREE;
    return ok({ checkResult: Object.fromEntries(jsApiList.map((name) => [name, known(name)])) });
  },
  closeWindow: () => asked('closeWindow', {}),
};

export async function answerSdk({ name, params = {} }, context) {
  if (name === 'config' || name === 'agentConfig') return configure(name, params, context);
  if (name in FREE) return named(name, await FREE[name](context, params));
  if (!(name in FUNCTIONS)) return named(name, fail('function not exist'));
  if (!granted.get(context.page)?.has(name)) return named(name, fail('no permission'));
  return named(name, await FUNCTIONS[name](context, params));
}

const ok = (values = {}) => ({ ...values, outcome: 'ok' });
const fail = (why) => ({ outcome: `fail ${why}` });
const named = (name, { outcome, ...values }) => ({ ...values, errMsg: `${name}:${outcome}` });

/** Understood, and not acted: there is no such place in these phones. */
function asked(what, params) {
  notify('sdkAsked', { what, with: JSON.stringify(params).slice(0, 120) });
  return ok();
}

async function configure(name, params, context) {
  const { timestamp, nonceStr, signature, url, jsApiList = [] } = params;
  const agentId = Number(params.agentId ?? params.agentid);
  const checked = await act('identity/check-signature', {
    kind: name,
    corpId: params.corpId ?? params.corpid ?? params.appId ?? '-',
    url,
    timestamp: Number(timestamp ?? 0),
    nonceStr: String(nonceStr ?? '-'),
    signature: String(signature ?? '-'),
    ...(Number.isFinite(agentId) ? { agentId } : {}),
  });
  if (!checked) return named(name, fail('not checked'));
  if (!checked.ok) {
    notify('badSignature', { what: name, errcode: checked.errcode });
    return { errMsg: checked.errMsg, errcode: checked.errcode };
  }
  const names = granted.get(context.page) ?? new Set();
  if (name === 'agentConfig') for (const one of jsApiList) names.add(one);
  granted.set(context.page, names);
  return named(name, ok());
}

function sendChatMessage({ insert, entry }, params) {
  if (entry === 'normal') return fail('without context of chat');
  const { msgtype, text, news, miniprogram } = params;
  const mediaId = params[msgtype]?.mediaid;
  if (msgtype === 'text' && text?.content) insert(text.content);
  else if (msgtype === 'news' && news?.link) insert([news.title, news.link].filter(Boolean).join('\n'));
  else if (msgtype === 'miniprogram' && miniprogram?.appid)
    insert(`${miniprogram.title ?? ''}\n${miniprogram.page ?? ''}`);
  else if (mediaId) insert(`[${msgtype}] ${mediaId}`);
  else return fail('invalid params');
  return ok();
}
