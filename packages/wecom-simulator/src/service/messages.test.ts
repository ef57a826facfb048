import { endpoints, syncMessages } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll } from '../test-world.ts';
import { bodyOf, testService } from './test-service.ts';

afterEach(closeAll);

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const numbers = (count: number) => Array.from({ length: count }, (_, nth) => String(nth));

describe('reading', () => {
  it('gives what customers and servicers wrote, in order, and not what was sent by API', async () => {
    const { say, read, send, change, simulator, open_kfid, person } = await testService();
    const msgid = say('航班会延误吗？');
    await send('请稍候');
    await change(3, 'LinXiao');
    simulator.actions.service.say({ openKfId: open_kfid, person, userid: 'LinXiao', text: '不会' });
    simulator.actions.service.send({
      openKfId: open_kfid,
      person,
      msgtype: 'location',
      body: { latitude: 31.1, longitude: 121.8, name: 'PVG' },
    });
    expect(await read()).toMatchObject([
      {
        msgid,
        kind: 'text',
        origin: 3,
        open_kfid,
        external_userid: person,
        body: { content: '航班会延误吗？' },
      },
      { kind: 'text', origin: 5, servicer_userid: 'LinXiao', body: { content: '不会' } },
      { kind: 'location', origin: 3, body: { name: 'PVG' } },
    ]);
    expect(await read()).toEqual([]);
    const truth = simulator.truth().service[open_kfid]?.sessions[person];
    expect(truth?.lines.map(({ by, msgtype }) => [by, msgtype])).toEqual([
      ['customer', 'text'],
      ['api', 'text'],
      ['servicer', 'text'],
      ['customer', 'location'],
    ]);
  });

  it('is announced by one callback for whatever happens at one moment', async () => {
    const { say, inbox, wait } = await testService();
    for (const text of numbers(3)) say(text);
    await wait(1);
    say('3');
    await wait(1);
    expect(inbox.events.map(({ event }) => event.kind)).toEqual(['kf_msg_or_event', 'kf_msg_or_event']);
  });

  it('goes on over empty pages and short ones, from the cursor that was kept', async () => {
    for (const oddPages of [0, 0.5, 1]) {
      const { client, say, send, token, open_kfid } = await testService({ oddPages });
      for (const text of numbers(7)) {
        say(text);
        for (let i = 0; i < 5; i++) await send('hidden');
      }
      const from = { open_kfid, token: await token() };
      const pages: { texts: unknown[]; cursor: string }[] = [];
      for await (const { messages, cursor } of syncMessages(client, { ...from, limit: 4 })) {
        const texts = messages.flatMap((message) => (message.kind === 'text' ? [message.body.content] : []));
        pages.push({ texts, cursor });
      }
      expect(pages.flatMap(({ texts }) => texts)).toEqual(numbers(7));
      expect(pages.some(({ texts }) => texts.length === 0)).toBe(true);
      // Stopping after any page and going on from its cursor loses nothing and repeats nothing.
      const rest: unknown[] = [];
      const middle = pages[Math.floor(pages.length / 2)];
      const later = { ...from, cursor: middle?.cursor ?? '' };
      for await (const row of client.iterate(endpoints.syncServiceMessages, later)) {
        if (row.kind === 'text') rest.push(row.body.content);
      }
      expect(rest).toEqual(pages.slice(Math.floor(pages.length / 2) + 1).flatMap(({ texts }) => texts));
      await closeAll();
    }
  });

  it('reaches back three days, to the millisecond', async () => {
    const { client, say, wait, open_kfid } = await testService();
    say('old');
    await wait(1);
    say('new');
    const texts = async () =>
      (await client.call(endpoints.syncServiceMessages, { open_kfid })).msg_list.map((message) =>
        Reflect.get(Reflect.get(Object(message), 'text'), 'content'),
      );
    await wait(3 * DAY - 1);
    expect(await texts()).toEqual(['old', 'new']);
    await wait(1);
    expect(await texts()).toEqual(['new']);
    await wait(1);
    expect(await texts()).toEqual([]);
  });

  it('takes a token for ten minutes, of its own account; syncMessages goes on without', async () => {
    const made = await testService();
    const { client, say, wait, inbox, open_kfid, mediaId } = made;
    say('你好');
    const token = await made.token();
    expect(inbox.events.at(-1)?.event).toMatchObject({ kind: 'kf_msg_or_event', openKfId: open_kfid });
    const read = (of = open_kfid, text = token) =>
      client.call(endpoints.syncServiceMessages, { open_kfid: of, token: text });
    await wait(10 * MINUTE);
    await expect(read()).resolves.toMatchObject({ has_more: 0, msg_list: [{ msgtype: 'text' }] });
    const other = await client.call(endpoints.addServiceAccount, { name: 'b', media_id: mediaId });
    await expect(read(other.open_kfid)).rejects.toMatchObject({ errcode: 95007 });
    await wait(1);
    await expect(read()).rejects.toMatchObject({ errcode: 95007 });
    await expect(read(open_kfid, 'made up')).rejects.toMatchObject({ errcode: 95007 });
    const pages: number[] = [];
    for await (const { messages } of syncMessages(client, { open_kfid, token })) pages.push(messages.length);
    expect(pages).toEqual([1]);
  });

  it('without a token is limited strictly, and a made-up cursor is refused', async () => {
    const { client, open_kfid } = await testService();
    const read = (cursor = '') =>
      client.call(endpoints.syncServiceMessages, { open_kfid, cursor }, { maxWaitMs: 0 });
    await expect(read('bm9uZQ')).rejects.toMatchObject({ errcode: 50100 });
    await expect(read(Buffer.from('kf:999').toString('base64url'))).rejects.toMatchObject({ errcode: 50100 });
    for (let i = 2; i < 20; i++) await read();
    await expect(read()).rejects.toMatchObject({ errcode: 45009 });
  });
});

describe('sending', () => {
  it('is for five messages after each of the customer', async () => {
    const { say, send, simulator, open_kfid, person } = await testService();
    say('1');
    for (let i = 0; i < 5; i++) await send('ok');
    await expect(send('six')).rejects.toMatchObject({ errcode: 95001, whoActs: 'user' });
    say('2');
    for (let i = 0; i < 5; i++) await send('ok');
    await expect(send('six')).rejects.toMatchObject({ errcode: 95001 });
    const lines = simulator.truth().service[open_kfid]?.sessions[person]?.lines ?? [];
    expect(lines.filter(({ by }) => by === 'api')).toHaveLength(10);
  });

  it('is possible up to the last millisecond of 48 hours', async () => {
    const { say, send, wait, state } = await testService();
    say('1');
    await wait(48 * HOUR);
    await expect(send('in time')).resolves.toMatchObject({ errcode: 0 });
    expect(await state()).toEqual([0]);
    await wait(1);
    await expect(send('late')).rejects.toMatchObject({ errcode: 95002 });
    expect(await state()).toEqual([4]);
    say('2');
    await expect(send('again')).resolves.toMatchObject({ errcode: 0 });
  });

  it('goes to customers of this account who wrote, with files that live, under an id of one’s own', async () => {
    const { client, say, sendBody, send, wait, open_kfid, mediaId, simulator } = await testService();
    const stranger = simulator.people.page(1, 1)[0]?.externalUserId ?? '';
    await expect(send('x')).rejects.toMatchObject({ errcode: 95018 });
    const to = (touser: string) =>
      client.call(endpoints.sendServiceMessage, {
        touser,
        open_kfid,
        msgtype: 'text',
        text: { content: 'x' },
      });
    await expect(to(stranger)).rejects.toMatchObject({ errcode: 95018 });
    await expect(to('wmElsewhere')).rejects.toMatchObject({ errcode: 40096 });
    say('1');
    const image = { msgtype: 'image' as const, image: { media_id: mediaId } };
    await expect(sendBody({ ...image, msgid: 'mine' } as typeof image)).resolves.toMatchObject({
      msgid: 'mine',
    });
    const thumb = { title: 't', url: 'https://example.com', thumb_media_id: 'gone' };
    await expect(sendBody({ msgtype: 'link', link: thumb })).rejects.toMatchObject({ errcode: 40007 });
    await wait(3 * DAY);
    say('2');
    await expect(sendBody(image)).rejects.toMatchObject({ errcode: 40007 });
  });

  it('of a menu lets the customer answer by a tap', async () => {
    const { say, sendBody, read, simulator, open_kfid, person } = await testService();
    say('1');
    await sendBody({
      msgtype: 'msgmenu',
      msgmenu: {
        head_content: '满意吗？',
        list: [
          { type: 'click', click: { id: 'yes', content: '满意' } },
          { type: 'view', view: { url: 'https://example.com', content: '详情' } },
        ],
      },
    });
    const pair = { openKfId: open_kfid, person };
    expect(simulator.actions.service.tapMenu({ ...pair, id: 'no' })).toBeUndefined();
    simulator.actions.service.tapMenu({ ...pair, id: 'yes' });
    expect((await read()).at(-1)).toMatchObject({ kind: 'text', body: { content: '满意', menu_id: 'yes' } });
  });

  it('that fails later is told as an event', async () => {
    const { say, send, read, simulator, open_kfid, person } = await testService();
    const { service } = simulator.actions;
    say('1');
    service.refuse({ openKfId: open_kfid, person, refuse: true });
    const refused = await send('a');
    expect(bodyOf(await read(), 'event.msg_send_fail')).toMatchObject({
      open_kfid,
      external_userid: person,
      fail_msgid: Reflect.get(Object(refused), 'msgid'),
      fail_type: 10,
    });
    service.refuse({ openKfId: open_kfid, person, refuse: false });
    service.failNextSend({ failType: 1 });
    await send('b');
    await send('c');
    expect((await read()).map(({ kind }) => kind)).toEqual(['event.msg_send_fail']);
    const lines = simulator.truth().service[open_kfid]?.sessions[person]?.lines ?? [];
    expect(lines.map(({ delivered }) => delivered)).toEqual([true, false, false, true]);
  });
});

describe('messages taken back', () => {
  it('are told of within two minutes, and not later', async () => {
    const { say, read, change, wait, simulator, open_kfid, person } = await testService();
    const { service } = simulator.actions;
    const pair = { openKfId: open_kfid, person };
    const first = say('1');
    const second = say('2');
    await change(3, 'LinXiao');
    const serving = { ...pair, userid: 'LinXiao' };
    const said = service.say({ ...serving, text: '3' }) ?? '';
    await wait(2 * MINUTE);
    expect(service.recall({ ...pair, msgid: first })).toBe(true);
    expect(service.recall({ ...pair, msgid: first })).toBe(false);
    expect(service.recallSaid({ ...serving, msgid: said })).toBe(true);
    expect(service.recallSaid({ ...serving, msgid: second })).toBe(false);
    await wait(1);
    expect(service.recall({ ...pair, msgid: second })).toBe(false);
    const messages = await read();
    expect(bodyOf(messages, 'event.user_recall_msg')).toMatchObject({
      recall_msgid: first,
      external_userid: person,
    });
    expect(bodyOf(messages, 'event.servicer_recall_msg')).toMatchObject({
      recall_msgid: said,
      servicer_userid: 'LinXiao',
    });
  });
});
