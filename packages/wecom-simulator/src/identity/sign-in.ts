/** The pages of OAuth and of web sign-in, which send the browser back with a code. */

import { escaped, type HttpAnswer } from '../pages.ts';
import type { Parts } from '../parts.ts';
import { findPerson } from '../people.ts';
import { isTrusted } from './domains.ts';
import type { OauthCode, Who } from './state.ts';

const DAY_MS = 86_400_000;
/** Members and travellers to choose from. */
const MAX_CHOICE = 50;

/** What a browser gets at an address of sign-in; undefined for any other address. */
export function browse(parts: Parts, url: URL): HttpAnswer | undefined {
  if (url.pathname === '/connect/oauth2/authorize') return authorise(parts, url, 'anybody');
  const web = url.pathname === '/wwlogin/sso/login' || url.pathname === '/wwopen/sso/qrConnect';
  return web ? authorise(parts, url, 'members') : undefined;
}

function authorise(parts: Parts, url: URL, open: 'anybody' | 'members'): HttpAnswer {
  const request = requestOf(parts, url, open);
  if ('errcode' in request) return errorPage(request);
  const who = whoOf(parts, url.searchParams);
  if (!who || (open === 'members' && !('userid' in who))) return choicePage(parts, url, open);
  const code = issueCode(parts, { who, agentId: request.agentId, scope: request.scope });
  const state = url.searchParams.get('state');
  const [address = '', ...fragment] = request.redirectUri.split('#');
  const back = `code=${code}${state === null ? '' : `&state=${encodeURIComponent(state)}`}`;
  const hash = fragment.length > 0 ? `#${fragment.join('#')}` : '';
  const location = new URL(`${address}${address.includes('?') ? '&' : '?'}${back}${hash}`).href;
  return { status: 302, type: 'text/plain; charset=utf-8', body: '', headers: { location } };
}

interface SignInRequest {
  redirectUri: string;
  agentId: number | undefined;
  scope: OauthCode['scope'];
}

interface Wrong {
  errcode: number;
  what: string;
}

function requestOf(parts: Parts, url: URL, open: 'anybody' | 'members'): SignInRequest | Wrong {
  const { settings } = parts;
  const query = url.searchParams;
  if (query.get('appid') !== settings.corp.corpId) return { errcode: 40013, what: 'appid' };
  const agent = query.get('agentid');
  const app = settings.apps.find(({ agentId }) => String(agentId) === agent);
  if (agent !== null && !app) return { errcode: 40056, what: 'agentid' };
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!/^https?:\/\//i.test(redirectUri) || !URL.canParse(redirectUri)) {
    return { errcode: 50001, what: 'redirect_uri' };
  }
  const apps = app ? [app] : settings.apps;
  if (!apps.some((each) => isTrusted(each, redirectUri))) return { errcode: 50001, what: 'redirect_uri' };
  const agentId = app?.agentId;
  if (open === 'members') {
    return agentId === undefined && query.get('login_type') !== 'ServiceApp'
      ? { errcode: 41011, what: 'agentid' }
      : { redirectUri, agentId, scope: 'snsapi_base' };
  }
  if (query.get('response_type') !== 'code') return { errcode: 40058, what: 'response_type' };
  if (!/^[A-Za-z0-9]{0,128}$/.test(query.get('state') ?? '')) return { errcode: 84025, what: 'state' };
  const scope = query.get('scope');
  if (scope !== 'snsapi_base' && scope !== 'snsapi_privateinfo') return { errcode: 40058, what: 'scope' };
  if (scope === 'snsapi_privateinfo' && agentId === undefined) return { errcode: 41011, what: 'agentid' };
  return { redirectUri, agentId, scope };
}

/** Whom the address names (`sim_user`, `sim_person`: not a part of WeCom), else who holds the phone. */
function whoOf({ world }: Parts, query: URLSearchParams): Who | undefined {
  const user = query.get('sim_user');
  const person = query.get('sim_person');
  if (user === null && person === null) return world.identity.holder;
  if (person !== null) {
    const found = findPerson(world.people, /^\d{1,9}$/.test(person) ? Number(person) : person);
    return found && { externalUserId: found.externalUserId };
  }
  const member = world.staff.get((user ?? '').toLowerCase());
  return member && { userid: member.userid };
}

function issueCode(
  { world, scheduler, random }: Parts,
  of: Pick<OauthCode, 'who' | 'agentId' | 'scope'>,
): string {
  const { codes } = world.identity;
  const issuedAt = scheduler.now();
  for (const [old, code] of codes) {
    if (issuedAt - code.issuedAt <= DAY_MS) break;
    codes.delete(old);
  }
  const code = random.text(43, 'oauth code', world.serial(), issuedAt);
  codes.set(code, { ...of, issuedAt, used: false });
  return code;
}

function errorPage({ errcode, what }: Wrong): HttpAnswer {
  return page(
    200,
    `<p>${errcode} ${escaped(what)}</p><p lang="en">WeCom would refuse this address: ${errcode}</p>`,
  );
}

function choicePage({ world }: Parts, url: URL, open: 'anybody' | 'members'): HttpAnswer {
  const link = (name: string, id: string, label: string): string => {
    const query = new URLSearchParams(url.searchParams);
    query.delete('sim_user');
    query.delete('sim_person');
    query.set(name, id);
    return `<li><a href="?${escaped(query.toString())}">${escaped(label)}</a></li>`;
  };
  const members = [...world.staff.values()].slice(0, MAX_CHOICE);
  const items = members.map(({ userid, name }) => link('sim_user', userid, `${name} ${userid}`));
  for (let i = 0; open === 'anybody' && i < MAX_CHOICE && i < world.people.count(); i++) {
    const person = world.people.at(i);
    if (person) items.push(link('sim_person', person.externalUserId, `${person.name} (${i})`));
  }
  return page(200, `<p>以谁的身份登录？</p><p lang="en">Who signs in?</p><ul>${items.join('')}</ul>`);
}

function page(status: number, content: string): HttpAnswer {
  const body = `<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>WeCom simulator</title>
<style>body{font:16px/1.8 system-ui,"PingFang SC","Noto Sans SC",sans-serif;margin:8vh auto;max-width:22rem;padding:0 1rem;color:#0f2437;background:#f7f8fa}</style>
${content}</html>`;
  return { status, type: 'text/html; charset=utf-8', body };
}
