/**
 * A corp lives under all faults at once, a naive mirror follows it, and in the end both must agree.
 *
 * Ten minutes of simulated time by default; `SOAK_MINUTES=10 npx vitest run soak` takes as many real minutes.
 */
import { endpoints, type OpenedCallback, type WecomClient, WecomError } from '@jetbridge/wecom';
import { afterEach, expect, it } from 'vitest';
import type { Faults, Life, Simulator } from './index.ts';
import { createSimulator, createVirtualClock } from './index.ts';
import { createMirror, type MirrorState, truthAsMirrored } from './test-mirror.ts';
import { clientOf, closeAll, corp, keepOpen, receiver, START } from './test-world.ts';

afterEach(closeAll);

const REAL_MINUTES = Number(process.env.SOAK_MINUTES ?? 0);
const MINUTES = REAL_MINUTES || 10;
const MINUTE_MS = 60_000;

const life: Life = {
  scan: 900,
  follow: 200,
  share: 200,
  write: 600,
  say: 300,
  block: 200,
  staffDelete: 100,
  remark: 300,
  tag: 300,
  agree: 60,
  createGroup: 60,
  joinGroup: 300,
  invite: 200,
  leaveGroup: 150,
  removeFromGroup: 60,
  writeInGroup: 300,
  renameGroup: 60,
  dismissGroup: 20,
  holiday: 6,
  hire: 12,
};

const faults: Faults = {
  callbacks: {
    duplicate: 0.1,
    drop: 0.05,
    wrongSignature: 0.05,
    reorder: 0.1,
    delay: { rate: 0.1, maxMs: 20_000 },
    timeout: 0.01,
    noWelcomeCode: 0.05,
  },
  api: [
    { rate: 0.02, fault: { errcode: -1 } },
    { rate: 0.01, fault: { errcode: 45033 } },
    { rate: 0.0005, fault: { errcode: 45009 } },
    { rate: 0.005, fault: { errcode: 42001 } },
    { rate: 0.005, fault: { errcode: 40014 } },
    { rate: 0.005, fault: { errcode: 6000 } },
    { rate: 0.005, fault: { errcode: 60020 } },
    { rate: 0.002, fault: { errcode: 84061 } },
    { rate: 0.01, fault: { slowMs: 50 } },
    { rate: 0.005, fault: { reset: 'before' } },
    { rate: 0.005, fault: { reset: 'after' } },
    { rate: 0.005, fault: { halfBody: true } },
  ],
};

it(
  'a naive mirror equals the truth after reconciliation, whatever got lost',
  async () => {
    const clock = REAL_MINUTES ? undefined : createVirtualClock(START);
    const simulator = createSimulator({
      corp,
      staff: ['LinXiao', 'ZhouMin', 'ChenJie', 'WuLan'].map((userid) => ({ userid, name: userid })),
      people: 20_000,
      friends: 500,
      seed: 11,
      ...(clock ? { clock } : {}),
      behaviours: {
        reply: { rate: 0.2, delayMs: { min: 1_000, max: 20_000 }, texts: ['好的', '收到'] },
        block: { rate: 0.02, delayMs: { min: 1_000, max: 20_000 } },
        confirm: { min: 1_000, max: 90_000 },
      },
      oddPages: 0.2,
    });
    const { url } = await simulator.listen();
    keepOpen(simulator.close);
    const client = clock ? clientOf(url, clock) : clientOf(url);
    const product = createProduct(simulator, client);
    const inbox = await receiver(product.on);
    simulator.setCallbackUrl(inbox.url);
    await product.open();
    simulator.setFaults(faults);
    simulator.setLife(life);

    for (let minute = 1; minute <= MINUTES; minute++) {
      await pass(simulator, MINUTE_MS);
      await product.mirror.caughtUp();
      await product.announce();
      if (minute % 4 === 0) await product.mirror.reconcile();
    }
    simulator.setLife({});
    // The last replies, retries and confirmations.
    for (let i = 0; i < 3; i++) await pass(simulator, MINUTE_MS);
    await product.mirror.caughtUp();

    const before = product.mirror.state();
    await product.mirror.reconcile();
    const truth = simulator.truth();
    const wanted = truthAsMirrored(truth);
    expect(product.mirror.state()).toEqual(wanted);
    // It was worth it: callbacks alone had left the mirror wrong, and everything that can happen did.
    expect(differences(before, wanted)).toBeGreaterThan(0);
    expect(truth.callbacks.dropped).toBeGreaterThan(0);
    expect(inbox.refused.length).toBeGreaterThan(0);
    expect(product.mirror.counts().repeated).toBeGreaterThan(0);
    expect(Object.keys(wanted.delivered).length).toBeGreaterThan(0);
    expect(Object.keys(life).filter((kind) => !(kind in simulator.lived()))).toEqual([]);
    expect(truth.crashes).toEqual([]);
    if (REAL_MINUTES) process.stdout.write(`${figures(simulator, differences(before, wanted))}\n`);
  },
  (REAL_MINUTES + 4) * MINUTE_MS * 2,
);

/** What a product does while it mirrors: greets friends, sends mass messages. */
function createProduct(simulator: Simulator, client: WecomClient) {
  const mirror = createMirror(client, simulator.now);
  /** Faults may refuse what is not worth repeating: the next one may get through. */
  const attempt = async (work: () => Promise<unknown>) => {
    await work().catch((error) => {
      if (!(error instanceof WecomError)) throw error;
    });
  };
  return {
    mirror,
    on: async (callback: OpenedCallback) => {
      mirror.follow(callback);
      const { event } = callback;
      if (event.kind !== 'change_external_contact.add_external_contact' || !event.welcomeCode) return;
      const welcome_code = event.welcomeCode;
      await attempt(() =>
        client.call(endpoints.sendWelcome, { welcome_code, text: { content: '欢迎登机' } }),
      );
    },
    /** Codes, links and tags, while there are no faults yet. */
    open: async () => {
      for (const state of ['gate_A12', 'lounge']) {
        await client.call(endpoints.addContactWay, {
          type: 2,
          scene: 2,
          state,
          user: ['LinXiao', 'ZhouMin', 'ChenJie'],
        });
      }
      await client.call(endpoints.createAcquisitionLink, {
        link_name: 'app',
        range: { user_list: ['WuLan'] },
      });
      await client.call(endpoints.addCorpTags, {
        group_name: '会员',
        tag: [{ name: '金卡' }, { name: '银卡' }],
      });
      const people = simulator.people.page(0, 3).map(({ externalUserId }) => externalUserId);
      const chatId = simulator.actions.groups.create({ owner: 'LinXiao', name: '常旅客', people });
      const joinWay = {
        scene: 2,
        auto_create_room: 1,
        room_base_name: '常旅客',
        chat_id_list: [chatId ?? ''],
      } as const;
      await client.call(endpoints.addGroupJoinWay, { ...joinWay, chat_id_list: [...joinWay.chat_id_list] });
    },
    announce: async () => {
      const people = Object.values(mirror.state().friends).slice(0, 40);
      const external_userid = [...new Set(people.map((friend) => friend.externalUserId))];
      if (external_userid.length === 0) return;
      await attempt(() =>
        client.call(endpoints.addMassMessage, { external_userid, text: { content: '周三选座开放' } }),
      );
    },
  };
}

function figures(simulator: Simulator, differed: number): string {
  const { callbacks, calls, relations, messages, groups } = simulator.truth();
  const answers: Record<string, number> = {};
  for (const of of Object.values(calls)) {
    for (const [errcode, count] of Object.entries(of)) answers[errcode] = (answers[errcode] ?? 0) + count;
  }
  const sizes = {
    relations: relations.length,
    living: relations.filter(({ ended }) => !ended).length,
    groups: Object.keys(groups).length,
    people: Object.keys(messages).length,
  };
  return JSON.stringify({ differed, callbacks, answers, ...sizes, lived: simulator.lived() });
}

async function pass(simulator: Simulator, ms: number): Promise<void> {
  if (REAL_MINUTES) await new Promise((resolve) => setTimeout(resolve, ms));
  else await simulator.tick(simulator.now() + ms);
}

function differences(a: MirrorState, b: MirrorState): number {
  const keys = (state: MirrorState) =>
    (['friends', 'groups', 'delivered'] as const).flatMap((part) =>
      Object.entries(state[part]).map(([key, value]) => `${part} ${key} ${JSON.stringify(value)}`),
    );
  const wanted = new Set(keys(b));
  const had = new Set(keys(a));
  return (
    [...wanted].filter((key) => !had.has(key)).length + [...had].filter((key) => !wanted.has(key)).length
  );
}
