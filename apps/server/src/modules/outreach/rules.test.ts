import { describe, expect, it } from 'vitest';
import {
  defaultPolicy,
  isPerson,
  linkCode,
  quietUntil,
  quotaNow,
  refusalOf,
  renderText,
  safeTarget,
  sendOfLink,
  startOfDay,
} from './rules.ts';

const quiet = { from: '22:00', to: '08:00', zone: 'Asia/Shanghai' };
const at = (text: string) => new Date(text);

describe('quiet hours', () => {
  it('end in the morning, whether one asks before or after midnight', () => {
    expect(quietUntil(quiet, at('2026-03-02T14:00:00Z'))).toEqual(at('2026-03-03T00:00:00Z'));
    expect(quietUntil(quiet, at('2026-03-02T23:59:59Z'))).toEqual(at('2026-03-03T00:00:00Z'));
  });
  it('are over on the minute', () => {
    expect(quietUntil(quiet, at('2026-03-03T00:00:00Z'))).toBeNull();
    expect(quietUntil(quiet, at('2026-03-02T13:59:59Z'))).toBeNull();
  });
  it('may lie within a day, or not exist', () => {
    const noon = { ...quiet, from: '12:00', to: '14:00' };
    expect(quietUntil(noon, at('2026-03-02T05:00:00Z'))).toEqual(at('2026-03-02T06:00:00Z'));
    expect(quietUntil(noon, at('2026-03-02T06:00:00Z'))).toBeNull();
    expect(quietUntil({ ...quiet, to: quiet.from }, at('2026-03-02T14:00:00Z'))).toBeNull();
  });
  it('follow a change of clocks', () => {
    // On 29 March 2026 Berlin goes from 02:00 to 03:00.
    const berlin = { ...quiet, zone: 'Europe/Berlin' };
    expect(quietUntil(berlin, at('2026-03-28T22:00:00Z'))).toEqual(at('2026-03-29T06:00:00Z'));
  });
});

describe('the quota', () => {
  const policy = (per: 'day' | 'week' | 'month') => ({ ...defaultPolicy, quota: { per, messages: 7 } });
  it('is as many a month as the month has days unless it was set', () => {
    expect(quotaNow(defaultPolicy, at('2026-02-10T00:00:00Z'))).toEqual({
      period: 'month:2026-02-01',
      messages: 28,
    });
  });
  it('counts by the calendar of the airline', () => {
    // 31 March, 17:00 UTC is 1 April in Shanghai, a Wednesday.
    const now = at('2026-03-31T17:00:00Z');
    expect(quotaNow(policy('day'), now).period).toBe('day:2026-04-01');
    expect(quotaNow(policy('week'), now).period).toBe('week:2026-03-30');
    expect(quotaNow(policy('month'), now).period).toBe('month:2026-04-01');
  });
});

describe('a refusal', () => {
  const situation = { policy: defaultPolicy, quietUntil: null, quotaMessages: 5 };
  const person = { reachable: true, consented: true, recentMarketing: 0, quotaUsed: 0 };
  const worst = { reachable: false, consented: false, recentMarketing: 9, quotaUsed: 9 };
  it('names the first reason in the order of the contract', () => {
    const night = { ...situation, quietUntil: at('2026-03-03T00:00:00Z') };
    const reason = (p: typeof person) => refusalOf(night, p, 'marketing')?.refused;
    expect(reason(worst)).toBe('not_a_friend');
    expect(reason({ ...worst, reachable: true })).toBe('no_consent');
    expect(reason({ ...worst, reachable: true, consented: true })).toBe('frequency_cap');
    expect(reason({ ...person, quotaUsed: 9 })).toBe('quiet_hours');
    expect(refusalOf(situation, { ...person, quotaUsed: 5 }, 'marketing')?.refused).toBe('quota');
    expect(refusalOf(situation, person, 'marketing')).toBeNull();
  });
  it('does not come from cap or quiet hours for service messages', () => {
    const night = { ...situation, quietUntil: at('2026-03-03T00:00:00Z') };
    expect(refusalOf(night, { ...person, recentMarketing: 99 }, 'service')).toBeNull();
  });
  it('does not come from a cap of 0 days', () => {
    const policy = { ...defaultPolicy, cap: { messages: 1, days: 0 } };
    expect(refusalOf({ ...situation, policy }, { ...person, recentMarketing: 99 }, 'marketing')).toBeNull();
  });
});

describe('the text', () => {
  it('carries the name, or a form of address when there is none', () => {
    expect(renderText('{name}，您好', '陈婷')).toBe('陈婷，您好');
    expect(renderText('{name}，您好', null)).toBe('旅客，您好');
    expect(renderText('{name}，您好', ' \n ')).toBe('旅客，您好');
  });
  it('takes a name for a name, whatever is in it', () => {
    expect(renderText('{name}!', '$& {name}\r\nFree miles')).toBe('$& {name} Free miles!');
    expect(renderText('{name}', 'x'.repeat(500))).toHaveLength(40);
  });
  it('never has more bytes than the channel takes, and no half characters', () => {
    const text = renderText('航'.repeat(1400), null, 4000);
    expect(Buffer.byteLength(text)).toBe(3999);
    expect(text).not.toContain('\uFFFD');
    expect(renderText('😀😀', null, 5)).toBe('😀');
  });
});

describe('a tracked link', () => {
  it('names its send, and nothing else names one', () => {
    const id = '019cac46-1500-7645-baf7-7a5064076ced';
    expect(linkCode(id)).toHaveLength(22);
    expect(sendOfLink(linkCode(id))).toBe(id);
    for (const bad of ['', 'AAAAAAAAAAAA', `${linkCode(id)}A`, "' or 1=1 --aaaaaaaaaaa"])
      expect(sendOfLink(bad)).toBeNull();
  });
  it('leads to http addresses only', () => {
    expect(safeTarget('https://yj.example/a?b=c')).toBe('https://yj.example/a?b=c');
    for (const bad of ['javascript:alert(1)', '//evil.example', '/local', 'data:text/html,x', '']) {
      expect(safeTarget(bad)).toBeNull();
    }
  });
  it('tells people from previews', () => {
    const wechat =
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) MicroMessenger/8.0.50 Language/zh_CN';
    const click = { method: 'GET', userAgent: wechat, purpose: undefined };
    expect(isPerson(click)).toBe(true);
    expect(isPerson({ ...click, method: 'HEAD' })).toBe(false);
    expect(isPerson({ ...click, purpose: 'prefetch;prerender' })).toBe(false);
    for (const userAgent of [
      'Slackbot-LinkExpanding 1.0',
      'facebookexternalhit/1.1',
      'Baiduspider/2.0',
      undefined,
    ]) {
      expect(isPerson({ ...click, userAgent })).toBe(false);
    }
  });
});

it('a day starts at midnight of its zone', () => {
  expect(startOfDay(at('2026-03-02T17:00:00Z'), 'Asia/Shanghai')).toEqual(at('2026-03-02T16:00:00Z'));
});
