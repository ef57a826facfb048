/** Addresses to which a browser is sent to learn who is there; it comes back with a `code` for `getUserInfo`. */
import { limitError } from './endpoint.ts';

interface OauthInput {
  corpId: string;
  /** Where the browser comes back to; on the app's trusted domain, or WeCom shows 50001. */
  redirectUri: string;
  /**
   * `snsapi_base`: silently, who. `snsapi_privateinfo`: asks the member, and brings a ticket for `getUserDetail`;
   * needs `agentId`.
   */
  scope: 'snsapi_base' | 'snsapi_privateinfo';
  /** Comes back as it is: at most 128 letters and digits. */
  state?: string;
  agentId?: number;
  /** A simulator's address; default `https://open.weixin.qq.com`. */
  baseUrl?: string;
}

/** For a page opened inside WeCom or WeChat. The code lives five minutes and works once. (OFF 96441) */
export function oauthUrl(input: OauthInput): string {
  const { corpId, redirectUri, scope, state, agentId } = input;
  const problem = redirectProblem(redirectUri) ?? stateProblem(state) ?? scopeProblem(scope, agentId);
  if (problem) throw limitError('connect/oauth2/authorize', problem);
  // In the documented order, although WeCom is not known to care.
  const query = new URLSearchParams({
    appid: corpId,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope,
  });
  if (state !== undefined) query.set('state', state);
  if (agentId !== undefined) query.set('agentid', String(agentId));
  const base = (input.baseUrl ?? 'https://open.weixin.qq.com').replace(/\/+$/, '');
  return `${base}/connect/oauth2/authorize?${query}#wechat_redirect`;
}

interface WebSignInInput {
  /** `CorpApp`: an app of the corp's own, needs `agentId`; `ServiceApp`: a provider's. */
  loginType?: 'CorpApp' | 'ServiceApp';
  corpId: string;
  agentId?: number;
  redirectUri: string;
  state?: string;
  lang?: 'zh' | 'en';
  /** A simulator's address; default `https://login.work.weixin.qq.com`. */
  baseUrl?: string;
}

/** For a page in any browser: members scan the code it shows. (OFF 98171) */
export function webSignInUrl(input: WebSignInInput): string {
  const { corpId, agentId, redirectUri, state, lang, loginType = 'CorpApp' } = input;
  const noAgent = loginType === 'CorpApp' && agentId === undefined;
  const problem =
    redirectProblem(redirectUri) ??
    (noAgent ? { path: 'agentId', problem: 'is required for CorpApp' } : undefined);
  if (problem) throw limitError('wwlogin/sso/login', problem);
  const query = new URLSearchParams({ login_type: loginType, appid: corpId });
  if (agentId !== undefined) query.set('agentid', String(agentId));
  query.set('redirect_uri', redirectUri);
  if (state !== undefined) query.set('state', state);
  if (lang !== undefined) query.set('lang', lang);
  const base = (input.baseUrl ?? 'https://login.work.weixin.qq.com').replace(/\/+$/, '');
  return `${base}/wwlogin/sso/login?${query}`;
}

interface Problem {
  path: string;
  problem: string;
}

function redirectProblem(redirectUri: string): Problem | undefined {
  const absolute = /^https?:\/\//i.test(redirectUri) && URL.canParse(redirectUri);
  return absolute ? undefined : { path: 'redirectUri', problem: 'must be an absolute http or https URL' };
}

function stateProblem(state: string | undefined): Problem | undefined {
  if (state === undefined || /^[A-Za-z0-9]{1,128}$/.test(state)) return undefined;
  return { path: 'state', problem: 'must be 1 to 128 letters and digits' };
}

function scopeProblem(scope: string, agentId: number | undefined): Problem | undefined {
  if (scope !== 'snsapi_privateinfo' || agentId !== undefined) return undefined;
  return { path: 'agentId', problem: 'is required for snsapi_privateinfo' };
}
