import { ApiError } from '@jetbridge/client';
import type { CustomerId } from '@jetbridge/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestCorp, type TestCorp } from '../../testing/wecom-corp.ts';

let corp: TestCorp;
beforeAll(async () => {
  corp = await openTestCorp({ configured: false });
});
afterAll(() => corp.close());

let members = 0;
async function customer(): Promise<CustomerId> {
  const [id] = await corp.stores.pg.tx((tx) =>
    corp.customers.resolveIdentifiers(tx, [[{ kind: 'member_no', value: `M${++members}` }]]),
  );
  return id!;
}
const refusal = (call: Promise<unknown>) =>
  call.then(
    () => 'no refusal',
    (error: unknown) => (error instanceof ApiError ? error.code : String(error)),
  );
const carried = async (id: CustomerId) =>
  ((await corp.tags.ofCustomers(corp.stores.pg, [id])).get(id) ?? []).map((tag) => tag.name).sort();
const told = async (name: string, id: CustomerId) =>
  (await corp.happened()).filter((event) => event.name === name && event.customerId === id);

describe('tags', () => {
  it('are listed by group and name, with how many customers carry each', async () => {
    const ids = [await customer(), await customer()];
    const names = ['c', 'a', 'b'];
    const tags = await Promise.all(
      names.map((name) => corp.client.tags.create({ body: { group: 'listed', name } })),
    );
    for (const id of ids) await corp.client.tags.assign({ params: { id }, body: { add: [tags[0]!.id] } });
    const first = await corp.client.tags.list({ query: { limit: 2 } });
    const second = await corp.client.tags.list({ query: { limit: 2, cursor: first.nextCursor! } });
    expect([...first.items, ...second.items].map((tag) => [tag.name, tag.customers])).toEqual([
      ['a', 0],
      ['b', 0],
      ['c', 2],
    ]);
    expect(second.nextCursor).toBeNull();
    expect(await refusal(corp.client.tags.create({ body: { group: 'listed', name: 'a' } }))).toBe(
      'tags.exists',
    );
  });

  it('are put on and taken off once, with who did it, and told as events', async () => {
    const id = await customer();
    const tag = await corp.client.tags.create({ body: { group: 'told', name: 'gold' } });
    for (let n = 0; n < 2; n++)
      await corp.client.tags.assign({ params: { id }, body: { add: [tag.id, tag.id] } });
    const [worn] = (await corp.tags.ofCustomers(corp.stores.pg, [id])).get(id) ?? [];
    expect(worn).toMatchObject({ name: 'gold', group: 'told', by: expect.any(String) });
    expect((await told('Tag Added', id)).map((e) => e.properties)).toEqual([
      { tag: tag.id, name: 'gold', group: 'told', by: worn?.by },
    ]);
    for (let n = 0; n < 2; n++) await corp.client.tags.assign({ params: { id }, body: { remove: [tag.id] } });
    expect(await told('Tag Removed', id)).toHaveLength(1);
    expect(await carried(id)).toEqual([]);
  });

  it('that do not exist, and customers that do not, are refused', async () => {
    const id = await customer();
    const unknown = '00000000-0000-7000-8000-000000000000';
    expect(await refusal(corp.client.tags.assign({ params: { id }, body: { add: [unknown] } }))).toBe(
      'tags.not_found',
    );
    const tag = await corp.client.tags.create({ body: { group: 'refused', name: 'x' } });
    const nobody = '999999999' as CustomerId;
    expect(await refusal(corp.client.tags.assign({ params: { id: nobody }, body: { add: [tag.id] } }))).toBe(
      'customers.not_found',
    );
    expect(await refusal(corp.client.tags.remove({ params: { id: unknown } }))).toBe('tags.not_found');
  });

  it('that are deleted come off everybody', async () => {
    const ids = [await customer(), await customer()];
    const tag = await corp.client.tags.create({ body: { group: 'deleted', name: 'x' } });
    for (const id of ids) await corp.client.tags.assign({ params: { id }, body: { add: [tag.id] } });
    await corp.client.tags.remove({ params: { id: tag.id } });
    for (const id of ids) expect(await told('Tag Removed', id)).toHaveLength(1);
    expect((await corp.client.tags.list()).items.map((t) => t.group)).not.toContain('deleted');
  });

  it('of two customers that turn out to be one are those of both', async () => {
    const [older, younger] = [await customer(), await customer()];
    const tags = await Promise.all(
      ['a', 'b', 'c'].map((name) => corp.client.tags.create({ body: { group: 'merged', name } })),
    );
    const [a, b, c] = tags.map((tag) => tag.id) as [string, string, string];
    await corp.client.tags.assign({ params: { id: older }, body: { add: [a, b] } });
    await corp.client.tags.assign({ params: { id: younger }, body: { add: [b, c] } });
    await corp.customers.merge(older, younger, 'test');
    expect(await carried(older)).toEqual(['a', 'b', 'c']);
    expect(await carried(younger)).toEqual([]);
    // Asked for by the id that is gone, the tag goes to the one that stayed.
    await corp.client.tags.assign({ params: { id: younger }, body: { remove: [a] } });
    expect(await carried(older)).toEqual(['b', 'c']);
  });
});
