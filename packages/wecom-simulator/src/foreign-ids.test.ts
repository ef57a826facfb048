/** Ids of another corp mean nothing here: an errcode for every endpoint that takes one, and never a row of data. */
import { endpoints, WecomError } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { addWay, befriend, callApi, clientOf, closeAll, corp, START, testWorld } from './test-world.ts';

afterEach(closeAll);

/** The same kinds of things in two corps that know nothing of each other; the ids are those of the other. */
async function twoCorps() {
  const here = await testWorld();
  const there = await testWorld({
    seed: 99,
    staff: [
      { userid: 'WuWei', name: '吴伟' },
      { userid: 'XuLi', name: '徐丽' },
    ],
  });
  const other = there.client;
  befriend(here.simulator, 'LinXiao', 3);
  const [external_userid = ''] = befriend(there.simulator, 'WuWei', 3);
  const { config_id } = await addWay(other, 'theirs', ['WuWei']);
  const { tag_group } = await other.call(endpoints.addCorpTags, { group_name: 'g', tag: [{ name: 't' }] });
  const chat_id = there.simulator.actions.groups.create({ owner: 'WuWei', name: '他们的群' });
  const { open_kfid } = await other.call(endpoints.addServiceAccount, {
    name: '客服',
    media_id: await picture(other),
  });
  const mass = await other.call(endpoints.addMassMessage, {
    chat_type: 'single',
    sender: 'WuWei',
    external_userid: [external_userid],
    text: { content: 'x' },
  });
  const { link } = await other.call(endpoints.createAcquisitionLink, {
    link_name: 'l',
    range: { user_list: ['WuWei'] },
  });
  const ids = {
    ...{
      external_userid,
      config_id,
      open_kfid,
      chat_id: chat_id ?? '',
      msgid: mass.msgid,
      link_id: link.link_id,
    },
    ...{ tag_id: tag_group.tag[0]?.id ?? '', group_id: tag_group.group_id, media_id: await picture(other) },
  };
  return { here, ids };
}

async function picture(client: ReturnType<typeof clientOf>): Promise<string> {
  const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const media = { fileName: 'a.png', type: 'image/png', content: new Uint8Array(png) };
  return (await client.call(endpoints.uploadMedia, { type: 'image', media })).media_id;
}

type Ids = Awaited<ReturnType<typeof twoCorps>>['ids'];
const mine = 'LinXiao';
const theirs = 'WuWei';
const day = { start_time: START / 1000 - 86_400, end_time: START / 1000 };

/** A call for each kind of id an endpoint takes. */
const calls = (of: Ids): [string, object][] => [
  ['externalcontact/get', { external_userid: of.external_userid }],
  ['externalcontact/list', { userid: theirs }],
  ['externalcontact/batch/get_by_user', { userid_list: [theirs] }],
  ['externalcontact/remark', { userid: mine, external_userid: of.external_userid, remark: 'x' }],
  ['externalcontact/remark', { userid: theirs, external_userid: of.external_userid, remark: 'x' }],
  ['externalcontact/mark_tag', { userid: mine, external_userid: of.external_userid, add_tag: [of.tag_id] }],
  ['externalcontact/edit_corp_tag', { id: of.tag_id, name: 'x' }],
  ['externalcontact/edit_corp_tag', { id: of.group_id, name: 'x' }],
  ['externalcontact/del_corp_tag', { tag_id: [of.tag_id] }],
  ['externalcontact/get_contact_way', { config_id: of.config_id }],
  ['externalcontact/update_contact_way', { config_id: of.config_id, remark: 'x' }],
  ['externalcontact/del_contact_way', { config_id: of.config_id }],
  ['externalcontact/add_contact_way', { type: 1, scene: 2, user: [theirs] }],
  ['externalcontact/groupchat/get', { chat_id: of.chat_id }],
  ['externalcontact/groupchat/add_join_way', { scene: 2, chat_id_list: [of.chat_id] }],
  ['externalcontact/groupchat/get_join_way', { config_id: of.config_id }],
  ['externalcontact/get_groupmsg_task', { msgid: of.msgid }],
  ['externalcontact/get_groupmsg_send_result', { msgid: of.msgid, userid: theirs }],
  ['externalcontact/cancel_groupmsg_send', { msgid: of.msgid }],
  ['externalcontact/remind_groupmsg_send', { msgid: of.msgid }],
  ['externalcontact/add_msg_template', { external_userid: [of.external_userid], text: { content: 'x' } }],
  ['externalcontact/customer_acquisition/get', { link_id: of.link_id }],
  ['externalcontact/customer_acquisition/delete_link', { link_id: of.link_id }],
  ['externalcontact/customer_acquisition/customer', { link_id: of.link_id }],
  ['externalcontact/customer_acquisition/statistic', { link_id: of.link_id, ...day }],
  ['externalcontact/convert_to_openid', { external_userid: of.external_userid }],
  ['externalcontact/get_user_behavior_data', { userid: [theirs], ...day }],
  ['kf/account/update', { open_kfid: of.open_kfid, name: 'x' }],
  ['kf/account/del', { open_kfid: of.open_kfid }],
  ['kf/add_contact_way', { open_kfid: of.open_kfid }],
  ['kf/servicer/list', { open_kfid: of.open_kfid }],
  ['kf/sync_msg', { open_kfid: of.open_kfid }],
  ['kf/service_state/get', { open_kfid: of.open_kfid, external_userid: of.external_userid }],
  ['media/get', { media_id: of.media_id }],
  ['user/get', { userid: theirs }],
  ['user/convert_to_openid', { userid: theirs }],
];

describe('an id of another corp', () => {
  it('is answered with an errcode by every endpoint that takes it, and nothing is changed', async () => {
    const { here, ids } = await twoCorps();
    const url = here.simulator.url();
    const login = await callApi(url, `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`);
    const before = JSON.stringify({ ...here.simulator.truth(), calls: undefined });
    const accepted: unknown[] = [];
    for (const [name, params] of calls(ids)) {
      const query = new URLSearchParams({ access_token: String(login.body.access_token) });
      const isGet = [
        'externalcontact/get',
        'externalcontact/list',
        'kf/servicer/list',
        'media/get',
        'user/get',
      ].includes(name);
      if (isGet) for (const [key, value] of Object.entries(params)) query.set(key, String(value));
      const { status, body } = await callApi(url, `${name}?${query}`, isGet ? undefined : params);
      if (status !== 200 || body.errcode === 0 || body.errcode === -1)
        accepted.push([name, params, status, body]);
    }
    expect(accepted).toEqual([]);
    expect(JSON.stringify({ ...here.simulator.truth(), calls: undefined })).toBe(before);
  });

  it('in a list of customers to hand over is refused by itself, each with its errcode', async () => {
    const { here, ids } = await twoCorps();
    const answer = await here.client.call(endpoints.transferCustomers, {
      handover_userid: mine,
      takeover_userid: 'ZhouMin',
      external_userid: [ids.external_userid],
    });
    expect(answer.customer).toEqual([
      { external_userid: ids.external_userid, errcode: expect.toSatisfy((code: number) => code > 0) },
    ]);
  });

  it('its token opens nothing here', async () => {
    const { here } = await twoCorps();
    const foreign = await testWorld({
      corp: { ...corp, corpId: 'wwfedcba9876543210', secret: 'theirs' },
      seed: 100,
    });
    const { body } = await callApi(
      foreign.simulator.url(),
      'gettoken?corpid=wwfedcba9876543210&corpsecret=theirs',
    );
    const url = `externalcontact/get_follow_user_list?access_token=${body.access_token}`;
    expect((await callApi(here.simulator.url(), url)).body.errcode).toBe(40014);
    const client = clientOf(foreign.simulator.url(), foreign.clock);
    await expect(client.call(endpoints.getFollowUserList, {})).rejects.toBeInstanceOf(WecomError);
  });
});
