import { describe, expect, it } from 'vitest';
import { WecomError } from './errors.ts';
import { oauthUrl, webSignInUrl } from './oauth.ts';

const base = {
  corpId: 'ww1',
  redirectUri: 'https://crm.example/back?to=/a b&x=1',
  scope: 'snsapi_base' as const,
};

describe('the address of OAuth', () => {
  it('has the documented parameters in order, encoded, and ends in #wechat_redirect', () => {
    expect(oauthUrl({ ...base, state: 'abc1', agentId: 1000002 })).toBe(
      'https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww1&redirect_uri=https%3A%2F%2Fcrm.example%2Fback%3Fto%3D%2Fa+b%26x%3D1&response_type=code&scope=snsapi_base&state=abc1&agentid=1000002#wechat_redirect',
    );
    expect(oauthUrl({ ...base, baseUrl: 'http://127.0.0.1:8080/' })).toMatch(
      /^http:\/\/127\.0\.0\.1:8080\/connect\/oauth2\/authorize\?/,
    );
  });

  it.each([
    ['a state of 129 characters', { state: 'a'.repeat(129) }],
    ['a state with a dash', { state: 'a-b' }],
    ['an empty state', { state: '' }],
    ['private information without an app', { scope: 'snsapi_privateinfo' as const }],
    ['a relative way back', { redirectUri: '/back' }],
    ['a way back that is a script', { redirectUri: 'javascript:alert(1)' }],
  ])('is refused for %s', (_, change) => {
    expect(() => oauthUrl({ ...base, ...change })).toThrow(WecomError);
  });

  it('takes a state of 128 characters', () => {
    const state = `${'Aa0'.repeat(42)}zz`;
    expect(new URL(oauthUrl({ ...base, state })).searchParams.get('state')).toBe(state);
  });
});

describe('the address of web sign-in', () => {
  it('has the documented parameters', () => {
    const url = new URL(webSignInUrl({ ...base, agentId: 1000002, state: 's-1', lang: 'en' }));
    expect(url.origin + url.pathname).toBe('https://login.work.weixin.qq.com/wwlogin/sso/login');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      login_type: 'CorpApp',
      appid: 'ww1',
      agentid: '1000002',
      redirect_uri: base.redirectUri,
      state: 's-1',
      lang: 'en',
    });
  });

  it('needs an app for CorpApp and none for ServiceApp', () => {
    expect(() => webSignInUrl(base)).toThrow(/agentId is required/);
    expect(webSignInUrl({ ...base, loginType: 'ServiceApp' })).toContain('login_type=ServiceApp');
  });
});
