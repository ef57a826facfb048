import { endpoints, type NewProduct } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { callApi, closeAll, corp, START, type TestWorld, testWorld } from '../test-world.ts';

afterEach(closeAll);

async function picture({ client }: TestWorld, attachment_type: 1 | 2 = 2) {
  const media = { fileName: 'seat.png', content: new Uint8Array(64) };
  const input = { media_type: 'image', attachment_type, media } as const;
  const { media_id } = await client.call(endpoints.uploadAttachment, input);
  return { type: 'image', image: { media_id } } as const;
}

async function product(world: TestWorld, changes: Partial<NewProduct> = {}): Promise<NewProduct> {
  return { description: '商务舱休息室', price: 19_900, attachments: [await picture(world)], ...changes };
}

/** The errcode that any client would get, for what ours does not even send. */
async function codeOf({ client, simulator }: TestWorld, body: object) {
  const secret = { corpid: corp.corpId, corpsecret: corp.secret };
  const { access_token } = await client.call(endpoints.getToken, secret);
  const path = `externalcontact/add_product_album?access_token=${access_token}`;
  return (await callApi(simulator.url(), path, body)).body.errcode;
}

describe('the product album', () => {
  it('keeps products, changes what is given, and tells deleted from unknown ones', async () => {
    const world = await testWorld();
    const { client } = world;
    const input = await product(world, { product_sn: 'LOUNGE1' });
    const { product_id } = await client.call(endpoints.addProduct, input);
    const get = async () => (await client.call(endpoints.getProduct, { product_id })).product;
    expect(await get()).toEqual({ ...input, product_id, create_time: START / 1000 });
    await client.call(endpoints.updateProduct, { product_id, price: 0 });
    expect(await get()).toMatchObject({ price: 0, description: input.description, product_sn: 'LOUNGE1' });
    await client.call(endpoints.deleteProduct, { product_id });
    await expect(get()).rejects.toMatchObject({ errcode: 41074 });
    await expect(client.call(endpoints.getProduct, { product_id: 'p' })).rejects.toMatchObject({
      errcode: 41075,
    });
    expect((await client.call(endpoints.listProducts, {})).product_list).toEqual([]);
  });

  it('lists page by page', async () => {
    const world = await testWorld();
    const input = await product(world);
    const ids: string[] = [];
    for (let i = 0; i < 5; i++) ids.push((await world.client.call(endpoints.addProduct, input)).product_id);
    const listed: string[] = [];
    for await (const row of world.client.iterate(endpoints.listProducts, { limit: 2 }))
      listed.push(row.product_id);
    expect(listed).toEqual(ids);
  });

  it('takes ¥50,000 and no cent more, 300 characters, nine pictures', async () => {
    const world = await testWorld();
    const one = await picture(world);
    const limits: [Partial<NewProduct>, Partial<NewProduct>, number][] = [
      [{ price: 5_000_000 }, { price: 5_000_001 }, 41086],
      [{ price: 1 }, { price: 1.5 }, 41086],
      [{ description: '座'.repeat(300) }, { description: '座'.repeat(301) }, 41087],
      [{ product_sn: 'A'.repeat(128) }, { product_sn: 'A'.repeat(129) }, 41085],
      [{ product_sn: 'A1' }, { product_sn: 'A-1' }, 41085],
      [{ attachments: Array(9).fill(one) }, { attachments: Array(10).fill(one) }, 41064],
      [{}, { attachments: [] }, 41088],
      [{}, { description: '' }, 41073],
    ];
    for (const [good, bad, code] of limits) {
      await world.client.call(endpoints.addProduct, await product(world, good));
      const wrong = await product(world, bad);
      await expect(world.client.call(endpoints.addProduct, wrong)).rejects.toMatchObject({ kind: 'limit' });
      expect(await codeOf(world, wrong)).toBe(code);
    }
  });

  it('takes pictures that were uploaded for it', async () => {
    const world = await testWorld();
    const wrong = await product(world, { attachments: [await picture(world, 1)] });
    await expect(world.client.call(endpoints.addProduct, wrong)).rejects.toMatchObject({ errcode: 41072 });
  });
});
