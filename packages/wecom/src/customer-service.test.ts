import { describe, expect, it } from 'vitest';
import { serviceLink } from './customer-service.ts';
import { serviceMessage } from './customer-service-received.ts';
import { brokenLimit } from './endpoint.ts';
import * as endpoints from './endpoints.ts';

describe('a received customer service message', () => {
  const base = { msgid: 'm', send_time: 1_700_000_000, origin: 3 };
  const pair = { open_kfid: 'wk1', external_userid: 'wmA' };

  it('has the body of its kind', () => {
    expect(
      serviceMessage({ ...base, ...pair, msgtype: 'text', text: { content: '你好', menu_id: '7' } }),
    ).toEqual({
      ...base,
      ...pair,
      servicer_userid: undefined,
      kind: 'text',
      body: { content: '你好', menu_id: '7' },
    });
    expect(
      serviceMessage({
        ...base,
        ...pair,
        origin: 5,
        servicer_userid: 'LinXiao',
        msgtype: 'location',
        location: { latitude: 1.5, longitude: 2, name: 'PVG' },
      }),
    ).toMatchObject({ kind: 'location', servicer_userid: 'LinXiao', body: { name: 'PVG' } });
  });

  it('that is an event has the ids that stand inside it', () => {
    const event = { event_type: 'enter_session', ...pair, scene: 'gate', welcome_code: 'c' };
    expect(serviceMessage({ ...base, origin: 4, msgtype: 'event', event })).toMatchObject({
      kind: 'event.enter_session',
      ...pair,
      body: { scene: 'gate', welcome_code: 'c' },
    });
  });

  it('that is not known, or lacks what it needs, is kept', () => {
    expect(serviceMessage({ ...base, ...pair, msgtype: 'hologram', hologram: { a: 1 } })).toMatchObject({
      kind: 'unknown',
      msgtype: 'hologram',
      body: { a: 1 },
    });
    expect(serviceMessage({ ...base, msgtype: 'event', event: { event_type: 'new_one' } })).toMatchObject({
      kind: 'unknown',
      msgtype: 'event.new_one',
    });
    expect(serviceMessage({ ...base, msgtype: 'image', image: {} })).toMatchObject({ kind: 'unknown' });
    for (const nothing of [null, 3, [], 'x', { msgtype: '__proto__' }])
      expect(serviceMessage(nothing)).toMatchObject({ kind: 'unknown' });
  });
});

describe('limits of customer service', () => {
  const to = { touser: 'wmA', open_kfid: 'wk1' };
  const menu = (list: unknown[]) =>
    brokenLimit(endpoints.sendServiceMessage, {
      ...to,
      msgtype: 'msgmenu',
      msgmenu: { list: list as endpoints.ServiceMenuItem[] },
    });
  const click = (content: string) => ({ type: 'click', click: { id: '1', content } });

  it('a text has 2,048 bytes and no more', () => {
    const send = (content: string) =>
      brokenLimit(endpoints.sendServiceMessage, { ...to, msgtype: 'text', text: { content } });
    expect(send('a'.repeat(2048))).toBeUndefined();
    expect(send('票'.repeat(683))).toMatchObject({ path: 'text.content' });
    expect(
      brokenLimit(endpoints.answerServiceEvent, {
        code: 'c',
        msgtype: 'text',
        text: { content: 'a'.repeat(2049) },
      }),
    ).toMatchObject({ path: 'text.content' });
  });

  it('a menu has ten items, each with the part of its type', () => {
    expect(menu(Array.from({ length: 10 }, () => click('值机')))).toBeUndefined();
    expect(menu(Array.from({ length: 11 }, () => click('值机')))).toMatchObject({ path: 'msgmenu.list' });
    expect(menu([click('a'.repeat(129))])).toMatchObject({ path: 'msgmenu.list[].click.content' });
    expect(menu([{ type: 'view', click: { content: 'x' } }])?.problem).toContain('needs view');
    expect(menu([{ type: 'dance' }])).toMatchObject({ path: 'msgmenu.list[].type' });
    expect(menu([])).toMatchObject({ path: 'msgmenu.list' });
  });

  it('a message needs the body of its type', () => {
    const wrong = { ...to, msgtype: 'image', text: { content: 'x' } } as unknown as Parameters<
      NonNullable<typeof endpoints.sendServiceMessage.check>
    >[0];
    expect(brokenLimit(endpoints.sendServiceMessage, wrong)?.problem).toBe('image is required');
  });

  it('a name has 16 characters, a scene 32 bytes of a small alphabet', () => {
    const named = (name: string) => brokenLimit(endpoints.addServiceAccount, { name, media_id: 'm' });
    expect(named('航'.repeat(16))).toBeUndefined();
    expect(named('航'.repeat(17))).toMatchObject({ path: 'name' });
    const link = (scene: string) => brokenLimit(endpoints.addServiceLink, { open_kfid: 'wk1', scene });
    expect(link('A-z_9'.padEnd(32, '0'))).toBeUndefined();
    expect(link('a'.repeat(33))).toMatchObject({ path: 'scene' });
    expect(link('a b')?.problem).toContain('letters');
  });

  it('statistics span 31 days, and state 3 needs a servicer', () => {
    const span = (days: number) =>
      brokenLimit(endpoints.getServiceStatistic, { start_time: 86_400, end_time: 86_400 * (1 + days) });
    expect(span(30)).toBeUndefined();
    expect(span(31)?.problem).toContain('31 days');
    expect(span(-1)?.problem).toContain('before');
    const pair = { open_kfid: 'wk1', external_userid: 'wmA' };
    expect(brokenLimit(endpoints.changeServiceState, { ...pair, service_state: 3 })?.problem).toContain(
      'servicer_userid',
    );
  });

  it('a link takes 128 bytes of parameter as they stand in it', () => {
    expect(serviceLink('https://e.example/kf/kfc1?enc_scene=ENC1', 'a=1&b=2')).toBe(
      'https://e.example/kf/kfc1?enc_scene=ENC1&scene_param=a%3D1%26b%3D2',
    );
    expect(serviceLink('https://e.example/kf', 'a'.repeat(128))).toContain('?scene_param=aaa');
    expect(() => serviceLink('https://e.example/kf', 'a'.repeat(129))).toThrow(
      expect.objectContaining({ kind: 'limit' }),
    );
    expect(() => serviceLink('https://e.example/kf', '票'.repeat(15))).toThrow(/135 bytes, at most 128/);
  });
});
