import { endpoints, type NewInterceptRule } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { callApi, closeAll, corp, START, type TestWorld, testWorld } from '../test-world.ts';

afterEach(closeAll);

const forLin = { applicable_range: { user_list: ['LinXiao'] } };
const rule: NewInterceptRule = { rule_name: '竞品', word_list: ['低价机票'], intercept_type: 1, ...forLin };

async function codeOf({ client, simulator }: TestWorld, body: object) {
  const secret = { corpid: corp.corpId, corpsecret: corp.secret };
  const { access_token } = await client.call(endpoints.getToken, secret);
  const path = `externalcontact/add_intercept_rule?access_token=${access_token}`;
  return (await callApi(simulator.url(), path, body)).body.errcode;
}

describe('interception rules', () => {
  it('stop or warn a member whose text has a word, a phone number or an address in it', async () => {
    const { client, simulator } = await testWorld();
    const check = (text: string, userid = 'linxiao') => {
      const found = simulator.actions.content.checkText({ userid, text });
      return found && [found.action, found.by];
    };
    await client.call(endpoints.addInterceptRule, {
      ...rule,
      rule_name: '联系方式',
      intercept_type: 2,
      semantics_list: [1, 2],
      word_list: ['加微信'],
    });
    expect(check('请加微信')).toEqual(['warn', '加微信']);
    expect(check('电话13812345678。')).toEqual(['warn', 'phone']);
    expect(check('订单号 9138123456780 已出票')).toBeUndefined();
    expect(check('写信到 lin@example.com')).toEqual(['warn', 'email']);
    await client.call(endpoints.addInterceptRule, rule);
    expect(check('低价机票，请加微信')).toEqual(['block', '低价机票']);
    expect(check('低价机票', 'ZhouMin')).toBeUndefined();
  });

  it('hold for departments too', async () => {
    const { client, simulator } = await testWorld();
    const applicable_range = { department_list: [1] };
    await client.call(endpoints.addInterceptRule, { ...rule, applicable_range });
    const check = (userid: string) =>
      simulator.actions.content.checkText({ userid, text: '低价机票' })?.action;
    expect([check('LinXiao'), check('ZhouMin'), check('Stranger')]).toEqual(['block', 'block', undefined]);
    await expect(
      client.call(endpoints.addInterceptRule, {
        ...rule,
        rule_name: '二',
        applicable_range: { department_list: [404] },
      }),
    ).rejects.toMatchObject({ errcode: 40066 });
  });

  it('are read, changed and deleted', async () => {
    const { client, simulator } = await testWorld();
    const { rule_id } = await client.call(endpoints.addInterceptRule, { ...rule, semantics_list: [3] });
    expect((await client.call(endpoints.listInterceptRules, {})).rule_list).toEqual([
      { rule_id, rule_name: '竞品', create_time: START / 1000 },
    ]);
    await client.call(endpoints.updateInterceptRule, {
      rule_id,
      word_list: ['黄牛'],
      intercept_type: 2,
      extra_rule: { semantics_list: [1] },
      add_applicable_range: { user_list: ['ZhouMin'] },
      remove_applicable_range: { user_list: ['LinXiao'] },
    });
    expect((await client.call(endpoints.getInterceptRule, { rule_id })).rule).toEqual({
      rule_id,
      rule_name: '竞品',
      word_list: ['黄牛'],
      extra_rule: { semantics_list: [1] },
      intercept_type: 2,
      applicable_range: { user_list: ['ZhouMin'], department_list: [] },
    });
    expect(simulator.actions.content.checkText({ userid: 'ZhouMin', text: '黄牛票' })?.action).toBe('warn');
    await client.call(endpoints.delInterceptRule, { rule_id });
    expect(simulator.actions.content.checkText({ userid: 'ZhouMin', text: '黄牛票' })).toBeUndefined();
    await expect(client.call(endpoints.getInterceptRule, { rule_id })).rejects.toMatchObject({
      errcode: 41071,
    });
    await expect(client.call(endpoints.getInterceptRule, { rule_id: 'r' })).rejects.toMatchObject({
      errcode: 41070,
    });
  });

  it('are 100 at most, each with a name of its own', async () => {
    const { client } = await testWorld();
    const add = (rule_name: string) => client.call(endpoints.addInterceptRule, { ...rule, rule_name });
    const ids: string[] = [];
    for (let i = 0; i < 100; i++) ids.push((await add(`规则${i}`)).rule_id);
    await expect(add('第一百零一条')).rejects.toMatchObject({ errcode: 41069 });
    await client.call(endpoints.delInterceptRule, { rule_id: ids[0] ?? '' });
    await expect(add('规则7')).rejects.toMatchObject({ errcode: 41077 });
    await add('规则0');
  });

  it('take 300 words of 32 characters, a name of 20, and 1,000 members', async () => {
    const world = await testWorld();
    const words = (count: number) => Array.from({ length: count }, (_, i) => `词${i}`);
    const users = (count: number) => ({ applicable_range: { user_list: Array(count).fill('LinXiao') } });
    const limits: [object, object, number][] = [
      [{ word_list: words(300) }, { word_list: words(301) }, 41068],
      [{ word_list: ['票'.repeat(32)] }, { word_list: ['票'.repeat(33)] }, 41083],
      [{ rule_name: '规'.repeat(20) }, { rule_name: '规'.repeat(21) }, 40058],
      [users(1000), users(1001), 41076],
      [{ semantics_list: [1, 2, 3] }, { semantics_list: [4] }, 41084],
    ];
    for (const [index, [good, bad, code]] of limits.entries()) {
      const named = { ...rule, rule_name: `名${index}` };
      expect(await codeOf(world, { ...named, ...good })).toBe(0);
      expect(await codeOf(world, { ...named, rule_name: `坏${index}`, ...bad })).toBe(code);
    }
  });
});
