import { describe, expect, it } from 'vitest';
import { acquisitionJump, acquisitionUrl } from './index.ts';

const link = 'https://work.weixin.qq.com/ca/cawcde8f';

describe('the address of an acquisition link', () => {
  it('carries its channel encoded, with a space as %20', () => {
    expect(acquisitionUrl(link, 'wifi PEK&T3')).toBe(`${link}?customer_channel=wifi%20PEK%26T3`);
    expect(new URL(acquisitionUrl(link, '机上')).searchParams.get('customer_channel')).toBe('机上');
  });

  it('keeps what else it asks, and has one channel only', () => {
    expect(acquisitionUrl(`${link}?a=1&customer_channel=old`, 'new')).toBe(
      `${link}?a=1&customer_channel=new`,
    );
  });

  it('takes 64 bytes of UTF-8, not characters', () => {
    expect(acquisitionUrl(link, `${'航'.repeat(21)}a`)).toContain('customer_channel=');
    expect(() => acquisitionUrl(link, `${'航'.repeat(21)}ab`)).toThrow('65 bytes, at most 64');
    expect(() => acquisitionUrl(link, '😀'.repeat(17))).toThrow(RangeError);
  });

  it('can be jumped to from an app', () => {
    expect(acquisitionJump(acquisitionUrl(link, 'a b'))).toBe(
      'weixin://biz/ww/profile/https%3A%2F%2Fwork.weixin.qq.com%2Fca%2Fcawcde8f%3Fcustomer_channel%3Da%2520b',
    );
  });
});
