/** The log: what went over the wire, with a conclusion in plain words. */
import { button, h } from './dom.js';
import { ask, open, redraw, ui } from './store.js';
import { count, currentLanguage, dateTime, preciseTime, shortId, t, took } from './text.js';

const FILTERS = ['all', 'callback', 'api', 'anomalies'];
const STEP = 100;
const COLUMNS = ['time', 'what', 'about', 'attempts', 'answer', 'took', 'conclusion'];

export function logPanel({ log, totals }) {
  const shown = { all: totals.entries, anomalies: totals.anomalies };
  return h(
    'section',
    { class: 'logp', 'aria-label': t('log.title') },
    h(
      'div',
      { class: 'lh' },
      h('h2', null, t('log.title')),
      h(
        'span',
        { class: 't12 w sum' },
        t('log.sum', { count: count(totals.entries), duplicates: totals.duplicates, lost: totals.lost }),
      ),
      h(
        'span',
        { class: 'chips', role: 'group', 'aria-label': t('log.filter') },
        FILTERS.map((filter) =>
          h(
            'button',
            {
              type: 'button',
              key: filter,
              class: filter === ui.filter ? 'chip on' : 'chip',
              'aria-pressed': String(filter === ui.filter),
              onclick: () => open({ filter, rows: STEP }),
            },
            t(`log.filters.${filter}`),
            filter === 'anomalies' && shown.anomalies > 0 ? ` ${count(shown.anomalies)}` : '',
          ),
        ),
      ),
      h('a', { class: 't12', href: '/log.json', download: 'wecom-log.json' }, t('log.export')),
    ),
    log.length === 0
      ? h('p', { class: 'empty' }, t(totals.entries === 0 ? 'log.empty' : 'log.noneOfThese'))
      : table(log),
  );
}

function table(log) {
  return h(
    'div',
    { class: 'rows', tabindex: '0', role: 'region', 'aria-label': t('log.rows') },
    h(
      'table',
      { class: 'cb' },
      h(
        'colgroup',
        null,
        COLUMNS.map((name) => h('col', { key: name, class: `c-${name}` })),
      ),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          ['time', 'what', 'about'].map((name) =>
            h('th', { key: name, scope: 'col' }, t(`log.columns.${name}`)),
          ),
          ['attempts', 'answer', 'took'].map((name) =>
            h('th', { key: name, scope: 'col', class: 'n' }, t(`log.columns.${name}`)),
          ),
          h('th', { scope: 'col', class: 'last' }, t('log.columns.conclusion')),
        ),
      ),
      h('tbody', null, log.map(row)),
    ),
    log.length >= ui.rows && ui.rows < 500
      ? button(t('log.older'), () => open({ rows: ui.rows + STEP }), { class: 'older' })
      : null,
  );
}

function row(entry) {
  const show = () => openEntry(entry);
  return h(
    'tr',
    { key: entry.seq, class: entry.tone, onclick: show },
    h('td', { class: 'time', title: dateTime(entry.at) }, preciseTime(entry.at)),
    h(
      'td',
      { class: 'what' },
      h('span', { class: 'dir' }, t(`log.kinds.${entry.kind}`)),
      h('button', { type: 'button', class: 'name', onclick: show }, shortName(entry)),
    ),
    h('td', { class: 'about' }, about(entry)),
    h('td', { class: 'n attempts' }, attempts(entry)),
    h('td', { class: 'n answer' }, answerOf(entry)),
    h('td', { class: 'n took' }, entry.attempt === 0 ? '' : took(entry.tookMs)),
    h('td', { class: 'last' }, conclusion(entry)),
  );
}

/** Almost all endpoints begin alike, and the column is narrow. */
function shortName({ name }) {
  return name.replace(/^externalcontact\//, '');
}

function about({ about: ids, many }) {
  const parts = ids.map(shortId);
  if (many > 0) parts.push(t('log.people', { count: many }));
  return parts.join(' · ');
}

function attempts({ kind, attempt, copy }) {
  if (kind === 'api') return '1';
  if (attempt === 0) return '–';
  return copy ? t('log.copy', { attempt }) : `${attempt} / 3`;
}

function answerOf({ kind, answer, outcome }) {
  if (outcome === 'timeout') return t('log.timeout');
  if (outcome === 'unreachable') return t('log.unreachable');
  if (answer === null) return kind === 'api' ? t('log.cut') : '–';
  return String(answer);
}

function conclusion({ conclusion: { id, values } }) {
  return t(`conclusions.${id}`, { ...values, meaning: currentLanguage() === 'zh' ? values.zh : values.en });
}

async function openEntry(entry) {
  open({ dialog: { kind: 'entry', row: entry, entry: null } });
  const whole = await ask(`/log/${entry.seq}`);
  if (ui.dialog?.row !== entry) return;
  ui.dialog.entry = whole ?? 'gone';
  redraw();
}

/** Plain and sealed, as they went. */
export function entryDialog({ row: entry, entry: whole }) {
  const facts = [
    ['log.columns.time', dateTime(entry.at)],
    ['log.columns.about', entry.about.join(' · ') || '–'],
    ['log.columns.attempts', attempts(entry)],
    ['log.columns.answer', answerOf(entry)],
    ['log.columns.took', took(entry.tookMs)],
  ];
  if (whole?.fidelity) facts.push(['log.fidelity', whole.fidelity]);
  if (whole?.faults?.length)
    facts.push(['log.faults', whole.faults.map((id) => t(`faults.${id}.name`)).join(' · ')]);
  return h(
    'div',
    { class: 'stack' },
    h('p', { class: entry.tone === 'lost' ? 'red b' : 'm' }, conclusion(entry)),
    h(
      'dl',
      { class: 'facts' },
      facts.map(([key, value]) => [
        h('dt', { key: `${key} t` }, t(key)),
        h('dd', { key: `${key} d` }, value),
      ]),
    ),
    texts(whole, entry.kind),
  );
}

function texts(whole, kind) {
  if (whole === null) return h('p', { class: 'w', 'aria-busy': 'true' }, t('common.loading'));
  if (whole === 'gone') return h('p', { class: 'w' }, t('log.gone'));
  const both =
    kind === 'callback'
      ? [
          ['log.plaintext', whole.plaintext],
          ['log.ciphertext', whole.ciphertext],
        ]
      : [
          ['log.request', whole.request],
          ['log.reply', whole.answer],
        ];
  return both.map(([key, text]) => [
    h('h3', { key: `${key} h` }, t(key)),
    h('pre', { key, tabindex: '0' }, text ? pretty(text) : t('log.nothing')),
  ]);
}

function pretty(text) {
  if (text.startsWith('<xml>')) return text.replace(/><(?!!|\/)/g, '>\n  <').replace(/<\/xml>$/, '\n</xml>');
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
