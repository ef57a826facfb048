import { brokenLimit, endpoints, type MassMessage, WecomError } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import type { MassQuota } from './index.ts';
import { befriend, callApi, closeAll, corp, testWorld } from './test-world.ts';

afterEach(closeAll);

const send = { sender: 'LinXiao', text: { content: '航班提醒' } };

/** One customer; `attempt` sends to them and gives the status, or the errcode of the refusal. */
async function quotaWorld(mass: MassQuota) {
  const { simulator, client, clock } = await testWorld({ quotas: { mass } });
  befriend(simulator, 'LinXiao', 1);
  const attempt = async (): Promise<number | undefined> => {
    try {
      const { msgid } = await client.call(endpoints.addMassMessage, send);
      await simulator.tick(clock.now());
      const results = await client.call(endpoints.listMassMessageResults, { msgid, userid: 'LinXiao' });
      return results.send_list[0]?.status;
    } catch (error) {
      return error instanceof WecomError ? error.errcode : undefined;
    }
  };
  return { attempt, clock };
}

describe('of mass messages', () => {
  it.each([
    ['day', Date.UTC(2026, 2, 2, 15, 59, 59, 999)],
    ['week', Date.UTC(2026, 2, 8, 15, 59, 59, 999)],
    ['month', Date.UTC(2026, 2, 31, 15, 59, 59, 999)],
  ] as const)(
    'a customer gets seven per %s, until its last millisecond in Shanghai',
    async (mode, lastMs) => {
      const { attempt, clock } = await quotaWorld({ mode, n: 7 });
      for (let i = 0; i < 7; i++) expect(await attempt()).toBe(1);
      expect(await attempt()).toBe(41048);
      clock.advanceTo(lastMs);
      expect(await attempt()).toBe(41048);
      clock.advanceTo(lastMs + 1);
      expect(await attempt()).toBe(1);
    },
  );

  it('a customer gets as many in a natural month as it has days', async () => {
    const { attempt, clock } = await quotaWorld('days_of_month');
    for (let i = 0; i < 30; i++) expect(await attempt()).toBe(1);
    // The last message of March, in its last millisecond.
    clock.advanceTo(Date.UTC(2026, 2, 31, 15, 59, 59, 999));
    expect([await attempt(), await attempt()]).toEqual([1, 41048]);
    clock.advanceTo(Date.UTC(2026, 2, 31, 16));
    for (let i = 0; i < 30; i++) expect(await attempt()).toBe(1);
    expect(await attempt()).toBe(41048);
  });
});

describe('the limits of a mass message', () => {
  const body = { sender: 'LinXiao', text: { content: 'x' } };
  const image = { msgtype: 'image' as const, image: { media_id: 'm' } };
  const ids = (count: number) => Array.from({ length: count }, (_, i) => `wm${i}`);

  it.each<[string, MassMessage, MassMessage]>([
    [
      '10,000 customers',
      { ...body, external_userid: ids(10_000) },
      { ...body, external_userid: ids(10_001) },
    ],
    [
      '2,000 groups',
      { ...body, chat_type: 'group', chat_id_list: ids(2_000) },
      { ...body, chat_type: 'group', chat_id_list: ids(2_001) },
    ],
    [
      '100 tags in a group of them',
      { ...body, tag_filter: { group_list: [{ tag_list: ids(100) }] } },
      { ...body, tag_filter: { group_list: [{ tag_list: ids(101) }] } },
    ],
    [
      '9 attachments',
      { ...body, attachments: Array.from({ length: 9 }, () => image) },
      { ...body, attachments: Array.from({ length: 10 }, () => image) },
    ],
    [
      '4,000 bytes',
      { ...body, text: { content: `${'飞'.repeat(1_333)}x` } },
      { ...body, text: { content: '飞'.repeat(1_334) } },
    ],
    ['a sender for groups', { ...body, chat_type: 'group' }, { chat_type: 'group', text: body.text }],
    ['somebody to send to', body, { text: body.text }],
    ['something to send', body, { sender: 'LinXiao' }],
    [
      'a picture in an image',
      { ...body, attachments: [image] },
      { ...body, attachments: [{ msgtype: 'image', image: {} }] },
    ],
  ])('are %s', (_, fits, breaks) => {
    expect(brokenLimit(endpoints.addMassMessage, fits)).toBeUndefined();
    expect(brokenLimit(endpoints.addMassMessage, breaks)).toBeDefined();
  });

  it('hold for an attachment without its content, which is refused and crashes nothing', async () => {
    const { simulator, client } = await testWorld();
    befriend(simulator, 'LinXiao', 1);
    const { access_token } = await client.call(endpoints.getToken, {
      corpid: corp.corpId,
      corpsecret: corp.secret,
    });
    for (const attachment of [{ msgtype: 'link' }, { msgtype: 'link', link: null }, null, 'link']) {
      const path = `externalcontact/add_msg_template?access_token=${access_token}`;
      const answer = await callApi(simulator.url(), path, { ...body, attachments: [attachment] });
      expect(answer.body.errcode).toBeGreaterThan(0);
    }
    expect(simulator.truth().crashes).toEqual([]);
  });
});
