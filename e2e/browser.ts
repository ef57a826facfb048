import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../scripts/chromium.mjs';

export type Language = 'zh' | 'en';

export interface OpenPage {
  page: Page;
  /** What went wrong in the page so far: uncaught errors, console errors, answers of 500 and above. */
  problems: string[];
  close: () => Promise<void>;
}

/** Launches the Chromium of this machine, with an empty profile and without a word to the network. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('No Chromium: install it, or set CHROMIUM_PATH.');
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** A fresh browser context (no cookies) that shows the console in `language`, on a screen `width` pixels wide. */
export async function openPage(
  browser: Browser,
  baseURL: string,
  { language, width = 1440 }: { language: Language; width?: number },
): Promise<OpenPage> {
  const context = await browser.newContext({
    baseURL,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    timezoneId: 'Asia/Shanghai',
    viewport: { width, height: 900 },
  });
  // The console remembers the language that was chosen; a test may still choose another by hand.
  await context.addInitScript(
    `localStorage.getItem('jetbridge.language') ?? localStorage.setItem('jetbridge.language', '${language}')`,
  );
  const page = await context.newPage();
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    // A refused request is logged by the browser as an error; the test that provokes one looks at the page instead.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      problems.push(`console: ${message.text()}`);
    }
  });
  page.on('response', (response) => {
    if (response.status() >= 500) problems.push(`${response.status()} ${response.url()}`);
  });
  return { page, problems, close: () => context.close() };
}

/** Signs `page` in as the administrator without the form, for tests that are about something else. */
export async function signIn(
  page: Page,
  { url, password }: { url: string; password: string },
): Promise<void> {
  const answer = await page.request.post(`${url}/api/session`, { data: { username: 'admin', password } });
  if (!answer.ok()) throw new Error(`Signing in answered ${answer.status()}: ${await answer.text()}`);
}
