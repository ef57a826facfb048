import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll } from '../test-world.ts';
import { bodyOf, type TestService, testService } from './test-service.ts';

afterEach(closeAll);

const HOUR = 3_600_000;
const STATES = [0, 1, 2, 3, 4] as const;

/** A new session in the given state, by the shortest way. */
async function inState(state: (typeof STATES)[number], made?: TestService): Promise<TestService> {
  const service = made ?? (await testService());
  service.say('你好');
  if (state === 1 || state === 2) await service.change(state);
  if (state >= 3) await service.change(3, 'LinXiao');
  if (state === 4) await service.change(4);
  return service;
}

describe('a session', () => {
  const allowed: Record<number, number[]> = { 0: [1, 2, 3], 1: [2, 3], 2: [3], 3: [3, 4], 4: [] };

  it.each(STATES)('in state %i changes by API as published, and no other way', async (from) => {
    for (const to of STATES) {
      const { change, state } = await inState(from);
      const changed = change(to, 'ZhouMin');
      if (allowed[from]?.includes(to)) {
        await changed;
        expect(await state()).toEqual(to === 3 ? [3, 'ZhouMin'] : [to]);
      } else {
        await expect(changed).rejects.toMatchObject({ errcode: 95016 });
        expect((await state())[0]).toBe(from);
      }
      await closeAll();
    }
  });

  it.each(STATES)('in state %i takes messages by API only when new or with the bot', async (state) => {
    const { send } = await inState(state);
    if (state <= 1) await expect(send('x')).resolves.toMatchObject({ errcode: 0 });
    else await expect(send('x')).rejects.toMatchObject({ errcode: 95018 });
  });

  it('that has ended is new when the customer writes again; one that goes on keeps its state', async () => {
    const { say, state, change } = await inState(2);
    say('还在吗');
    expect(await state()).toEqual([2]);
    await change(3, 'LinXiao');
    await change(4);
    say('再问一下');
    expect(await state()).toEqual([0]);
  });

  it('that does not exist is in state 4, and cannot be changed', async () => {
    const { state, change, client, open_kfid } = await testService();
    expect(await state()).toEqual([4]);
    await expect(change(1)).rejects.toMatchObject({ errcode: 95016 });
    const unknown = client.call(endpoints.getServiceState, { open_kfid, external_userid: 'wmElsewhere' });
    await expect(unknown).rejects.toMatchObject({ errcode: 40096 });
  });

  it('goes to a servicer of the account who serves', async () => {
    const { change, simulator, open_kfid } = await inState(0);
    await expect(change(3, 'Idle')).rejects.toMatchObject({ errcode: 95014 });
    simulator.actions.service.stop({ openKfId: open_kfid, userid: 'LinXiao' });
    await expect(change(3, 'linxiao')).rejects.toMatchObject({ errcode: 95019 });
    simulator.actions.service.resume({ openKfId: open_kfid, userid: 'LinXiao' });
    await expect(change(3, 'linxiao')).resolves.toBeDefined();
  });

  it('changed by servicers in the client is told, by API it is not', async () => {
    const { read, change, state, simulator, open_kfid, person } = await inState(2);
    const { service } = simulator.actions;
    const serving = (userid: string) => ({ openKfId: open_kfid, person, userid });
    await read();
    expect(service.say({ ...serving('LinXiao'), text: 'x' })).toBeUndefined();
    expect(service.accept(serving('LinXiao'))).toBe(true);
    expect(service.accept(serving('ZhouMin'))).toBe(false);
    expect(service.handOn({ ...serving('ZhouMin'), to: 'LinXiao' })).toBe(false);
    expect(service.handOn({ ...serving('LinXiao'), to: 'ZhouMin' })).toBe(true);
    expect(await state()).toEqual([3, 'ZhouMin']);
    expect(service.end(serving('LinXiao'))).toBe(false);
    expect(service.end(serving('ZhouMin'))).toBe(true);
    expect(service.takeUp(serving('LinXiao'))).toBe(true);
    await change(4);
    const changes = (await read()).flatMap((message) =>
      message.kind === 'event.session_status_change' ? [message.body] : [],
    );
    const [accepted, handedOn, ended, takenUp] = changes;
    expect(changes).toHaveLength(4);
    expect(accepted).toMatchObject({ change_type: 1, new_servicer_userid: 'LinXiao' });
    expect(accepted?.msg_code).toBeDefined();
    expect(handedOn).toMatchObject({
      change_type: 2,
      old_servicer_userid: 'LinXiao',
      new_servicer_userid: 'ZhouMin',
    });
    expect(handedOn).not.toHaveProperty('msg_code');
    expect(ended).toMatchObject({ change_type: 3, old_servicer_userid: 'ZhouMin' });
    expect(ended?.msg_code).toBeDefined();
    expect(takenUp).toMatchObject({ change_type: 4, new_servicer_userid: 'LinXiao' });
  });

  it('whose customer is rejected hears no more of them', async () => {
    const { say, read, simulator, open_kfid, person } = await inState(3);
    const { service } = simulator.actions;
    const serving = { openKfId: open_kfid, person, userid: 'LinXiao' };
    await read();
    expect(service.reject({ ...serving, reject: true })).toBe(true);
    expect(say('听得到吗')).toBe('');
    expect(service.reject({ ...serving, reject: false })).toBe(true);
    say('现在呢');
    const messages = await read();
    expect(messages.map(({ kind }) => kind)).toEqual([
      'event.reject_customer_msg_switch_change',
      'event.reject_customer_msg_switch_change',
      'text',
    ]);
    expect(messages[0]?.body).toMatchObject({ servicer_userid: 'LinXiao', reject_switch: 1 });
  });
});

describe('a code', () => {
  const menu = {
    msgtype: 'msgmenu' as const,
    msgmenu: { list: [{ type: 'text' as const, text: { content: '谢谢' } }] },
  };
  const text = { msgtype: 'text' as const, text: { content: '欢迎' } };
  const answer = (
    { client }: TestService,
    code: string | undefined,
    body: endpoints.ServiceEventAnswer = text,
  ) => client.call(endpoints.answerServiceEvent, { code: code ?? '', ...body });
  const enter = async ({ client, simulator, open_kfid, person, read }: TestService) => {
    const { url } = await client.call(endpoints.addServiceLink, { open_kfid, scene: 's' });
    simulator.actions.service.enter({ url, person });
    return bodyOf(await read(), 'event.enter_session').welcome_code;
  };

  it('for a welcome works once, for 20.0 seconds', async () => {
    const service = await testService();
    const code = await enter(service);
    await service.wait(20_000);
    await expect(answer(service, code, menu)).resolves.toMatchObject({ errcode: 0 });
    await expect(answer(service, code)).rejects.toMatchObject({ errcode: 41050 });
    await expect(answer(service, 'made up')).rejects.toMatchObject({ errcode: 41050 });
    const { open_kfid, person, simulator } = service;
    const lines = simulator.truth().service[open_kfid]?.sessions[person]?.lines;
    expect(lines).toMatchObject([{ by: 'api', msgtype: 'msgmenu', delivered: true }]);
  });

  it('for a welcome is too old a millisecond later', async () => {
    const service = await testService();
    const code = await enter(service);
    await service.wait(20_001);
    await expect(answer(service, code)).rejects.toMatchObject({ errcode: 41050 });
  });

  it('for a welcome is given when none was sent for 48 hours and the customer has not written', async () => {
    const service = await testService();
    expect(await enter(service)).toBeDefined();
    // The first was not used, so there is another.
    await answer(service, await enter(service));
    await service.wait(48 * HOUR - 1);
    expect(await enter(service)).toBeUndefined();
    await service.wait(1);
    expect(await enter(service)).toBeDefined();
    service.say('你好');
    expect(await enter(service)).toBeUndefined();
  });

  it('for entering the queue and for being accepted is for one text within 48 hours', async () => {
    for (const state of [2, 3] as const) {
      const service = await inState(0);
      const code = await service.change(state, 'LinXiao');
      await expect(answer(service, code, menu)).rejects.toMatchObject({ errcode: 40008 });
      await service.wait(47 * HOUR);
      service.say('还在');
      await service.wait(HOUR);
      await expect(answer(service, code)).resolves.toBeDefined();
      await closeAll();
      const late = await inState(0);
      const old = await late.change(state, 'LinXiao');
      await late.wait(47 * HOUR);
      late.say('还在');
      await late.wait(HOUR + 1);
      await expect(answer(late, old)).rejects.toMatchObject({ errcode: 41050 });
      await closeAll();
    }
  });

  it('for being accepted comes once in a session, and is worth nothing after its end', async () => {
    const service = await inState(0);
    const code = await service.change(3, 'LinXiao');
    expect(code).toBeDefined();
    expect(await service.change(3, 'ZhouMin')).toBeUndefined();
    await service.change(4);
    await expect(answer(service, code)).rejects.toMatchObject({ errcode: 95013 });
    service.say('又来了');
    await expect(answer(service, code)).rejects.toMatchObject({ errcode: 95013 });
    expect(await service.change(3, 'LinXiao')).toBeDefined();
  });

  it('for the end is for a text or a menu within 20.0 seconds', async () => {
    for (const [ms, body] of [
      [20_000, menu],
      [20_001, text],
    ] as const) {
      const service = await inState(3);
      const code = await service.change(4);
      await service.wait(ms);
      const answered = answer(service, code, body);
      if (ms === 20_000) await expect(answered).resolves.toBeDefined();
      else await expect(answered).rejects.toMatchObject({ errcode: 41050 });
      await closeAll();
    }
  });
});
