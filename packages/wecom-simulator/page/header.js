/** The bar on top: which corp, what time it is there, and the hands on the clock. */
import { button, h } from './dom.js';
import { act, open, redraw, simulatedNow, ui, world } from './store.js';
import { chooseLanguage, currentLanguage, dateTime, t } from './text.js';

const HOUR_MS = 3_600_000;
const STEPS = [
  { label: 'header.hour', ms: HOUR_MS },
  { label: 'header.day', ms: 24 * HOUR_MS },
];

export function header(state) {
  return h(
    'header',
    { class: 'hdr' },
    h('h1', null, t('title')),
    state
      ? [
          h(
            'span',
            { class: 'd el' },
            state.corp.name === state.corp.corpId ? null : `${state.corp.name} `,
            h('span', { class: 'mono' }, state.corp.corpId),
          ),
          h('span', { class: 'd grow' }, receiver(state)),
          clock(state),
          h('span', { class: 'd seed' }, t('header.seed', { seed: state.seed })),
          button(t('header.reset'), () => open({ dialog: { kind: 'reset' } })),
        ]
      : h('span', { class: 'd grow' }),
    languageSwitch(),
  );
}

function receiver({ callbackUrl }) {
  const label = callbackUrl ? t('header.callbacksTo') : t('header.noCallbacks');
  const path = callbackUrl ? h('span', { class: 'mono' }, callbackUrl) : null;
  return h(
    'button',
    {
      type: 'button',
      class: 'plain el',
      title: callbackUrl ?? label,
      onclick: () => open({ dialog: { kind: 'callback' } }),
    },
    label,
    path ? [' ', path] : null,
  );
}

function clock(state) {
  const canStop = state.clock === 'flowing' || state.clock === 'paused';
  // It stands while it is being moved.
  const moving = ui.busy.has('clock') && state.clock !== 'ticked';
  const paused = state.clock === 'paused' && !moving;
  const why = canStop ? undefined : t('header.realTime');
  return [
    h('time', { class: 'clock', 'aria-label': t('header.time') }, dateTime(simulatedNow())),
    paused || moving
      ? h('span', { class: 'd paused' }, t(moving ? 'header.moving' : 'header.stopped'))
      : null,
    h(
      'span',
      { class: 'hands' },
      button(
        t(paused ? 'header.resume' : 'header.pause'),
        () => act('clock', { do: paused ? 'resume' : 'pause' }),
        {
          disabled: !canStop || moving,
          title: why,
        },
      ),
      STEPS.map(({ label, ms }) =>
        button(t(label), () => act('clock', { do: 'advance', ms }), {
          disabled: state.clock === 'real' || moving,
          title: why,
        }),
      ),
    ),
  ];
}

function languageSwitch() {
  const next = currentLanguage() === 'zh' ? 'en' : 'zh';
  const change = () => {
    chooseLanguage(next);
    redraw();
  };
  return button(t('header.otherLanguage'), change, {
    lang: next === 'zh' ? 'zh-CN' : 'en',
    class: 'lang',
  });
}

/** Said above everything while what is shown may be old. */
export function connectionStrip() {
  if (world.connection !== 'lost') return null;
  return h('div', { class: 'strip', role: 'alert' }, t(world.state ? 'connection.lost' : 'connection.none'));
}
