import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { befriend, closeAll, type Receiver, receiver, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const told = (site: Receiver) =>
  site.events.map(({ event: { fields } }) => [
    fields.ChangeType,
    fields.TagType,
    fields.Id,
    fields.StrategyId,
  ]);

describe('tags of a pair', () => {
  it('are 3,000 at most: the 3,000th is taken, one more only for one less', async () => {
    const { simulator, client } = await testWorld();
    const [external_userid = ''] = befriend(simulator, 'LinXiao', 1);
    const { tag_group } = await client.call(endpoints.addCorpTags, {
      group_name: '航线',
      tag: Array.from({ length: 3001 }, (_, i) => ({ name: `航线${i}` })),
    });
    const ids = tag_group.tag.map(({ id }) => id);
    const pair = { userid: 'LinXiao', external_userid };
    await client.call(endpoints.markTags, { ...pair, add_tag: ids.slice(0, 2999) });
    // What the pair has already is not counted twice.
    await client.call(endpoints.markTags, { ...pair, add_tag: ids.slice(2000, 3000) });
    await expect(
      client.call(endpoints.markTags, { ...pair, add_tag: ids.slice(3000) }),
    ).rejects.toMatchObject({ errcode: 40058 });
    await client.call(endpoints.markTags, {
      ...pair,
      add_tag: ids.slice(3000),
      remove_tag: ids.slice(0, 1),
    });
    const { follow_user } = await client.call(endpoints.getFriend, { external_userid });
    expect(follow_user[0]?.tags).toHaveLength(3000);
  });
});

describe('tags of rule groups', () => {
  it('are kept apart from those of the corp, and marked like them', async () => {
    const { simulator, client } = await testWorld({ strategies: [1, 2] });
    const [external_userid = ''] = befriend(simulator, 'LinXiao', 1);
    await client.call(endpoints.addCorpTags, { group_name: '等级', tag: [{ name: '金卡' }] });
    const added = await client.call(endpoints.addStrategyTags, {
      strategy_id: 2,
      group_name: '等级',
      tag: [{ name: '金卡', order: 1 }, { name: '银卡' }],
    });
    expect(added.tag_group).toMatchObject({
      strategy_id: 2,
      group_id: expect.stringMatching(/^st/),
      tag: [{ name: '金卡' }, { name: '银卡' }],
    });
    const [gold = '', silver = ''] = added.tag_group.tag.map(({ id }) => id);
    const namesOf = async (strategy_id: number) =>
      (await client.call(endpoints.listStrategyTags, { strategy_id })).tag_group.map(({ tag }) =>
        tag.map(({ name }) => name),
      );
    expect(await namesOf(1)).toEqual([]);
    expect(await namesOf(2)).toEqual([['金卡', '银卡']]);
    expect((await client.call(endpoints.listCorpTags, {})).tag_group).toHaveLength(1);
    await client.call(endpoints.markTags, { userid: 'LinXiao', external_userid, add_tag: [gold] });
    await client.call(endpoints.editStrategyTag, { id: gold, name: '白金卡' });
    const { follow_user } = await client.call(endpoints.getFriend, { external_userid });
    expect(follow_user[0]?.tags).toEqual([{ group_name: '等级', tag_name: '白金卡', tag_id: gold, type: 3 }]);
    await expect(client.call(endpoints.editCorpTag, { id: gold, name: 'x' })).rejects.toMatchObject({
      errcode: 40068,
    });
    await expect(client.call(endpoints.delCorpTags, { tag_id: [gold] })).rejects.toMatchObject({
      errcode: 40068,
    });
    await client.call(endpoints.delStrategyTags, { tag_id: [gold, silver] });
    expect(await namesOf(2)).toEqual([]);
    const unknown = { strategy_id: 3, group_name: 'x', tag: [{ name: 'x' }] };
    await expect(client.call(endpoints.addStrategyTags, unknown)).rejects.toMatchObject({ errcode: 40058 });
  });
});

describe('what the admin does with tags in the console', () => {
  it('calls back for each change; what the API does calls nobody', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({ callbackUrl: site.url });
    const { staff } = simulator.actions;
    const gold = staff.createTag({ group: '等级', name: '金卡' }) ?? '';
    const silver = staff.createTag({ group: '等级', name: '银卡' }) ?? '';
    expect(staff.createTag({ group: '等级', name: '银卡' })).toBeUndefined();
    const [group] = (await client.call(endpoints.listCorpTags, {})).tag_group;
    const groupId = group?.group_id ?? '';
    staff.renameTag({ id: gold, name: '白金卡' });
    staff.shuffleTags({ group: groupId, order: [silver, gold] });
    await client.call(endpoints.editCorpTag, { id: gold, name: '终身白金卡' });
    const [shuffled] = (await client.call(endpoints.listCorpTags, {})).tag_group;
    expect(shuffled?.tag.map(({ name }) => name)).toEqual(['银卡', '终身白金卡']);
    staff.shuffleTags({ order: [groupId] });
    staff.deleteTag({ id: gold });
    staff.deleteTag({ id: silver });
    expect(staff.deleteTag({ id: silver })).toBe(false);
    const rule = staff.createTag({ group: '规则', name: '常旅客', strategyId: 1 });
    const ruled = await client.call(endpoints.listStrategyTags, { strategy_id: 1 });
    const ruleGroup = ruled.tag_group[0]?.group_id ?? '';
    staff.deleteTag({ id: ruleGroup });
    await simulator.tick(START + 1);
    expect(told(site)).toEqual([
      ['create', 'tag_group', groupId, undefined],
      ['create', 'tag', gold, undefined],
      ['create', 'tag', silver, undefined],
      ['update', 'tag', gold, undefined],
      ['shuffle', undefined, groupId, undefined],
      ['shuffle', undefined, undefined, undefined],
      ['delete', 'tag', gold, undefined],
      ['delete', 'tag', silver, undefined],
      ['delete', 'tag_group', groupId, undefined],
      ['create', 'tag_group', ruleGroup, '1'],
      ['create', 'tag', rule, '1'],
      ['delete', 'tag_group', ruleGroup, '1'],
    ]);
  });
});
