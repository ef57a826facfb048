import { afterEach, describe, expect, it } from 'vitest';
import { addWay, befriend, closeAll, receiver, START, testWorld } from './test-world.ts';

afterEach(closeAll);

const MINUTE = 60_000;

/** Everything of a run but what real time decides. */
async function played(id: string, friends = 0) {
  const inbox = await receiver();
  const { simulator, client } = await testWorld({ callbackUrl: inbox.url, people: 500 });
  await addWay(client, 'gate_A12', ['LinXiao', 'ZhouMin']);
  befriend(simulator, 'LinXiao', friends);
  expect(simulator.scripts.play(id)).toMatchObject({ started: true });
  expect(simulator.scripts.play(id)).toEqual({ started: false, reason: 'running' });
  await simulator.tick(START + 11 * MINUTE);
  const log = simulator.log
    .latest({ limit: 5_000, filter: 'callback' })
    .map(({ tookMs: _, ...entry }) => entry);
  return { simulator, log };
}

describe('a scene', () => {
  it('at the gate: two hundred scan within a minute', async () => {
    const { simulator } = await played('gate');
    const times = simulator.truth().relations.map(({ createdAt }) => createdAt - START);
    expect(times).toHaveLength(200);
    expect(Math.max(...times)).toBeLessThanOrEqual(MINUTE);
    expect(simulator.scripts.list()[0]).toMatchObject({
      id: 'gate',
      run: { done: 200, total: 200, refused: 0 },
    });
  });

  it('of a delay: friends write first, and others scan before they write', async () => {
    const { simulator } = await played('delay', 100);
    const records = await simulator.archive.pull(0, 1_000);
    expect(records).toHaveLength(142);
    expect(simulator.truth().relations).toHaveLength(142);
  });

  it('happens again, byte by byte, from the same seed', async () => {
    const [first, second] = [await played('gate'), await played('gate')];
    expect(first.log.length).toBeGreaterThanOrEqual(200);
    expect(second.log).toEqual(first.log);
  });

  it('needs a code to scan, and a name that there is', async () => {
    const { simulator } = await testWorld();
    expect(simulator.scripts.play('gate')).toEqual({ started: false, reason: 'no_code' });
    expect(simulator.scripts.play('toString')).toBeUndefined();
  });
});
