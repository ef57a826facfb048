/** Puts the page together and keeps it up to date. */
import { advisorPhone, waitingCount } from './advisor.js';
import { controls } from './controls.js';
import { dialogs } from './dialogs.js';
import { button, h, icon, patch } from './dom.js';
import { connectionStrip, header } from './header.js';
import { logPanel } from './log.js';
import { DEMO_URL, entryOf, listenToSidebar, sidebar, sidebarUrl } from './sidebar.js';
import { connect, onDraw, open, redraw, simulatedNow, ui, world } from './store.js';
import { t } from './text.js';
import { travellerPhone } from './traveller.js';

const root = document.getElementById('page');

/** Places of a narrow screen, where one is shown at a time. */
const PANELS = [
  { id: 'traveller', icon: 'person' },
  { id: 'advisor', icon: 'chat' },
  { id: 'sidebar', icon: 'side' },
  { id: 'controls', icon: 'controls' },
  { id: 'log', icon: 'log' },
];

function page() {
  const { state } = world;
  return h(
    'div',
    { class: `app show-${ui.panel}`, 'data-connection': world.connection },
    header(state),
    connectionStrip(),
    state ? parts(state) : waiting(),
    state ? panelBar(state) : null,
    dialogs(state),
    h(
      'div',
      { class: 'notices', role: 'status', 'aria-live': 'polite' },
      ui.notice ? h('div', { class: 'did' }, t(`notices.${ui.notice.key}`, ui.notice.values)) : null,
    ),
  );
}

function waiting() {
  return h(
    'main',
    { class: 'waiting' },
    world.connection === 'lost'
      ? [h('p', null, t('connection.noneLong')), button(t('connection.again'), () => location.reload())]
      : h('p', { class: 'w', 'aria-busy': 'true' }, t('common.loading')),
  );
}

function parts(state) {
  const now = simulatedNow();
  return [
    h(
      'main',
      { class: 'stage' },
      h(
        'section',
        { class: 'col traveller', 'aria-label': t('traveller.caption') },
        travellerCaption(state),
        travellerPhone(state, now),
      ),
      h(
        'section',
        { class: 'col advisor', 'aria-label': t('advisor.caption') },
        advisorCaption(state),
        h('div', { class: 'dev wecom' }, advisorPhone(state, now)),
      ),
      h(
        'section',
        { class: 'col sidebar', 'aria-label': t('sidebar.title') },
        sidebarCaption(state),
        sidebar(state),
      ),
    ),
    logPanel(state),
    h('aside', { 'aria-label': t('controls') }, controls(state)),
  ];
}

function travellerCaption({ traveller }) {
  return h(
    'div',
    { class: 'cap' },
    h('h2', null, t('traveller.caption')),
    h(
      'button',
      {
        type: 'button',
        class: 'choose',
        'aria-label': t('person.choose', { name: traveller?.name ?? '' }),
        onclick: () => open({ dialog: { kind: 'person' } }),
      },
      traveller?.name ?? t('traveller.nobody'),
      h('span', { class: 'caret', 'aria-hidden': 'true' }),
    ),
  );
}

function advisorCaption({ staff, advisor }) {
  const choose = ({ target }) => open({ userid: target.value });
  return h(
    'div',
    { class: 'cap' },
    h('h2', null, t('advisor.caption')),
    h(
      'select',
      { class: 'choose', 'aria-label': t('advisor.choose'), value: advisor?.userid ?? '', onchange: choose },
      staff.map((member) => h('option', { key: member.userid, value: member.userid }, member.name)),
    ),
  );
}

function sidebarCaption(state) {
  const isDemo = sidebarUrl() === DEMO_URL;
  return h(
    'div',
    { class: 'cap' },
    h('h2', null, t('sidebar.title')),
    h(
      'span',
      { class: 'el w' },
      t(isDemo ? 'sidebar.isDemo' : 'sidebar.isReal'),
      ' ',
      h('span', { class: 'mono' }, entryOf(state)),
    ),
    h(
      'button',
      { type: 'button', class: 'link-btn end', onclick: () => open({ dialog: { kind: 'sidebar' } }) },
      t('sidebar.change'),
    ),
  );
}

function panelBar(state) {
  const waits = state.advisor ? waitingCount(state.advisor) : 0;
  return h(
    'nav',
    { class: 'panels', 'aria-label': t('panels.label') },
    PANELS.map((panel) =>
      h(
        'button',
        {
          type: 'button',
          key: panel.id,
          class: panel.id === ui.panel ? 'tab on' : 'tab',
          'aria-current': panel.id === ui.panel ? 'page' : null,
          onclick: () => {
            ui.panel = panel.id;
            redraw();
          },
        },
        icon(panel.icon),
        t(`panels.${panel.id}`),
        panel.id === 'advisor' && waits > 0 ? h('span', { class: 'badge' }, waits) : null,
      ),
    ),
  );
}

/** A list that was at its end stays there when something is added; one that was not is left alone. */
function draw() {
  const atEnd = new Map();
  for (const node of root.querySelectorAll('[data-stick]')) {
    const isAtEnd = node.scrollHeight - node.scrollTop - node.clientHeight < 24;
    atEnd.set(node.dataset.stick, isAtEnd);
  }
  patch(root, [page()]);
  for (const node of root.querySelectorAll('[data-stick]')) {
    if (atEnd.get(node.dataset.stick) ?? true) node.scrollTop = node.scrollHeight;
  }
}

onDraw(draw);
document.title = t('title');
draw();
listenToSidebar();
connect();
// The clock goes on by itself between two answers of the simulator.
setInterval(() => {
  if (world.state && !document.hidden) redraw();
}, 1_000);
