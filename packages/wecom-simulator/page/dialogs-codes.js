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

export function scanBody(state) {
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
            h(
              'small',
              null,
              way.staff.join(t('common.comma')),
              way.more > 0 ? t('scan.more', { count: way.more }) : '',
            ),
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

export function joinBody(state) {
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
          h('small', null, way.groups.join(t('common.comma'))),
        ),
        button(t('join.do'), () => join(way.configId), { class: 'sm' }),
      ),
    ),
  );
}

export function acquisitionBody(state) {
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
        h('small', null, link.staff.join(t('common.comma'))),
        h('small', null, t('acquisition.customers', { count: link.customers })),
      ),
      button(t('acquisition.do'), () => meet(state, 'acquisition/follow', { linkId: link.linkId }), {
        class: 'sm',
      }),
    );
  return h('ul', { class: 'codes' }, links.map(row));
}
