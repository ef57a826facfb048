/** Messages as both phones draw them. */
import { h, icon } from './dom.js';
import { redraw } from './store.js';
import { chatTime, t } from './text.js';

const GAP_MS = 5 * 60_000;

/** One letter stands for a face. */
export function avatar(name, extra = '') {
  return h('span', { class: `ava ${extra}`, 'aria-hidden': 'true' }, [...name].at(0) ?? '?');
}

/**
 * A conversation from the side of whoever holds the phone. `lines` have `mine`, `name`, `at`, `text`, `attachments`;
 * `follow` is called with a link that is tapped; without it links are only text.
 */
export function conversation({ id, lines, now, follow, empty }) {
  const rows = [];
  let before = 0;
  for (const [index, line] of lines.entries()) {
    if (line.at - before > GAP_MS)
      rows.push(h('li', { class: 'tm', key: `t${index}` }, chatTime(line.at, now)));
    before = line.at;
    rows.push(message(line, index, follow));
  }
  if (rows.length === 0) rows.push(h('li', { class: 'tm', key: 'empty' }, empty));
  return h(
    'ol',
    {
      class: 'chat-log',
      key: `log ${id}`,
      'data-stick': id,
      tabindex: '0',
      'aria-label': t('phone.messages'),
    },
    rows,
  );
}

function message(line, index, follow) {
  const label =
    line.kind === 'mass' || line.kind === 'welcome'
      ? h('span', { class: 'from' }, t(`kinds.${line.kind}`))
      : null;
  const parts = [
    line.text ? h('div', { class: 'bub' }, withLinks(line.text, follow)) : null,
    line.attachments.map((each) => attachment(each, follow)),
    label,
  ];
  return h(
    'li',
    { class: line.mine ? 'msg me' : 'msg', key: `m${index}` },
    avatar(line.name, line.byTraveller ? 'c' : ''),
    h('div', { class: 'said' }, line.named ? h('span', { class: 'who' }, line.name) : null, parts),
  );
}

function withLinks(text, follow) {
  return text.split(/(https?:\/\/[^\s<>"'，。；）】]+)/).map((part, index) => {
    if (index % 2 === 0) return part;
    if (!follow) return h('span', { class: 'sky' }, part);
    const onclick = (event) => {
      // The phone opens it, which is told as its own act, and not this browser.
      event.preventDefault();
      follow(part);
    };
    return h('a', { class: 'in-text', href: part, onclick }, part);
  });
}

function attachment(each, follow) {
  if (each.msgtype === 'link') return linkCard(each.link, follow);
  if (each.msgtype === 'miniprogram') return miniProgram(each.miniprogram);
  if (each.msgtype === 'image')
    return picture(each.image.media_id ?? lasting(each.image.pic_url), t('attachments.image'));
  const name = each.msgtype === 'video' ? t('attachments.video') : t('attachments.file');
  return h(
    'div',
    { class: 'cardm' },
    h('p', { class: 'f' }, icon('file'), name),
    h('div', { class: 'ft mono' }, each[each.msgtype]?.media_id ?? ''),
  );
}

/** `uploadimg` gives addresses of the simulator's own. */
function lasting(url = '') {
  return /\/__sim\/image\/([\w-]+)$/.exec(url)?.[1];
}

function linkCard(link, follow) {
  const inner = [
    h('p', null, h('b', null, link.title), link.desc ? h('span', { class: 'desc' }, link.desc) : null),
    h('div', { class: 'ft' }, icon('link', 'i12'), hostOf(link.url)),
  ];
  if (!follow) return h('div', { class: 'cardm' }, inner);
  return h('button', { type: 'button', class: 'cardm', onclick: () => follow(link.url) }, inner);
}

function hostOf(url) {
  try {
    return new URL(url).host;
  } catch {
    return url;
  }
}

function miniProgram(card) {
  return h(
    'div',
    { class: 'cardm mini' },
    h('p', null, h('b', null, card.title)),
    picture(card.pic_media_id, card.title),
    h(
      'div',
      { class: 'ft' },
      icon('app', 'i12'),
      t('attachments.miniProgram'),
      h('span', { class: 'end mono' }, card.appid),
    ),
  );
}

/** Those that could not be loaded; asked for once. */
const missing = new Set();

/** A picture of the API's; a grey field where it can't be shown, as one from elsewhere can't. */
export function picture(mediaId, label) {
  if (!mediaId || missing.has(mediaId))
    return h('div', { class: 'pic none', role: 'img', 'aria-label': label }, t('attachments.elsewhere'));
  const onerror = () => {
    missing.add(mediaId);
    redraw();
  };
  return h('img', {
    class: 'pic',
    key: mediaId,
    src: `/picture/${encodeURIComponent(mediaId)}`,
    alt: label,
    onerror,
  });
}

/** What is typed, and the button that sends it. Enter sends, Shift and Enter begin a line, as on the real ones. */
export function composer({ id, value, label, note, typed, send, enabled }) {
  const submit = (event) => {
    event.preventDefault();
    if (value.trim() !== '') send(value.trim());
  };
  const onkeydown = (event) => {
    // An input method says which characters are meant with Enter, too.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
    submit(event);
  };
  return h(
    'form',
    { class: 'inp', key: `composer ${id}`, onsubmit: submit },
    h('textarea', {
      class: 't',
      rows: Math.min(5, Math.max(1, Math.ceil(value.length / 17))),
      placeholder: label,
      'aria-label': label,
      value,
      disabled: !enabled,
      oninput: ({ target }) => typed(target.value),
      onkeydown,
    }),
    h(
      'button',
      { type: 'submit', class: 'btn pri', disabled: !enabled || value.trim() === '' },
      t('phone.send'),
    ),
    note,
  );
}

/** The bar on top of a phone's screen. */
export function navBar({ title, under, back, more }) {
  return h(
    'div',
    { class: 'nav' },
    back ?? h('span', null),
    h('h3', null, title, under ? h('small', null, under) : null),
    more ?? h('span', null),
  );
}

/** A row of a list of chats. */
export function chatRow({ key, name, text, at, now, extra, onclick }) {
  return h(
    'li',
    { key },
    h(
      'button',
      { type: 'button', class: 'lrow', onclick },
      avatar(name, extra),
      h('span', { class: 'f1' }, h('b', { class: 'el' }, name), h('span', { class: 'el w' }, text)),
      h('span', { class: 'when' }, chatTime(at, now)),
    ),
  );
}

/** The places of a phone. `tabs` are `{ id, icon, label, badge }`. */
export function tabBar({ label, tabs, current, choose }) {
  return h(
    'nav',
    { class: 'tabs', 'aria-label': label },
    tabs.map((tab) =>
      h(
        'button',
        {
          type: 'button',
          key: tab.id,
          class: tab.id === current ? 'tab on' : 'tab',
          'aria-current': tab.id === current ? 'page' : null,
          onclick: () => choose(tab.id),
        },
        icon(tab.icon),
        tab.label,
        tab.badge ? h('span', { class: 'badge' }, tab.badge) : null,
      ),
    ),
  );
}

export function nothing(text, extra) {
  return h('div', { class: 'nothing' }, h('p', null, text), extra);
}
