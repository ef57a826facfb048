import { createWecomClient, encrypt, endpoints, sign } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { openTestCorp, type TestCorp } from '../../testing/wecom-corp.ts';

let corp: TestCorp;
afterEach(() => corp.close());

async function friend() {
  const code = await corp.client.acquisition.create({
    body: { name: 'Gate', touchpoint: 'gate', staff: ['lihua'], tags: [], welcome: '您好！' },
  });
  const scan = corp.simulator.actions.scan({ state: code.state });
  if (scan.outcome !== 'added') throw new Error(scan.outcome);
  await corp.pass();
  const customerId = (await corp.customers.lookup(corp.stores.pg, 'external_userid', scan.externalUserId))!;
  return { ...scan, customerId };
}

const atWecom = () => createWecomClient({ ...corp.config });
const tagsThere = (externalUserid: string) =>
  (corp.simulator.truth().relations.find((r) => r.externalUserId === externalUserid)?.tags ?? [])
    .map((tag) => tag.name)
    .sort();
const tagsHere = async (customerId: string) =>
  ((await corp.tags.ofCustomers(corp.stores.pg, [customerId as never])).get(customerId as never) ?? [])
    .map((tag) => tag.name)
    .sort();

/** What the console of WeCom would send after a member changed something about a friend. */
async function callBack(elements: Record<string, string>) {
  const seconds = String(Math.floor(corp.stores.clock.now().getTime() / 1000));
  const all: Record<string, string> = {
    ToUserName: corp.config.corpId,
    CreateTime: seconds,
    MsgType: 'event',
    ...elements,
  };
  const message = `<xml>${Object.entries(all)
    .map(([k, v]) => `<${k}><![CDATA[${v}]]></${k}>`)
    .join('')}</xml>`;
  const encrypted = encrypt(corp.config.encodingAesKey, { message, receiveId: corp.config.corpId });
  const query = new URLSearchParams({
    msg_signature: sign(corp.config.token, { timestamp: seconds, nonce: 'n', encrypted }),
    timestamp: seconds,
    nonce: 'n',
  });
  const response = await fetch(`${corp.url}/wecom/callback?${query}`, {
    method: 'POST',
    body: `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`,
  });
  expect(response.status).toBe(200);
  expect(await response.text()).toBe('');
  await corp.settle();
}

const edited = (who: { userid: string; externalUserId: string }) =>
  callBack({
    Event: 'change_external_contact',
    ChangeType: 'edit_external_contact',
    UserID: who.userid,
    ExternalUserID: who.externalUserId,
  });

describe('tags and the corp tags of WeCom', () => {
  it('follow what is put on a customer here, and what is taken off', async () => {
    corp = await openTestCorp();
    const who = await friend();
    const tags = await Promise.all(
      ['亲子', '商务', '红眼'].map((name) => corp.client.tags.create({ body: { group: '偏好', name } })),
    );
    const ids = tags.map((tag) => tag.id);
    await corp.client.tags.assign({ params: { id: who.customerId }, body: { add: ids } });
    await corp.settle();
    expect(tagsThere(who.externalUserId)).toEqual(['亲子', '商务', '红眼']);
    await corp.client.tags.assign({ params: { id: who.customerId }, body: { remove: ids.slice(0, 2) } });
    await corp.settle();
    expect(tagsThere(who.externalUserId)).toEqual(['红眼']);
    expect(
      (await corp.client.tags.list()).items.map((tag) => [tag.name, tag.customers, tag.wecomTagId !== null]),
    ).toEqual([
      ['亲子', 0, true],
      ['商务', 0, true],
      ['红眼', 1, true],
    ]);
  });

  it('are adopted when a member marks or unmarks a friend, and changes on both sides are kept', async () => {
    corp = await openTestCorp();
    const who = await friend();
    const mine = await corp.client.tags.create({ body: { group: '偏好', name: '商务' } });
    await corp.client.tags.assign({ params: { id: who.customerId }, body: { add: [mine.id] } });
    await corp.settle();
    const { tag_group: group } = await atWecom().call(endpoints.addCorpTags, {
      group_name: '等级',
      tag: [{ name: '金卡' }],
    });
    const gold = group.tag[0]!.id;
    await atWecom().call(endpoints.markTags, {
      userid: who.userid,
      external_userid: who.externalUserId,
      add_tag: [gold],
    });
    await edited(who);
    expect(await tagsHere(who.customerId)).toEqual(['商务', '金卡']);
    expect(tagsThere(who.externalUserId)).toEqual(['商务', '金卡']);
    const added = (await corp.happened()).filter((e) => e.name === 'Tag Added');
    expect(added.at(-1)?.properties).toMatchObject({
      name: '金卡',
      group: '等级',
      by: `wecom:${who.userid}`,
    });

    await atWecom().call(endpoints.markTags, {
      userid: who.userid,
      external_userid: who.externalUserId,
      remove_tag: [gold],
    });
    await edited(who);
    expect(await tagsHere(who.customerId)).toEqual(['商务']);
    expect(tagsThere(who.externalUserId)).toEqual(['商务']);
  });

  it('go at WeCom when the tag is deleted here', async () => {
    corp = await openTestCorp();
    const who = await friend();
    const tag = await corp.client.tags.create({ body: { group: '偏好', name: '商务' } });
    await corp.client.tags.assign({ params: { id: who.customerId }, body: { add: [tag.id] } });
    await corp.settle();
    await corp.client.tags.remove({ params: { id: tag.id } });
    await corp.settle();
    expect(tagsThere(who.externalUserId)).toEqual([]);
    expect((await atWecom().call(endpoints.listCorpTags, {})).tag_group).toEqual([]);
    expect((await corp.happened()).filter((e) => e.name === 'Tag Removed')).toHaveLength(1);
  });

  it('are not lost when WeCom is away for a while', async () => {
    corp = await openTestCorp();
    const who = await friend();
    const tag = await corp.client.tags.create({ body: { group: '偏好', name: '商务' } });
    corp.simulator.failNext({ endpoint: 'externalcontact/mark_tag', fault: { reset: 'before' }, times: 4 });
    await corp.client.tags.assign({ params: { id: who.customerId }, body: { add: [tag.id] } });
    await corp.settle();
    await corp.pass(60_000);
    await corp.pass(60_000);
    expect(tagsThere(who.externalUserId)).toEqual(['商务']);
  });
});

describe('a kind of callback that nobody reads yet', () => {
  it('is kept, sealed', async () => {
    corp = await openTestCorp();
    await callBack({ Event: 'brand_new_event', ChangeType: 'surprise', UserID: '13800138000' });
    const [row] = await corp.stores.pg.query<{ kind: string; state: string; body: string }>(
      `select kind, state, body from wecom_callbacks`,
    );
    expect(row).toMatchObject({ kind: 'unknown.brand_new_event.surprise', state: 'done' });
    expect(row?.body).not.toContain('13800138000');
    expect(corp.stores.vault.decrypt(row?.body ?? '')).toContain('13800138000');
  });
});
