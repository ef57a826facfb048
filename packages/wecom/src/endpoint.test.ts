import { describe, expect, it } from 'vitest';
import { brokenLimit } from './endpoint.ts';
import * as endpoints from './endpoints.ts';
import { errorMeaning } from './errors.ts';

const welcome = (content: string) =>
  brokenLimit(endpoints.sendWelcome, { welcome_code: 'c', text: { content } });

describe('limits', () => {
  it('a text is counted in bytes: 4,000 pass, 4,001 do not, whatever the characters', () => {
    expect(welcome('a'.repeat(4000))).toBeUndefined();
    expect(welcome('a'.repeat(4001))).toMatchObject({ path: 'text.content' });
    expect(welcome('票'.repeat(1333))).toBeUndefined();
    expect(welcome('票'.repeat(1334))?.problem).toBe('has 4002 bytes, at most 4000');
    expect(welcome('✈️'.repeat(667))).toMatchObject({ path: 'text.content' });
  });

  it('a state is counted in characters: 30 emoji pass, 31 do not', () => {
    const way = (state: string) =>
      brokenLimit(endpoints.addContactWay, { type: 1, scene: 2, user: ['a'], state });
    expect(way('🛫'.repeat(30))).toBeUndefined();
    expect(way('🛫'.repeat(31))).toMatchObject({ path: 'state' });
  });

  it('nine attachments pass, ten do not; each card is checked', () => {
    const link = { msgtype: 'link' as const, link: { title: '登机口变更', url: 'https://example.com' } };
    const body = (count: number) => ({
      welcome_code: 'c',
      attachments: Array.from({ length: count }, () => link),
    });
    expect(brokenLimit(endpoints.sendWelcome, body(9))).toBeUndefined();
    expect(brokenLimit(endpoints.sendWelcome, body(10))).toMatchObject({ path: 'attachments' });
    const untitled = { ...link, link: { ...link.link, title: '' } };
    expect(brokenLimit(endpoints.sendWelcome, { welcome_code: 'c', attachments: [untitled] })).toMatchObject({
      path: 'attachments[].link.title',
    });
  });

  it('rules across fields are words of their own', () => {
    expect(brokenLimit(endpoints.sendWelcome, { welcome_code: 'c' })?.problem).toContain('both be empty');
    expect(brokenLimit(endpoints.addContactWay, { type: 1, scene: 2, user: ['a', 'b'] })?.problem).toContain(
      'exactly one user',
    );
    expect(brokenLimit(endpoints.markTags, { userid: 'a', external_userid: 'b' })?.problem).toContain(
      'required',
    );
    expect(brokenLimit(endpoints.remarkFriend, { userid: 'a', external_userid: 'b' })?.problem).toContain(
      'nothing',
    );
  });
});

describe('endpoints', () => {
  it('are named once each', () => {
    const names = Object.values(endpoints).map((endpoint) => endpoint.name);
    expect(names.length).toBeGreaterThanOrEqual(22);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('error codes', () => {
  it('say what they mean, when to retry and who acts', () => {
    expect(errorMeaning(42001)).toMatchObject({ retry: 'after_refresh', whoActs: 'us' });
    expect(errorMeaning(60020)).toMatchObject({ retry: 'never', whoActs: 'admin' });
    expect(errorMeaning(45009)).toMatchObject({ retry: 'after_delay', zh: '调用过于频繁' });
    expect(errorMeaning(84061)).toMatchObject({ whoActs: 'user' });
  });

  it('keep the number of one that is not known', () => {
    expect(errorMeaning(987654)).toMatchObject({ code: 987654, retry: 'never' });
  });
});
