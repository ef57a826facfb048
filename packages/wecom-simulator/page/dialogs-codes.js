/** Codes and links, as a traveller finds them. */
import { button, h } from './dom.js';
import { act, notify, open } from './store.js';
import { t } from './text.js';

/** The traveller scans or follows something, and both phones open the chat that comes of it. */
async function meet(state, command, by) {
  const answer = await act(command, { ...by, person: state.traveller.externalUserId });
  if (!answer) return;
  if (answer.outcome === 'refused') return notify(`refused.${answer.reason}`);
  const chat = { screen: 'chat', chatId: '' };
  open({ userid: answer.userid, dialog: null, traveller: chat, advisor: chat });
  notify(`scanned.${answer.outcome}`, { name: answer.name, staff: staffName(state, answer.userid) });
}

/** `qr` is the address of its picture, if it has one; `facts` are small lines below it. */
function codeRow({ id, qr, name, unnamed, facts, action }) {
  const picture = { alt: t('scan.qrOf', { name: name || id }), width: 88, height: 88, loading: 'lazy' };
  return h(
    'li',
    { key: id },
    qr ? h('img', { src: qr, ...picture }) : null,
    h(
      'div',
      { class: 'f1' },
      h('b', { class: 'el' }, name || unnamed),
      facts.map((fact) => h('small', null, fact)),
    ),
    button(action.label, action.run, { class: 'sm' }),
  );
}

const namesOf = (names) => names.join(t('common.comma'));

export function scanBody(state) {
  const { ways } = state.codes;
  if (ways.length === 0) return h('p', { class: 'm' }, t('scan.none'));
  const row = (way) =>
    codeRow({
      id: way.configId,
      qr: `/qr/${way.configId}.svg`,
      name: way.label,
      unnamed: t('scan.unnamed'),
      facts: [
        [namesOf(way.staff), way.more > 0 ? t('scan.more', { count: way.more }) : ''],
        t('scan.scans', { count: way.scans }),
      ],
      action: { label: t('scan.do'), run: () => meet(state, 'scan', { configId: way.configId }) },
    });
  return [
    h('p', { class: 'm' }, t('scan.explain', { name: state.traveller?.name ?? '' })),
    h('ul', { class: 'codes' }, ways.map(row)),
  ];
}

function staffName(state, userid) {
  return state.staff.find((member) => member.userid.toLowerCase() === userid.toLowerCase())?.name ?? userid;
}

export function joinBody(state) {
  const { joinWays } = state.codes;
  const join = async (configId) => {
    const answer = await act('groups/scan', { configId, person: state.traveller.externalUserId });
    if (!answer) return;
    if (answer.outcome === 'refused') return notify(`notJoined.${answer.reason}`);
    open({ dialog: null, traveller: { screen: 'group', chatId: answer.chatId } });
  };
  if (joinWays.length === 0) return h('p', { class: 'm' }, t('join.none'));
  const row = (way) =>
    codeRow({
      id: way.configId,
      qr: `/qr/${way.configId}.svg`,
      name: way.label,
      unnamed: t('join.unnamed'),
      facts: [namesOf(way.groups)],
      action: { label: t('join.do'), run: () => join(way.configId) },
    });
  return h('ul', { class: 'codes' }, joinWays.map(row));
}

export function acquisitionBody(state) {
  const { links } = state.codes;
  if (links.length === 0) return h('p', { class: 'm' }, t('acquisition.none'));
  const row = (link) =>
    codeRow({
      id: link.linkId,
      name: link.name,
      facts: [namesOf(link.staff), t('acquisition.customers', { count: link.customers })],
      action: {
        label: t('acquisition.do'),
        run: () => meet(state, 'acquisition/follow', { linkId: link.linkId }),
      },
    });
  return h('ul', { class: 'codes' }, links.map(row));
}
