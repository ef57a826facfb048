import { endpoints, serviceLink } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { callApi, closeAll, testWorld } from '../test-world.ts';
import { bodyOf, testService, uploadPicture } from './test-service.ts';

afterEach(closeAll);

describe('customer service accounts', () => {
  it('are made, renamed, listed in pages and deleted', async () => {
    const world = await testWorld();
    const { client } = world;
    const media_id = await uploadPicture(world);
    const ids: string[] = [];
    for (const name of ['a', 'b', 'c']) {
      ids.push((await client.call(endpoints.addServiceAccount, { name, media_id })).open_kfid);
    }
    const [first = '', second = ''] = ids;
    expect(first).toMatch(/^wk[\w-]{30}$/);
    await client.call(endpoints.updateServiceAccount, { open_kfid: second, name: '改签' });
    const names: string[] = [];
    for await (const row of client.iterate(endpoints.listServiceAccounts, { limit: 2 })) names.push(row.name);
    expect(names).toEqual(['a', '改签', 'c']);
    const page = await client.call(endpoints.listServiceAccounts, { offset: 1, limit: 1 });
    expect(page.account_list).toEqual([
      { open_kfid: second, name: '改签', avatar: '', manage_privilege: true },
    ]);

    await client.call(endpoints.delServiceAccount, { open_kfid: first });
    const again = client.call(endpoints.delServiceAccount, { open_kfid: first });
    await expect(again).rejects.toMatchObject({ errcode: 95004 });
    const foreign = client.call(endpoints.delServiceAccount, { open_kfid: 'someone' });
    await expect(foreign).rejects.toMatchObject({ errcode: 95000 });
  });

  it('need a picture that lives, and no more than ten are for an unverified corp', async () => {
    const world = await testWorld();
    const { client, simulator } = world;
    const media_id = await uploadPicture(world);
    const add = (id = media_id) => client.call(endpoints.addServiceAccount, { name: 'x', media_id: id });
    await expect(add('gone')).rejects.toMatchObject({ errcode: 40007 });
    simulator.actions.service.verify({ verified: false });
    for (let i = 0; i < 10; i++) await add();
    await expect(add()).rejects.toMatchObject({ errcode: 95027, whoActs: 'admin' });
    simulator.actions.service.verify({ verified: true });
    await expect(add()).resolves.toBeDefined();
  });

  it('answer published codes to a caller that checks no limits', async () => {
    const { simulator, client } = await testWorld();
    await client.call(endpoints.getFollowUserList, {});
    const { body: granted } = await callApi(
      simulator.url(),
      'gettoken?corpid=ww0123456789abcdef&corpsecret=a-secret',
    );
    const ask = async (path: string, body: object) =>
      (await callApi(simulator.url(), `kf/${path}?access_token=${granted.access_token}`, body)).body.errcode;
    expect(await ask('account/add', { name: '航'.repeat(17), media_id: 'm' })).toBe(95006);
    expect(await ask('account/del', {})).toBe(60251);
    const menu = (list: object[]) => ({
      touser: 'w',
      open_kfid: 'wk',
      msgtype: 'msgmenu',
      msgmenu: { list },
    });
    const click = { type: 'click', click: { content: 'x' } };
    expect(await ask('send_msg', menu(Array.from({ length: 11 }, () => click)))).toBe(95008);
    expect(await ask('send_msg', menu([{ type: 'dance' }]))).toBe(95009);
    expect(await ask('send_msg', { touser: 'w', open_kfid: 'wk', msgtype: 'dance' })).toBe(40008);
  });
});

describe('servicers', () => {
  it('are added and removed one by one, each with a result of its own', async () => {
    const { client, open_kfid } = await testService();
    const added = await client.call(endpoints.addServicers, {
      open_kfid,
      userid_list: ['linxiao', 'Idle', 'Nobody'],
      department_id_list: [7],
    });
    expect(added.result_list).toMatchObject([
      { userid: 'linxiao', errcode: 0 },
      { userid: 'Idle', errcode: 95014 },
      { userid: 'Nobody', errcode: 60111 },
      { department_id: 7, errcode: 0 },
    ]);
    const removed = await client.call(endpoints.delServicers, {
      open_kfid,
      userid_list: ['ZHOUMIN', 'Idle'],
    });
    expect(removed.result_list.map(({ errcode }) => errcode)).toEqual([0, 95014]);
    expect((await client.call(endpoints.listServicers, { open_kfid })).servicer_list).toEqual([
      { userid: 'LinXiao', status: 0 },
      { department_id: 7 },
    ]);
  });

  it('who stop are told of, with other numbers than in the list', async () => {
    const { client, open_kfid, simulator, read } = await testService();
    const { service } = simulator.actions;
    const who = { openKfId: open_kfid, userid: 'LinXiao' };
    expect(service.stop({ ...who, suspend: true })).toBe(true);
    expect(service.stop(who)).toBe(false);
    expect(bodyOf(await read(), 'event.servicer_status_change')).toMatchObject({
      servicer_userid: 'LinXiao',
      open_kfid,
      status: 2,
      stop_type: 1,
    });
    const { servicer_list } = await client.call(endpoints.listServicers, { open_kfid });
    expect(servicer_list[0]).toEqual({ userid: 'LinXiao', status: 1, stop_type: 1 });
    expect(service.resume(who)).toBe(true);
    expect(bodyOf(await read(), 'event.servicer_status_change')).toMatchObject({ status: 1 });
  });
});

describe('a link', () => {
  const entered = async (scene: string | undefined, change: (url: string) => string = (url) => url) => {
    const made = await testService();
    const { client, simulator, open_kfid, person } = made;
    const { url } = await client.call(endpoints.addServiceLink, { open_kfid, ...(scene ? { scene } : {}) });
    return { ...made, outcome: simulator.actions.service.enter({ url: change(url), person }) };
  };

  it('brings its scene and its parameter into the session, and into the customer', async () => {
    const param = '柜台=A12&x';
    const { outcome, read, client, open_kfid, person, wait } = await entered('gate', (url) =>
      serviceLink(url, param),
    );
    expect(outcome).toMatchObject({ outcome: 'entered', openKfId: open_kfid, externalUserId: person });
    expect(bodyOf(await read(), 'event.enter_session')).toMatchObject({
      open_kfid,
      external_userid: person,
      scene: 'gate',
      scene_param: param,
    });
    const ask = async (need_enter_session_context: 0 | 1) =>
      client.call(endpoints.getServiceCustomers, {
        external_userid_list: [person, 'wmNobody'],
        need_enter_session_context,
      });
    const { customer_list, invalid_external_userid } = await ask(1);
    expect(customer_list).toMatchObject([
      { external_userid: person, enter_session_context: { scene: 'gate', scene_param: param } },
    ]);
    expect(invalid_external_userid).toEqual(['wmNobody']);
    expect((await ask(0)).customer_list[0]).not.toHaveProperty('enter_session_context');
    await wait(48 * 3_600_000);
    expect((await ask(1)).customer_list[0]).toHaveProperty('enter_session_context');
    await wait(1);
    expect((await ask(1)).customer_list[0]).not.toHaveProperty('enter_session_context');
  });

  it('without a scene takes no parameter, and one that was changed opens nothing', async () => {
    expect((await entered(undefined)).outcome).toMatchObject({ outcome: 'entered' });
    const refused = { outcome: 'refused', reason: 'unknown_link' };
    expect((await entered(undefined, (url) => serviceLink(url, 'x'))).outcome).toEqual(refused);
    expect((await entered('gate', (url) => `${url}x`)).outcome).toEqual(refused);
    expect((await entered('gate', (url) => `${url}&scene_param=${'x'.repeat(129)}`)).outcome).toEqual(
      refused,
    );
    expect((await entered('gate', () => 'no link')).outcome).toEqual(refused);
  });
});
