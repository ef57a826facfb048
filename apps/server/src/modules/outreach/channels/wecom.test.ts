import { afterEach, expect, it } from 'vitest';
import { startOutbox } from '../../../kernel/outbox.ts';
import { openSignal } from '../../../kernel/signal.ts';
import { openTestCorp, type TestCorp } from '../../../testing/wecom-corp.ts';
import { createConsent } from '../../consent/index.ts';
import { createOutreach } from '../index.ts';
import { createWecomChannel } from './wecom.ts';

let corp: TestCorp;
afterEach(() => corp.close());

async function openOutreach() {
  const signal = await openSignal({ url: corp.stores.postgresUrl, log: corp.stores.log });
  const consent = createConsent({ ...corp, ...corp.stores });
  const outreach = createOutreach({
    ...corp,
    ...corp.stores,
    consent,
    channels: [createWecomChannel(corp.wecom, corp.stores.pg)],
    publicUrl: 'https://yj.example',
  });
  const outbox = startOutbox({ ...corp.stores, signal, topics: outreach.topics });
  await outbox.stop();
  return { outreach, outbox, close: () => signal.close() };
}

it('a decided message reaches the friend at WeCom and its receipt comes back', async () => {
  corp = await openTestCorp();
  const { outreach, outbox, close } = await openOutreach();
  const code = await corp.client.acquisition.create({
    body: { name: 'Gate', touchpoint: 'gate', staff: ['lihua'], tags: [], welcome: '您好！' },
  });
  const scan = corp.simulator.actions.scan({ state: code.state });
  if (scan.outcome !== 'added') throw new Error(scan.outcome);
  await corp.pass();
  // The name comes with the event of the friend's arrival.
  await corp.happened();
  const { pg } = corp.stores;
  const friend = (await corp.customers.lookup(pg, 'external_userid', scan.externalUserId))!;
  const [stranger] = await pg.tx((tx) =>
    corp.customers.resolveIdentifiers(tx, [[{ kind: 'member_no', value: 'M1' }]]),
  );
  const ask = { purpose: 'service' as const, channel: 'wecom' as const, origin: 'test' };
  const say = { ...ask, text: '{name}，值机已开放', link: 'https://yj.example/check-in' };
  const answers = await pg.tx((tx) =>
    outreach.decide(tx, [
      { ...say, key: 'a', customerId: friend },
      { ...say, key: 'b', customerId: stranger! },
    ]),
  );
  expect(answers.get('b')).toEqual({ refused: 'not_a_friend' });
  await outbox.drain();
  const page = { limit: 10, after: null };
  expect((await outreach.sends(page, { customerId: friend })).items).toMatchObject([
    { status: 'handed_over' },
  ]);
  for (let n = 0; n < 5; n++) await corp.pass(2_000);
  expect((await outreach.sends(page, { customerId: friend })).items).toMatchObject([
    { status: 'delivered', text: `${scan.name}，值机已开放` },
  ]);
  const [message] = (corp.simulator.truth().messages[scan.externalUserId] ?? []).filter(
    (m) => m.kind === 'mass',
  );
  expect(message?.text).toBe(`${scan.name}，值机已开放`);
  expect(JSON.stringify(message)).toMatch(/https:\/\/yj\.example\/l\/[A-Za-z0-9_-]{22}/);
  const names = (await corp.happened()).map((event) => event.name);
  expect(names).toContain('Message Sent');
  expect(names).toContain('Message Delivered');
  await close();
});

it('a friend who left before the message did gets none', async () => {
  corp = await openTestCorp();
  const { outreach, outbox, close } = await openOutreach();
  const code = await corp.client.acquisition.create({
    body: { name: 'Gate', touchpoint: 'gate', staff: ['lihua'], tags: [], welcome: '您好！' },
  });
  const scan = corp.simulator.actions.scan({ state: code.state });
  if (scan.outcome !== 'added') throw new Error(scan.outcome);
  await corp.pass();
  const { pg } = corp.stores;
  const customerId = (await corp.customers.lookup(pg, 'external_userid', scan.externalUserId))!;
  const ask = {
    key: 'a',
    customerId,
    purpose: 'service' as const,
    channel: 'wecom' as const,
    origin: 'test',
  };
  await pg.tx((tx) => outreach.decide(tx, [{ ...ask, text: '值机已开放' }]));
  await pg.query(`update wecom_friends set state = 'removed'`);
  await outbox.drain();
  const { items } = await outreach.sends({ limit: 10, after: null }, { customerId });
  expect(items).toMatchObject([{ status: 'failed', reason: 'not_a_friend' }]);
  await close();
});
