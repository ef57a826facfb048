import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { addWay, befriend, closeAll, testWorld } from '../test-world.ts';

afterEach(closeAll);

const PAGING = { userid_list: ['LinXiao'], limit: 10 };

describe('odd pages', () => {
  const pagesOf = async (seed: number, oddPages: number) => {
    const { simulator, client } = await testWorld({ seed, oddPages });
    const ids = befriend(simulator, 'LinXiao', 50);
    const sizes: number[] = [];
    let cursor: string | undefined = '';
    do {
      const page: Awaited<ReturnType<typeof ask>> = await ask(cursor);
      sizes.push(page.external_contact_list.length);
      cursor = page.next_cursor;
    } while (cursor);
    function ask(next: string) {
      return client.call(endpoints.listFriendsOfStaff, { ...PAGING, cursor: next });
    }
    const rows: string[] = [];
    for await (const row of client.iterate(endpoints.listFriendsOfStaff, PAGING))
      rows.push(row.external_contact.external_userid);
    // Whatever the pages, nobody is missed or met twice.
    expect(rows).toEqual(ids);
    return sizes;
  };

  it('are short or empty and go on, in any list, and the iterator misses nobody', async () => {
    expect(await pagesOf(1, 0)).toEqual([10, 10, 10, 10, 10]);
    const odd = await pagesOf(1, 1);
    expect(odd.slice(0, -1)).toContain(0);
    expect(odd.some((size) => size > 0 && size < 10)).toBe(true);
    expect(await pagesOf(1, 1)).toEqual(odd);
    expect(await pagesOf(2, 1)).not.toEqual(odd);
  });

  it('come in lists of contact ways too', async () => {
    const { client } = await testWorld({ oddPages: 1 });
    const ways = [];
    for (let i = 0; i < 10; i++) ways.push((await addWay(client, `s${i}`)).config_id);
    const pages = [];
    for (let cursor: string | undefined = ''; cursor !== undefined; ) {
      const page: { contact_way: { config_id: string }[]; next_cursor?: string } = await client.call(
        endpoints.listContactWays,
        { limit: 3, cursor },
      );
      pages.push(page.contact_way.map(({ config_id }) => config_id));
      cursor = page.next_cursor || undefined;
    }
    expect(pages.flat()).toEqual(ways);
    expect(pages.some((page) => page.length === 0)).toBe(true);
  });
});
