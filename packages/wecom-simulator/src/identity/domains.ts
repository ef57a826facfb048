/** Trusted domains (可信域名) of an app. */
import type { App } from '../options.ts';

/** Whether the page is on one of them, or below one of them; always where none are set. */
export function isTrusted(app: App, page: string): boolean {
  if (!app.trustedDomains) return true;
  if (!URL.canParse(page)) return false;
  const { host } = new URL(page);
  return app.trustedDomains.some((domain) => {
    const wanted = domain.toLowerCase();
    return host === wanted || host.endsWith(`.${wanted}`);
  });
}
