import { afterEach, describe, expect, it } from 'vitest';
import type { App } from './options.ts';
import { callApi, closeAll, corp, testWorld } from './test-world.ts';

afterEach(closeAll);

async function appWith(app: Omit<App, 'agentId' | 'secret'>) {
  const { simulator } = await testWorld({ app });
  const { body } = await callApi(simulator.url(), `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`);
  return (path: string, params?: object) =>
    callApi(
      simulator.url(),
      `${path}${path.includes('?') ? '&' : '?'}access_token=${body.access_token}`,
      params,
    );
}

describe('an app', () => {
  it('is answered from trusted addresses only, and told which one it came from', async () => {
    const call = await appWith({ trustedIps: ['203.0.113.7'] });
    const { status, body } = await call('externalcontact/get_follow_user_list');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      errcode: 60020,
      errmsg: expect.stringContaining('from ip: '),
      follow_user: [],
    });
    const trusted = await appWith({ trustedIps: ['127.0.0.1'] });
    expect((await trusted('externalcontact/get_follow_user_list')).body.errcode).toBe(0);
  });

  it('may not call what it was not granted, by name or by the beginning of names', async () => {
    const call = await appWith({ denied: ['kf/', 'externalcontact/add_contact_way'] });
    expect((await call('kf/account/list', { offset: 0, limit: 10 })).body.errcode).toBe(48002);
    expect((await call('externalcontact/add_contact_way', { type: 1, scene: 2 })).body.errcode).toBe(48002);
    expect((await call('externalcontact/get_corp_tag_list', {})).body.errcode).toBe(0);
  });

  it('sees members of its scope only', async () => {
    const call = await appWith({ scope: ['linxiao'] });
    expect((await call('externalcontact/get_follow_user_list')).body.follow_user).toEqual(['LinXiao']);
    expect((await call('externalcontact/list?userid=ZhouMin')).body.errcode).toBe(60011);
  });
});

describe('an answer', () => {
  it('says in a header how far it is to be trusted', async () => {
    const { simulator } = await testWorld();
    const response = await fetch(`${simulator.url()}/cgi-bin/gettoken?corpid=${corp.corpId}&corpsecret=none`);
    expect(response.headers.get('x-simulator-fidelity')).toBe('verified; facts=1.1');
  });
});
