/** The simulator's page, walked as a person would who plays traveller and advisor. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { endpoints } from '@jetbridge/wecom';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Language, launchBrowser, type OpenPage, openPage } from './browser.ts';
import { type SimulatedProduct, startSimulatedProduct, welcomeText } from './simulated-product.ts';
import { until } from './until.ts';
import { type Words, wordsOfSimulator } from './words.ts';

/** Where to leave a picture of each step; none are taken when it is not set. */
const pictures = process.env.JETBRIDGE_PICTURES;
const languages: Language[] = ['zh', 'en'];
let browser: Browser;
let product: SimulatedProduct;
let opened: OpenPage;

beforeAll(async () => {
  browser = await launchBrowser();
  if (pictures) await mkdir(pictures, { recursive: true });
});
afterAll(() => browser.close());
beforeEach(async () => {
  product = await startSimulatedProduct();
});
afterEach(async () => {
  await opened.close();
  await product.close();
});

async function open(language: Language, width = 1280): Promise<{ page: Page; words: Words }> {
  opened = await openPage(browser, product.url, { language, width });
  const { page } = opened;
  await page.goto('/');
  const words = await wordsOfSimulator(language);
  await page.getByRole('heading', { level: 1, name: words('title') }).waitFor();
  await page.getByRole('navigation').first().waitFor();
  return { page, words };
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `simulator-${name}.png`) });
}

/** The traveller on the screen scans the one code there is. */
async function scan(page: Page, words: Words): Promise<void> {
  await page
    .getByRole('button', { name: words('actions.scan'), exact: true })
    .last()
    .click();
  const dialog = page.getByRole('dialog');
  const qr = dialog.getByRole('img', { name: words('scan.qrOf', { name: 'gate_A12' }) });
  await until('the code is drawn', () => qr.evaluate((one) => Reflect.get(one, 'naturalWidth') > 0));
  await dialog.getByRole('button', { name: words('scan.do'), exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

const phone = (page: Page, words: Words, whose: 'traveller' | 'advisor') =>
  page.getByRole('region', { name: words(`${whose}.caption`) });

async function say(page: Page, words: Words, { by, text }: { by: 'traveller' | 'advisor'; text: string }) {
  const box = phone(page, words, by).getByRole('textbox', { name: words(`${by}.compose`) });
  await box.fill(text);
  await box.press('Enter');
}

describe.each(languages)('the page of the simulator, in %s', (language) => {
  test('a traveller scans, is welcomed, and the two talk', async () => {
    const { page, words } = await open(language);
    await phone(page, words, 'advisor').getByText(words('advisor.noChats')).waitFor();
    await scan(page, words);
    for (const whose of ['traveller', 'advisor'] as const) {
      await phone(page, words, whose).getByText(welcomeText).waitFor();
    }
    await say(page, words, { by: 'traveller', text: '可以改座位吗？' });
    await phone(page, words, 'advisor').getByText('可以改座位吗？').waitFor();
    await say(page, words, { by: 'advisor', text: '给您换到 3C 了' });
    await phone(page, words, 'traveller').getByText('给您换到 3C 了').waitFor();
    await picture(page, `talk.${language}`);
    expect(opened.problems).toEqual([]);
  });

  test('a traveller scans the code of a group and is in it', async () => {
    const chatId = product.simulator.actions.groups.create({ owner: 'LinXiao', name: '柜台一群' }) ?? '';
    await product.client.call(endpoints.addGroupJoinWay, {
      scene: 2,
      chat_id_list: [chatId],
      state: 'gate_B3',
    });
    const { page, words } = await open(language);
    await page.getByRole('button', { name: words('actions.joinGroup'), exact: true }).click();
    const dialog = page.getByRole('dialog');
    const qr = dialog.getByRole('img', { name: words('scan.qrOf', { name: 'gate_B3' }) });
    await until('the code is drawn', () => qr.evaluate((one) => Reflect.get(one, 'naturalWidth') > 0));
    await dialog.getByRole('button', { name: words('join.do'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await phone(page, words, 'traveller').getByText('柜台一群').first().waitFor();
    expect(opened.problems).toEqual([]);
  });

  test('a sidebar puts words into the composer, and the advisor sends them or takes them back', async () => {
    const { page, words } = await open(language);
    await scan(page, words);
    const frame = page.frameLocator('iframe');
    await frame.getByText('getCurExternalContact:ok').waitFor();
    await frame
      .getByRole('button', { name: words('demo.insert') })
      .first()
      .click();
    const composer = phone(page, words, 'advisor').getByRole('textbox', { name: words('advisor.compose') });
    await until(
      'the words are there',
      async () => (await composer.inputValue()) === words('demo.sayings.seat'),
    );
    await page.getByRole('button', { name: words('sidebar.takeBack') }).click();
    await until('the words are gone', async () => (await composer.inputValue()) === '');
    expect(opened.problems).toEqual([]);
  });

  test('a fault is switched on, hits, and the log says what became of it', async () => {
    const { page, words } = await open(language);
    const name = words('faults.duplicate.name');
    await page.getByRole('switch', { name }).click();
    await until(
      'it is on',
      async () => (await page.getByRole('switch', { name }).getAttribute('aria-checked')) === 'true',
    );
    await scan(page, words);
    const log = page.getByRole('region', { name: words('log.rows') });
    const copy = log.getByRole('row', { name: words('conclusions.deliveredCopy') });
    await copy.waitFor();
    // English says one hit in other words than several.
    const hits = language === 'zh' ? 'faults.withHits_other' : 'faults.withHits_one';
    await page.getByText(words(hits, { note: words('faults.duplicate.note'), hits: 1 })).waitFor();
    // It was for the next event alone.
    await until(
      'it is off again',
      async () => (await page.getByRole('switch', { name }).getAttribute('aria-checked')) === 'false',
    );
    await page
      .getByRole('group', { name: words('log.filter') })
      .getByRole('button', { name: words('log.filters.anomalies') })
      .click();
    await until('only what is odd is left', async () => (await log.getByRole('row').count()) < 5);
    await copy.getByRole('button').press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByText('<ChangeType><![CDATA[add_external_contact]]></ChangeType>').waitFor();
    await dialog.getByText('msg_signature=').waitFor();
    await picture(page, `fault.${language}`);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    const exported = await page.request.get('/log.json');
    expect((await exported.json()).entries.length).toBeGreaterThan(3);
    expect(opened.problems).toEqual([]);
  });

  test('the advisor confirms a mass message, and both see it', async () => {
    const { page, words } = await open(language);
    await scan(page, words);
    await phone(page, words, 'traveller').getByText(welcomeText).waitFor();
    await product.client.call(endpoints.addMassMessage, {
      sender: 'LinXiao',
      text: { content: '会员日，里程 8 折' },
    });
    const advisor = phone(page, words, 'advisor');
    await advisor.getByRole('button', { name: words('phone.back') }).click();
    await advisor.getByRole('button', { name: words('advisor.todo') }).click();
    await advisor.getByRole('button', { name: words('todo.send') }).click();
    await phone(page, words, 'traveller').getByText('会员日，里程 8 折').waitFor();
    await advisor.getByText(words('todo.none')).waitFor();
    expect(opened.problems).toEqual([]);
  });

  test('time stands, moves on, and everything begins anew after a question', async () => {
    const { page, words } = await open(language);
    await scan(page, words);
    const clock = page.getByRole('banner').locator('time');
    await page.getByRole('button', { name: words('header.pause') }).click();
    await page.getByRole('button', { name: words('header.resume') }).waitFor();
    const stood = (await clock.textContent()) ?? '';
    await page.getByRole('button', { name: words('header.day') }).click();
    await until(
      'it is a day later',
      async () => (await clock.textContent()) === stood.replace('11-21', '11-22'),
    );
    await page.getByRole('button', { name: words('header.reset') }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: words('reset.do'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });
    await phone(page, words, 'advisor').getByText(words('advisor.noChats')).waitFor();
    expect(product.simulator.truth().relations).toEqual([]);
    expect(opened.problems).toEqual([]);
  });

  test('is whole on a phone, one part at a time, and says when the simulator is gone', async () => {
    const { page, words } = await open(language, 390);
    const parts = page.getByRole('navigation', { name: words('panels.label') });
    for (const part of ['traveller', 'advisor', 'sidebar', 'controls', 'log']) {
      await parts.getByRole('button', { name: words(`panels.${part}`) }).click();
      const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(over, `${part} is wider than the screen`).toBeLessThanOrEqual(0);
      const text = (await page.locator('#page').textContent()) ?? '';
      const shown = text.match(/\b(?:faults|log|actions|conclusions)\.[a-z]\w+/);
      expect(shown, `${part} shows a key`).toBeNull();
      await picture(page, `${part}.${language}.390`);
    }
    await product.simulator.close();
    await page.getByRole('alert').getByText(words('connection.lost')).waitFor();
  });
});

test('the language is chosen on the page, and stays', async () => {
  const { page } = await open('zh');
  const en = await wordsOfSimulator('en');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: en('title') }).waitFor();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: en('title') }).waitFor();
});
