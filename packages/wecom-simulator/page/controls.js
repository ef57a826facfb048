/** What a person can do as traveller and advisor, faults to switch on, scenes to play. */
import { button, h } from './dom.js';
import { act, notify, open, redraw, ui } from './store.js';
import { count, t } from './text.js';
import { follow } from './traveller.js';

export function controls(state) {
  return [travellerActions(state), advisorActions(state), faults(state), scripts(state)];
}

function section(title, end, ...children) {
  return h('section', { 'aria-label': title }, h('h2', null, title, h('span', null, end)), children);
}

function travellerActions(state) {
  const { traveller, conversation } = state;
  const person = traveller?.externalUserId;
  const living = conversation?.living ?? false;
  const remove = async () => {
    const answer = await act('block', { person, userid: conversation.userid });
    if (answer?.done) notify('blocked', { name: state.advisor.name });
  };
  const agree = async () => {
    const answer = await act('consent/agree', { person, userid: conversation.userid });
    if (answer) notify(answer.done ? 'agreed' : 'notAgreed');
  };
  return section(
    t('actions.ofTraveller'),
    traveller?.name,
    h(
      'div',
      { class: 'acts' },
      button(t('actions.scan'), () => open({ dialog: { kind: 'scan' } })),
      button(t('actions.joinGroup'), () => open({ dialog: { kind: 'join' } })),
      button(t('actions.followLink'), () => follow(traveller), { disabled: !traveller }),
      button(t('actions.acquisition'), () => open({ dialog: { kind: 'acquisition' } })),
      button(t('actions.agree'), agree, { disabled: !living }),
      button(t('actions.deleteAdvisor'), remove, { disabled: !living }),
    ),
  );
}

function advisorActions(state) {
  const { advisor, traveller, conversation } = state;
  const living = conversation?.living ?? false;
  const makeGroup = async () => {
    const people = living ? [traveller.externalUserId] : [];
    const answer = await act('groups/create', {
      owner: advisor.userid,
      name: t('group.newName', { name: advisor.name }),
      people,
    });
    if (answer?.chatId) open({ advisor: { screen: 'group', chatId: answer.chatId } });
  };
  const remove = async () => {
    const answer = await act('staff-delete', { person: traveller.externalUserId, userid: advisor.userid });
    if (answer?.done) notify('deleted', { name: traveller.name });
  };
  const moment = () => open({ dialog: { kind: 'moment' } });
  return section(
    t('actions.ofAdvisor'),
    advisor?.name,
    h(
      'div',
      { class: 'acts' },
      button(t('actions.makeGroup'), makeGroup, { disabled: !advisor }),
      button(t('actions.postMoment'), moment, { disabled: !advisor }),
      button(t('actions.deleteTraveller'), remove, { disabled: !living }),
    ),
  );
}

/** How often a fault hits, as the choice beside its switch. `next` is for one event or call. */
const OFTEN = {
  next: { rate: 0, times: 1 },
  tenth: { rate: 0.1, times: 0 },
  half: { rate: 0.5, times: 0 },
  always: { rate: 1, times: 0 },
};
const OFF = { rate: 0, times: 0 };

const isOn = ({ rate, waiting }) => rate > 0 || waiting > 0;

function oftenOf(fault) {
  if (fault.waiting > 0) return 'next';
  if (fault.rate > 0) return fault.rate >= 0.99 ? 'always' : fault.rate > 0.25 ? 'half' : 'tenth';
  return ui.often[fault.id] ?? 'next';
}

function faults({ faults: all }) {
  const on = all.filter(isOn).length;
  return section(
    t('faults.title'),
    on > 0 ? t('faults.on', { count: on }) : t('faults.none'),
    h('h3', null, t('faults.ofCallbacks')),
    all.filter(({ of }) => of === 'callback').map(faultRow),
    h('h3', null, t('faults.ofApi')),
    all.filter(({ of }) => of === 'api').map(faultRow),
    h(
      'p',
      { class: 'w t11 under-line' },
      t('faults.inTests'),
      ' ',
      h('span', { class: 'mono' }, 'POST /__sim/fault'),
    ),
  );
}

function faultRow(fault) {
  const { id, hits } = fault;
  const on = isOn(fault);
  const often = oftenOf(fault);
  const name = t(`faults.${id}.name`);
  const turn = () => act('fault', { id, ...(on ? OFF : OFTEN[often]) });
  const choose = ({ target }) => {
    open({ often: { ...ui.often, [id]: target.value } });
    if (on) void act('fault', { id, ...OFTEN[target.value] });
    else redraw();
  };
  const note = t(`faults.${id}.note`);
  return h(
    'div',
    { class: on ? 'flt on' : 'flt', key: id },
    h('button', {
      type: 'button',
      class: 'sw',
      role: 'switch',
      'aria-checked': String(on),
      'aria-label': name,
      onclick: turn,
    }),
    h(
      'div',
      null,
      name,
      h('small', null, hits > 0 ? t('faults.withHits', { note, hits: count(hits), count: hits }) : note),
    ),
    h(
      'select',
      { class: 'v', 'aria-label': t('faults.often', { name }), value: often, onchange: choose },
      Object.keys(OFTEN).map((one) => h('option', { key: one, value: one }, t(`often.${one}`))),
    ),
  );
}

function scripts({ scripts: all }) {
  return section(
    t('scripts.title'),
    t('scripts.replay'),
    all.map((script) => scriptRow(script)),
  );
}

function scriptRow({ id, people, run }) {
  const running = run !== null && run.done < run.total;
  const play = async () => {
    const answer = await act('script', { id });
    if (answer && !answer.started) notify(answer.reason === 'no_code' ? 'noCode' : 'stillRunning');
  };
  const progress = run ? { done: run.done, total: run.total, refused: run.refused } : {};
  const note = run
    ? t(running ? 'scripts.running' : run.refused > 0 ? 'scripts.doneWithRefusals' : 'scripts.done', progress)
    : t(`scripts.${id}.note`);
  return h(
    'div',
    { class: 'sc', key: id },
    h('div', null, t(`scripts.${id}.name`, { people }), h('small', null, note)),
    button(t(running ? 'scripts.playing' : 'scripts.play'), play, { class: 'sm', disabled: running }),
    running
      ? h('progress', { max: run.total, value: run.done, 'aria-label': t(`scripts.${id}.name`, { people }) })
      : null,
  );
}
