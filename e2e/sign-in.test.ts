import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Language, launchBrowser, openPage } from './browser.ts';

const { url, password } = inject('server');
let browser: Browser;

beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser.close());

const languages: Language[] = ['zh', 'en'];

describe.each(languages)('signing in, in %s', (language) => {
  test('a person who is not signed in is asked to, and the right password opens the console', async () => {
    const { page, problems, close } = await openPage(browser, url, { language });
    await page.goto('/');
    await page.locator('input[type="password"]').waitFor();
    await page.locator('input:not([type="password"])').first().fill('admin');
    await page.locator('input[type="password"]').fill(password);
    await page.locator('button[type="submit"]').click();
    await page.locator('input[type="password"]').waitFor({ state: 'detached' });
    await page.getByRole('navigation').first().waitFor();
    expect(problems).toEqual([]);
    await close();
  });

  test('a wrong password is refused in words', async () => {
    const { page, close } = await openPage(browser, url, { language });
    await page.goto('/');
    await page.locator('input:not([type="password"])').first().fill('admin');
    await page.locator('input[type="password"]').fill(`${password}?`);
    await page.locator('button[type="submit"]').click();
    await page.getByRole('alert').first().waitFor();
    expect(await page.locator('input[type="password"]').isVisible()).toBe(true);
    await close();
  });
});
