import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, START, testWorld } from '../test-world.ts';
import { attach, bare, DISPATCHED_MS, dispatched, text } from './test-moment.ts';

afterEach(closeAll);

const MINUTE_MS = 60_000;

describe('what a moment may hold', () => {
  it('is text of 4,000 bytes and 2,000 characters', async () => {
    const world = await testWorld();
    const post = await bare(world);
    const chinese = '航'.repeat(1333);
    expect((await post({ text: { content: `${chinese}a` } })).body.errcode).toBe(0);
    expect((await post({ text: { content: `${chinese}ab` } })).body.errcode).toBe(45002);
    expect((await post({ text: { content: 'a'.repeat(2000) } })).body.errcode).toBe(0);
    expect((await post({ text: { content: 'a'.repeat(2001) } })).body.errcode).toBe(45002);
    expect((await post({})).body.errcode).toBe(41089);
  });

  it('is nine pictures, or one link, and never both', async () => {
    const world = await testWorld();
    const { client } = world;
    const picture = { msgtype: 'image', image: { media_id: await attach(world) } } as const;
    const link = { msgtype: 'link', link: { url: 'https://example.com/' } } as const;
    const nine = Array.from({ length: 9 }, () => picture);
    const moment_id = await dispatched(world, { attachments: nine });
    const range = { start_time: START / 1000, end_time: START / 1000 };
    const { moment_list } = await client.call(endpoints.listMoments, range);
    expect(moment_list).toMatchObject([{ moment_id, image: nine.map(({ image }) => image) }]);
    for (const attachments of [
      [...nine, picture],
      [link, link],
      [picture, link],
    ]) {
      await expect(client.call(endpoints.addMomentTask, { attachments })).rejects.toMatchObject({
        kind: 'limit',
      });
      expect((await (await bare(world))({ attachments })).body.errcode).toBe(41064);
    }
  });

  it('is media that was uploaded for moments', async () => {
    const world = await testWorld();
    const post = await bare(world);
    const attachments = (media_id: string) => ({ attachments: [{ msgtype: 'image', image: { media_id } }] });
    expect((await post(attachments(await attach(world, 2)))).body.errcode).toBe(41072);
    expect((await post(attachments('unknown'))).body.errcode).toBe(40007);
  });
});

describe('rates of moments', () => {
  it('are ten calls a minute; the eleventh shuts the door for one', async () => {
    const world = await testWorld();
    const post = await bare(world);
    for (let i = 0; i < 10; i++) {
      expect((await post({ text })).body.errcode).toBe(0);
      await world.simulator.tick(world.clock.now() + DISPATCHED_MS);
    }
    const refusedAt = world.clock.now();
    expect((await post({ text })).body.errcode).toBe(45009);
    await world.simulator.tick(refusedAt + MINUTE_MS - 1);
    expect((await post({ text })).body.errcode).toBe(45009);
    await world.simulator.tick(refusedAt + MINUTE_MS);
    expect((await post({ text })).body.errcode).toBe(0);
  });

  it('are five jobs at once', async () => {
    const world = await testWorld();
    const post = await bare(world);
    for (let i = 0; i < 5; i++) expect((await post({ text })).body.errcode).toBe(0);
    expect((await post({ text })).body.errcode).toBe(41078);
    await world.simulator.tick(world.clock.now() + 1_000);
    expect((await post({ text })).body.errcode).toBe(0);
  });

  it('keep a job for 24 hours', async () => {
    const { client, simulator } = await testWorld();
    const { jobid } = await client.call(endpoints.addMomentTask, { text });
    await simulator.tick(START + 86_400_000);
    await client.call(endpoints.getMomentTaskResult, { jobid });
    await simulator.tick(START + 86_400_001);
    await expect(client.call(endpoints.getMomentTaskResult, { jobid })).rejects.toMatchObject({
      errcode: 40058,
    });
  });

  it('list 30 days at most', async () => {
    const { client } = await testWorld();
    const to = (end_time: number) =>
      client.call(endpoints.listMoments, { start_time: START / 1000, end_time });
    expect((await to(START / 1000 + 30 * 86_400)).moment_list).toEqual([]);
    await expect(to(START / 1000 + 30 * 86_400 + 1)).rejects.toMatchObject({ kind: 'limit' });
  });
});
