import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Language, launchBrowser, openPage, signIn } from './browser.ts';
import { wordsOf } from './words.ts';

const server = inject('server');
/** Where to leave a picture of each page; none are taken when it is not set. */
const pictures = process.env.JETBRIDGE_PICTURES;
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
  if (pictures) await mkdir(pictures, { recursive: true });
});
afterAll(() => browser.close());

const screens: { language: Language; width: number }[] = [
  { language: 'zh', width: 1440 },
  { language: 'en', width: 1440 },
  { language: 'zh', width: 390 },
  { language: 'en', width: 390 },
];

/** The addresses that the navigation of a wide screen leads to. */
async function places(page: Page): Promise<string[]> {
  await page.goto('/');
  const links = page.locator('nav a[href]');
  await links.first().waitFor();
  const found = await links.evaluateAll((nodes) => nodes.map((node) => node.getAttribute('href') ?? ''));
  return [...new Set(found)].filter((path) => path.startsWith('/'));
}

/** Waits until nothing shows that it is loading; live pages go on polling, so the network is never idle. */
async function settle(page: Page): Promise<void> {
  await page.locator('main').first().waitFor();
  await page.locator('.skeleton, [aria-busy="true"]').first().waitFor({ state: 'detached' });
}

describe('every page of the navigation', () => {
  let paths: string[] = [];
  beforeAll(async () => {
    const { page, close } = await openPage(browser, server.url, { language: 'zh' });
    await signIn(page, server);
    paths = await places(page);
    await close();
  });

  test('there are pages to look at', () => {
    expect(paths.length).toBeGreaterThan(5);
  });

  test.each(screens)(
    'opens without an error and fits $width px, in $language',
    async ({ language, width }) => {
      const { page, problems, close } = await openPage(browser, server.url, { language, width });
      await signIn(page, server);
      const wrong: string[] = [];
      page.on('response', (response) => {
        // An administrator is refused nothing.
        if (response.status() >= 400) wrong.push(`${response.status()} ${response.url()}`);
      });
      for (const path of paths) {
        await page.goto(path);
        await settle(page);
        const over = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        if (over > 0) wrong.push(`${path} is ${over} px wider than the screen`);
        const text = (await page.locator('main').textContent()) ?? '';
        const key = text.match(/\b(?:common|nav|errors|overview|customers|segments|journeys)\.[a-z]\w+/)?.[0];
        if (key) wrong.push(`${path} shows the key ${key}`);
        if (pictures) {
          const name = `${path.replaceAll('/', '-').slice(1) || 'overview'}.${language}.${width}.png`;
          await page.screenshot({ path: join(pictures, name), fullPage: true });
        }
        wrong.push(...problems.splice(0).map((problem) => `${path}: ${problem}`));
      }
      expect(wrong).toEqual([]);
      await close();
    },
  );
});

describe('an address of nothing', () => {
  test.each(['zh', 'en'] as const)(
    'is said beside the navigation, with the way back, in %s',
    async (language) => {
      const words = wordsOf(language);
      const { page, close } = await openPage(browser, server.url, { language });
      await signIn(page, server);
      for (const [path, said] of [
        ['/nowhere', words('shell.notFound')],
        ['/segments/mistyped', words('errors.request.not_found')],
        ['/segments/00000000-0000-7000-8000-000000000000', words('errors.segments.not_found')],
      ] as const) {
        await page.goto(path);
        await page.locator('main').getByText(said, { exact: true }).waitFor();
        await page.locator('nav').first().waitFor();
        expect(await page.locator('main').getByRole('button').count()).toBe(0);
        await page
          .locator('main')
          .getByRole('link', { name: words('shell.toOverview') })
          .click();
        await page.waitForURL(`${server.url}/`);
      }
      await close();
    },
  );
});
