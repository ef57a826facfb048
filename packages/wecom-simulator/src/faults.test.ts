import { endpoints, type WecomError } from '@jetbridge/wecom';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { befriend, callApi, closeAll, corp, START, testWorld } from './test-world.ts';

afterEach(closeAll);

describe('faults', () => {
  it('ordered for the next calls are met and survived by the client', async () => {
    const { simulator, client } = await testWorld();
    for (const fault of [
      { errcode: -1 },
      { errcode: 45033 },
      { errcode: 42001 },
      { reset: 'before' as const },
      { reset: 'after' as const },
      { halfBody: true as const },
      { slowMs: 20 },
    ]) {
      simulator.failNext({ endpoint: 'externalcontact/get_follow_user_list', fault });
      await expect(
        client.call(endpoints.getFollowUserList, {}),
        JSON.stringify(fault),
      ).resolves.toMatchObject({ errcode: 0 });
    }
  });

  it('by rate hit the share that was asked for, the same calls for the same seed', async () => {
    const hits = async () => {
      const { client, simulator } = await testWorld({
        faults: { api: [{ rate: 0.2, endpoint: 'externalcontact/list', fault: { errcode: 60020 } }] },
      });
      befriend(simulator, 'LinXiao', 1);
      const outcomes: number[] = [];
      for (let i = 0; i < 200; i++) {
        outcomes.push(
          await client.call(endpoints.listFriends, { userid: 'LinXiao' }).then(
            () => 0,
            (e: WecomError) => e.errcode ?? 1,
          ),
        );
      }
      return outcomes;
    };
    const first = await hits();
    const share = first.filter((code) => code === 60020).length;
    expect(share).toBeGreaterThan(20);
    expect(share).toBeLessThan(65);
    expect(await hits()).toEqual(first);
  });

  it('too many calls in a minute answer 45009 for a minute', async () => {
    const { simulator, client, clock } = await testWorld({ quotas: { callsPerMinute: 3 } });
    const call = () => client.call(endpoints.getFollowUserList, {}, { maxWaitMs: 0 });
    for (let i = 0; i < 3; i++) await call();
    await expect(call()).rejects.toMatchObject({ errcode: 45009 });
    clock.advanceTo(START + 60_000);
    await expect(call()).resolves.toBeDefined();
    expect(simulator.truth().calls['externalcontact/get_follow_user_list']).toEqual({ 0: 4, 45009: 1 });
  });
});

const names = Object.values(endpoints)
  .filter((e) => e.method === 'POST')
  .map((e) => e.name);

/** A body with the right names and anything for their values, or no object at all. */
function anyBody(ids: string[]) {
  const value = fc.oneof(
    fc.constantFrom<unknown>(
      ...ids,
      ids,
      'LinXiao',
      'ZhouMin',
      '',
      null,
      0,
      -1,
      1e300,
      [],
      {},
      [null],
      ['LinXiao'],
      [[]],
      [{}],
    ),
    fc.json().map((text): unknown => JSON.parse(text)),
  );
  const keys = (
    'type scene user state config_id userid external_userid userid_list cursor limit tag tag_id group_id group_name add_tag remove_tag ' +
    'id name welcome_code text attachments sender tag_filter msgid touser agentid msgtype start_time remark remark_mobiles chat_type __proto__'
  ).split(' ');
  return fc.oneof(fc.dictionary(fc.constantFrom(...keys), value), fc.constantFrom<unknown>(null, [], 'x', 7));
}

describe('bad input', () => {
  it('of any shape is an errcode, never a crash or a success without sense', async () => {
    const { simulator, client } = await testWorld();
    const [friend = ''] = befriend(simulator, 'LinXiao', 3);
    const { access_token } = await client.call(endpoints.getToken, {
      corpid: corp.corpId,
      corpsecret: corp.secret,
    });
    const { tag_group } = await client.call(endpoints.addCorpTags, { group_name: 'g', tag: [{ name: 't' }] });
    const body = anyBody([friend, tag_group.group_id]);
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), body, async (name, params) => {
        const answer = await callApi(simulator.url(), `${name}?access_token=${access_token}`, params);
        expect(answer.status).toBe(200);
        expect(answer.body.errcode).toBeTypeOf('number');
      }),
      { numRuns: 500 },
    );
    expect(simulator.truth().crashes).toEqual([]);
  });
});
