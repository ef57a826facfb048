import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { befriend, clientOf, closeAll, corp, jsonOf, receiver, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const staff = [
  { userid: 'LinXiao', name: '林晓', departments: [3], position: '客户经理', mobile: '13800000000' },
  { userid: 'ZhouMin', name: '周敏', departments: [2, 3] },
  { userid: 'Idle', name: '未激活', activated: false },
];
const departments = [
  { id: 2, name: '地面服务' },
  { id: 3, name: '贵宾室', parentId: 2, order: 5 },
];

describe('the directory', () => {
  it('answers members by id, by department, and all ids page by page', async () => {
    const { client } = await testWorld({ staff, departments });
    expect(await client.call(endpoints.getMember, { userid: 'linxiao' })).toMatchObject({
      userid: 'LinXiao',
      name: '林晓',
      department: [3],
      main_department: 3,
      position: '客户经理',
      status: 1,
    });
    expect(await client.call(endpoints.getMember, { userid: 'Idle' })).toMatchObject({ status: 4 });
    await expect(client.call(endpoints.getMember, { userid: 'Nobody' })).rejects.toMatchObject({
      errcode: 60111,
    });
    const membersOf = async (department_id: number, fetch_child?: 0 | 1) => {
      const params = fetch_child === undefined ? { department_id } : { department_id, fetch_child };
      const { userlist } = await client.call(endpoints.listMembersOfDepartment, params);
      return userlist.map(({ userid }) => userid);
    };
    expect(await membersOf(2)).toEqual(['ZhouMin']);
    expect(await membersOf(2, 1)).toEqual(['LinXiao', 'ZhouMin']);
    expect(await membersOf(1, 1)).toEqual(['LinXiao', 'ZhouMin', 'Idle']);
    await expect(membersOf(9)).rejects.toMatchObject({ errcode: 60003 });
    const ids = [];
    for await (const row of client.iterate(endpoints.listMemberIds, { limit: 1 })) ids.push(row);
    expect(ids).toEqual([
      { userid: 'LinXiao', department: 3 },
      { userid: 'ZhouMin', department: 2 },
      { userid: 'ZhouMin', department: 3 },
      { userid: 'Idle', department: 1 },
    ]);
  });

  it('answers departments as a tree', async () => {
    const { client } = await testWorld({ staff, departments });
    const { department } = await client.call(endpoints.listDepartments, {});
    expect(department.map(({ id, parentid, name }) => [id, parentid, name])).toEqual([
      [1, 0, '总部'],
      [2, 1, '地面服务'],
      [3, 2, '贵宾室'],
    ]);
    const below = await client.call(endpoints.listDepartmentIds, { id: 2 });
    expect(below.department_id).toEqual([
      { id: 2, parentid: 1, order: 0 },
      { id: 3, parentid: 2, order: 5 },
    ]);
    await expect(client.call(endpoints.listDepartments, { id: 9 })).rejects.toMatchObject({ errcode: 60003 });
  });

  it('shows an app what is in its scope only', async () => {
    const { simulator, clock } = await testWorld({ staff, departments, app: { scope: ['ZhouMin'] } });
    const client = clientOf(simulator.url(), clock);
    const { dept_user } = await client.call(endpoints.listMemberIds, {});
    expect(dept_user.map(({ userid }) => userid)).toEqual(['ZhouMin', 'ZhouMin']);
    await expect(client.call(endpoints.getMember, { userid: 'LinXiao' })).rejects.toMatchObject({
      errcode: 60011,
    });
    expect(await client.call(endpoints.getApp, { agentid: corp.agentId })).toMatchObject({
      agentid: corp.agentId,
      allow_userinfos: { user: [{ userid: 'ZhouMin' }] },
    });
    await expect(client.call(endpoints.getApp, { agentid: 1 })).rejects.toMatchObject({ errcode: 40056 });
  });

  it('tells where callbacks come from and where the API is', async () => {
    const { client } = await testWorld();
    expect((await client.call(endpoints.getCallbackIps, {})).ip_list).toEqual(['127.0.0.1']);
    expect((await client.call(endpoints.getApiIps, {})).ip_list).toEqual(['127.0.0.1']);
  });
});

describe('changes of the directory', () => {
  it('call back with what has changed', async () => {
    const site = await receiver();
    const { simulator } = await testWorld({ callbackUrl: site.url, staff, departments });
    const { staff: admin } = simulator.actions;
    admin.join({ userid: 'WuJun', name: '吴俊', departments: [2] });
    admin.change({ userid: 'WuJun', changes: { position: '主任' } });
    // What no event tells of is changed without one.
    admin.change({ userid: 'WuJun', changes: { contactCap: 5 } });
    admin.addDepartment({ id: 4, name: '机场' });
    admin.changeDepartment({ id: 4, name: '北京机场' });
    admin.removeDepartment({ id: 4 });
    admin.changeDirectoryTag({ tagId: 7, addUsers: ['WuJun', 'ZhouMin'], addParties: [2] });
    admin.leave({ userid: 'wujun' });
    await simulator.tick(START + 1);
    const said = site.events.map(({ event: { fields } }) => {
      const { ToUserName: _, FromUserName: __, CreateTime: ___, MsgType: ____, Event, ...rest } = fields;
      expect(Event).toBe('change_contact');
      return rest;
    });
    expect(said).toMatchObject([
      { ChangeType: 'create_user', UserID: 'WuJun', Name: '吴俊', Department: '2', Status: '1' },
      { ChangeType: 'update_user', UserID: 'WuJun', Position: '主任' },
      { ChangeType: 'create_party', Id: '4', Name: '机场', ParentId: '1' },
      { ChangeType: 'update_party', Id: '4', Name: '北京机场' },
      { ChangeType: 'delete_party', Id: '4' },
      { ChangeType: 'update_tag', TagId: '7', AddUserItems: 'WuJun,ZhouMin', AddPartyItems: '2' },
      { ChangeType: 'delete_user', UserID: 'WuJun' },
    ]);
    expect(said[1]).not.toHaveProperty('Name');
  });

  it('are refused where they would leave the directory broken', async () => {
    const { simulator } = await testWorld({ staff, departments });
    const { staff: admin } = simulator.actions;
    expect(admin.join({ userid: 'zhoumin', name: '同名' })).toBe(false);
    expect(admin.join({ userid: 'New', name: '新', departments: [99] })).toBe(false);
    expect(admin.removeDepartment({ id: 2 })).toBe(false);
    expect(admin.removeDepartment({ id: 3 })).toBe(false);
    expect(admin.removeDepartment({ id: 1 })).toBe(false);
    expect(admin.changeDepartment({ id: 2, parentId: 3 })).toBe(false);
    expect(admin.leave({ userid: 'Nobody' })).toBe(false);
  });

  it('touch no other simulator made of the same staff', async () => {
    const first = await testWorld({ staff });
    const second = await testWorld({ staff });
    first.simulator.actions.staff.change({ userid: 'LinXiao', changes: { name: '林小' } });
    const { name } = await second.client.call(endpoints.getMember, { userid: 'LinXiao' });
    expect(name).toBe('林晓');
  });
});

describe('a holiday', () => {
  it('lets mass messages wait until the member is back', async () => {
    const { simulator, client } = await testWorld();
    const [id = ''] = befriend(simulator, 'LinXiao', 1);
    simulator.actions.staff.goOnHoliday({ userid: 'LinXiao' });
    const { msgid = '' } = await client.call(endpoints.addMassMessage, {
      sender: 'LinXiao',
      text: { content: '节日快乐' },
    });
    const day = 86_400_000;
    await simulator.tick(START + day);
    expect((await client.call(endpoints.listMassMessageTasks, { msgid })).task_list).toMatchObject([
      { status: 0 },
    ]);
    expect(simulator.actions.staff.comeBack({ userid: 'LinXiao' })).toBe(true);
    await simulator.tick(START + day + 1);
    expect(simulator.truth().messages[id]).toMatchObject([{ text: '节日快乐' }]);
    expect(simulator.actions.staff.comeBack({ userid: 'LinXiao' })).toBe(false);
  });
});

describe('the actors over HTTP', () => {
  it('take what is right and say what is wrong', async () => {
    const { simulator } = await testWorld({ staff, departments });
    const [id = ''] = befriend(simulator, 'LinXiao', 1);
    const post = async (name: string, body: object) => {
      const response = await fetch(`${simulator.url()}/__sim/staff/${name}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await jsonOf(response) };
    };
    const done = { status: 200, body: { done: true } };
    expect(await post('join', { userid: 'WuJun', name: '吴俊', departments: [2] })).toEqual(done);
    expect(await post('change', { userid: 'WuJun', activated: false })).toEqual(done);
    expect(await post('holiday', { userid: 'WuJun' })).toEqual(done);
    expect(await post('come-back', { userid: 'WuJun' })).toEqual(done);
    expect(await post('leave', { userid: 'WuJun' })).toEqual(done);
    expect(await post('leave', { userid: 'WuJun' })).toEqual({ status: 200, body: { done: false } });
    expect(await post('remark', { userid: 'LinXiao', person: id, remark: '贵宾' })).toEqual(done);
    expect(await post('add-friend', { userid: 'ZhouMin', person: id, how: 'card' })).toEqual(done);
    const tag = await post('create-tag', { group: '等级', name: '金卡' });
    expect(await post('tag', { userid: 'LinXiao', person: id, add: [tag.body.id] })).toEqual(done);
    expect(await post('delete-tag', { id: tag.body.id })).toEqual(done);
    for (const [name, body] of [
      ['join', { userid: '有空格', name: 'x' }],
      ['join', { userid: 'x', name: 'x', departments: 'all' }],
      ['change', { userid: 'LinXiao', activated: 'no' }],
      ['add-department', { id: 1.5, name: 'x' }],
      ['add-friend', { userid: 'LinXiao', person: id, how: 'magic' }],
      ['tag', { userid: 'LinXiao', person: id, add: 'gold' }],
      ['refuse-transfer', {}],
    ] as const) {
      expect(await post(name, body), name).toMatchObject({ status: 400 });
    }
  });
});
