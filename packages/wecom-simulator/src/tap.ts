/** Following a link as a phone does, without redirects: the answer's status is what the sender learns. */
import type { Settings } from './options.ts';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Demos must not call strangers: only hosts that were allowed. */
export function mayVisit(url: string, settings: Pick<Settings, 'tapHosts'>): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'http:' && protocol !== 'https:') return false;
  const allowed = settings.tapHosts === 'loopback' ? LOOPBACK : settings.tapHosts;
  return allowed === 'any' || allowed.includes(hostname);
}

/** Undefined when the link may not be visited or nobody answered. */
export async function tapLink(url: string, settings: Settings): Promise<number | undefined> {
  if (!mayVisit(url, settings)) return undefined;
  try {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { 'user-agent': 'Mozilla/5.0 (iPhone) MicroMessenger/8.0 wecom-simulator' },
      signal: AbortSignal.timeout(5_000),
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return undefined;
  }
}

/** Links of a message, in reading order: those in the text, then those of its cards. */
export function linksOf(text: string, cards: readonly string[]): string[] {
  return [...(text.match(/https?:\/\/[^\s<>"'，。；）】]+/g) ?? []), ...cards];
}
