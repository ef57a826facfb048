/** Anything at all sent to every command of the actors, the same every time: done or refused, never a crash. */
import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { areaCommands } from './areas.ts';
import { below, chance, livelyWorld, ODD, pick, plausible } from './test-fuzz.ts';
import { callApi, closeAll, corp, testWorld } from './test-world.ts';

afterEach(closeAll);

describe('the control API', () => {
  const own =
    'scan reply say tap block staff-delete confirm fault script fail-next expire-token revoke-token'.split(
      ' ',
    );
  const names = [
    ...own,
    ...Object.entries(areaCommands).flatMap(([area, of]) => Object.keys(of).map((name) => `${area}/${name}`)),
  ];
  const KEYS =
    'person externalUserId userid configId state text url msgid to id rate times chatId owner name openKfId userids by notice linkId ' +
    'templateId agentId by status ms count code key value errcode endpoint calls times amount days';

  it('answers anything with 200 or 400, for every command, and goes on answering', async () => {
    const { simulator, ids } = await livelyWorld();
    const { any = [], userid = [] } = plausible(ids);
    const keys = KEYS.split(' ');
    for (const name of names) {
      for (let i = 0; i < 10; i++) {
        const input = Object.fromEntries(
          Array.from({ length: 1 + below(6) }, () => {
            const key = pick(keys);
            return [key, chance(0.4) ? pick(ODD) : pick(/user|by|owner/.test(key) ? userid : any)];
          }),
        );
        const body = chance(0.05) ? pick(['', '{', '[]', 'null', '7']) : JSON.stringify(input);
        const response = await fetch(`${simulator.url()}/__sim/${name}`, { method: 'POST', body });
        const at = `${name} ${body.slice(0, 500)}`;
        const said = await response.text();
        if (![200, 400].includes(response.status)) expect([at, response.status, said]).toEqual([]);
      }
    }
    await simulator.tick(simulator.now() + 86_400_000);
    expect(simulator.truth().crashes).toEqual([]);
    const truth = await fetch(`${simulator.url()}/__sim/truth`);
    expect(truth.status).toBe(200);
    expect(((await truth.json()) as { crashes: unknown }).crashes).toEqual([]);
  }, 60_000);

  it('takes faults and times of any shape without being broken by them', async () => {
    const { simulator, client } = await testWorld();
    const post = async (name: string, input: unknown) => {
      const init = { method: 'POST', body: JSON.stringify(input) };
      const response = await fetch(`${simulator.url()}/__sim/${name}`, init);
      expect([name, input, response.status, await response.text()]).toEqual([
        name,
        input,
        expect.toBeOneOf([200, 400]),
        expect.any(String),
      ]);
    };
    for (const odd of ODD) {
      await post('faults', { callbacks: odd });
      await post('faults', { api: odd });
      await post('faults', { api: [odd], callbacks: { drop: odd, delay: odd } });
      await post('faults', { api: [{ rate: 1, endpoint: odd, fault: odd }] });
      await post('fail-next', { endpoint: odd, fault: odd, times: odd });
      await post('fail-next', { fault: { errcode: odd } });
      await post('clock', { do: 'advance', ms: typeof odd === 'number' ? Math.min(odd, 1_000) : odd });
      if (typeof odd !== 'number') await post('tick', { toMs: odd });
      await post('callback-url', { url: typeof odd === 'string' ? `http://127.0.0.1:1/${odd}` : odd });
      await post('faults', {});
      const reply = await callApi(
        simulator.url(),
        `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`,
      ).catch(() => undefined);
      if (reply) expect(reply.status).toBe(200);
    }
    await post('reset', {});
    expect(simulator.truth().crashes).toEqual([]);
    await expect(client.call(endpoints.getFollowUserList, {})).resolves.toMatchObject({ errcode: 0 });
  }, 60_000);
});
