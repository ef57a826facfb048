/** What the page knows and has open, how it learns of changes, and how it acts. */

const KEPT = 'wecom-simulator.page';
const kept = JSON.parse(localStorage.getItem(KEPT) ?? '{}');

/** What whoever looks has open. */
export const ui = {
  person: kept.person ?? '',
  userid: kept.userid ?? '',
  sidebarUrl: kept.sidebarUrl ?? '',
  traveller: { screen: 'chat', chatId: '' },
  advisor: { screen: 'chat', chatId: '' },
  drafts: {},
  /** What a sidebar has put into the composer, until it is sent or taken back. */
  inserted: null,
  often: kept.often ?? {},
  filter: 'all',
  rows: 100,
  panel: 'traveller',
  dialog: null,
  notice: null,
  busy: new Set(),
};

/** What the simulator said last; `connection` is loading, live or lost. */
export const world = { state: null, connection: 'loading', receivedAt: 0 };

let draw = () => undefined;
let session = null;
let wanted = false;
let asking = false;

export function onDraw(listener) {
  draw = listener;
}

export function redraw() {
  draw();
}

/** Changes what is open, keeps what lasts, and asks for what is shown now. */
export function open(change) {
  Object.assign(ui, change);
  const { person, userid, sidebarUrl, often } = ui;
  localStorage.setItem(KEPT, JSON.stringify({ person, userid, sidebarUrl, often }));
  draw();
  void refresh();
}

function question() {
  const query = new URLSearchParams({
    person: ui.person,
    userid: ui.userid,
    filter: ui.filter,
    rows: ui.rows,
  });
  for (const phone of [ui.traveller, ui.advisor])
    if (phone.screen === 'group') query.append('group', phone.chatId);
  return `/state?${query}`;
}

/** One question at a time; what changes meanwhile is asked for afterwards. */
export async function refresh() {
  wanted = true;
  if (asking) return;
  asking = true;
  try {
    while (wanted) {
      wanted = false;
      const answer = await fetch(question());
      if (!answer.ok) throw new Error(String(answer.status));
      world.state = await answer.json();
      world.receivedAt = performance.now();
      world.connection = 'live';
      ui.person ||= world.state.traveller?.externalUserId ?? '';
      ui.userid ||= world.state.advisor?.userid ?? '';
      draw();
    }
  } catch {
    world.connection = 'lost';
    draw();
  } finally {
    asking = false;
  }
}

async function begin() {
  session = await (await fetch('/session')).json();
  await refresh();
}

/** Keeps the page up to date for as long as it is open. */
export function connect() {
  const source = new EventSource('/live');
  source.addEventListener('hello', (event) => {
    const { start } = JSON.parse(event.data);
    // Another start: the simulator was ended and begun meanwhile.
    if (session?.start === start) void refresh();
    else begin().catch(() => undefined);
  });
  source.addEventListener('change', refresh);
  source.onerror = () => {
    world.connection = 'lost';
    draw();
  };
}

/** Gives a command; answers what it answered, or null after saying what went wrong. */
export async function act(command, input = {}) {
  if (ui.busy.has(command)) return null;
  ui.busy.add(command);
  draw();
  try {
    const answer = await fetch(`/__sim/${command}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-simulator-token': session?.token ?? '' },
      body: JSON.stringify(input),
    });
    const result = await answer.json().catch(() => ({ error: String(answer.status) }));
    if (!answer.ok) throw new Error(result.error ?? String(answer.status));
    void refresh();
    return result;
  } catch (error) {
    notify('failed', { what: error.message });
    return null;
  } finally {
    ui.busy.delete(command);
    draw();
  }
}

export async function ask(path) {
  const answer = await fetch(path);
  return answer.ok ? answer.json() : null;
}

let noticeEnds;

/** Says what has happened, for some seconds; `key` is under `notices`. */
export function notify(key, values = {}) {
  clearTimeout(noticeEnds);
  ui.notice = { key, values };
  noticeEnds = setTimeout(() => {
    ui.notice = null;
    draw();
  }, 4_500);
  draw();
}

/** The simulated time at this moment. */
export function simulatedNow() {
  const { state, receivedAt } = world;
  const flows = state.clock === 'real' || state.clock === 'flowing';
  return state.now + (flows && world.connection === 'live' ? performance.now() - receivedAt : 0);
}
