import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { addWay, closeAll, START, testWorld } from './test-world.ts';

afterEach(closeAll);

const HOUR = 3_600_000;
const life = {
  scan: 120,
  share: 20,
  write: 60,
  block: 30,
  createGroup: 20,
  invite: 40,
  leaveGroup: 20,
  remark: 30,
};

describe('a corp that lives by itself', () => {
  const live = async (seed: number) => {
    const { simulator, client } = await testWorld({ people: 2_000, friends: 100, seed, life });
    await addWay(client, 'gate_A12', ['LinXiao', 'ZhouMin']);
    await simulator.tick(START + 2 * HOUR);
    return simulator;
  };

  it('repeats itself to the letter from the same seed, and not from another', async () => {
    const [once, again, other] = [await live(7), await live(7), await live(8)];
    expect(again.truth()).toEqual(once.truth());
    expect(other.truth()).not.toEqual(once.truth());
  });

  it('keeps to its rates', async () => {
    const lived = (await live(7)).lived();
    // 240 are expected in two hours; three standard deviations are 46.
    expect(lived.scan).toBeGreaterThan(240 - 46);
    expect(lived.scan).toBeLessThan(240 + 46);
    for (const kind of Object.keys(life)) expect(lived).toHaveProperty(kind);
  });

  it('stands still once it is told to, and goes on at another pace', async () => {
    const simulator = await live(7);
    const before = simulator.truth().relations.length;
    simulator.setLife({});
    await simulator.tick(START + 10 * HOUR);
    expect(simulator.truth().relations.length).toBe(before);
    simulator.setLife({ scan: 60 });
    await simulator.tick(START + 11 * HOUR);
    expect(simulator.truth().relations.length).toBeGreaterThan(before);
  });

  it('has what the API says of it: every friend is listed', async () => {
    const { simulator, client } = await testWorld({ people: 2_000, friends: 100, life });
    await addWay(client);
    await simulator.tick(START + HOUR);
    const living = simulator.truth().relations.filter(({ ended }) => !ended);
    const listed: string[] = [];
    const staff = { userid_list: ['LinXiao', 'ZhouMin', 'Idle'] };
    for await (const row of client.iterate(endpoints.listFriendsOfStaff, staff)) {
      listed.push(row.external_contact.external_userid);
    }
    expect(listed.sort()).toEqual(living.map(({ externalUserId }) => externalUserId).sort());
  });
});

describe('time moved from outside', () => {
  it('goes 400 days ahead at most', async () => {
    const { simulator } = await testWorld();
    const tick = (toMs: unknown) =>
      fetch(`${simulator.url()}/__sim/tick`, { method: 'POST', body: JSON.stringify({ toMs }) });
    expect((await tick(START + 400 * 24 * HOUR)).status).toBe(200);
    expect(simulator.now()).toBe(START + 400 * 24 * HOUR);
    expect((await tick(1e300)).status).toBe(400);
    expect(simulator.now()).toBe(START + 400 * 24 * HOUR);
  });
});
