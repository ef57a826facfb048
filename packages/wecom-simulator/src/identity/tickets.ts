/** JS-SDK tickets, and what WeCom's front end checks before it lets a page use it. */
import { errorMeaning, jsSdkSignature, signatureMatches } from '@jetbridge/wecom';
import { type Cap, spend } from '../meters.ts';
import type { App } from '../options.ts';
import type { Parts } from '../parts.ts';
import { Refusal } from '../route.ts';
import { isTrusted } from './domains.ts';

const LIFETIME_S = 7_200;
const HOUR_MS = 3_600_000;

/** The living ticket of the corp (`corp`) or of an app, or a new one; 45009 for who asks too often. */
export function issueTicket(
  { world, scheduler, random }: Pick<Parts, 'world' | 'scheduler' | 'random'>,
  app: App,
  of: 'corp' | 'app',
): { ticket: string; expires_in: number } {
  const { tickets, meters } = world.identity;
  const now = scheduler.now();
  const perCorp: Cap = { key: 'tickets of the corp', cap: 400, windowMs: HOUR_MS };
  const perApp: Cap = { key: `${of} ticket ${app.agentId}`, cap: 100, windowMs: HOUR_MS };
  const caps = of === 'corp' ? [perApp, perCorp] : [perApp];
  if (!spend(meters, { caps, now, blocks: true })) throw new Refusal(45009);
  const key = of === 'corp' ? 'corp' : String(app.agentId);
  const living = tickets.get(key);
  const leftS = Math.floor(((living?.expiresAt ?? 0) - now) / 1000);
  if (living && leftS > 0) return { ticket: living.ticket, expires_in: leftS };
  const serial = world.serial();
  const ticket = [0, 1].map((part) => random.text(43, 'ticket', key, serial, part)).join('');
  tickets.set(key, { ticket, expiresAt: now + LIFETIME_S * 1000 });
  return { ticket, expires_in: LIFETIME_S };
}

/** What a page passes to `wx.config` or `wx.agentConfig`, and its address as the browser shows it. */
export interface SignedPage {
  kind: 'config' | 'agentConfig';
  corpId: string;
  /** Of `agentConfig`. */
  agentId?: number;
  url: string;
  timestamp: number;
  nonceStr: string;
  signature: string;
}

export type SignatureCheck = { ok: true } | { ok: false; errcode: number; errMsg: string };

/** Whether WeCom would take it: corp, trusted domain, a ticket that lives, the signature. */
export function checkSignature(
  { world, settings, scheduler }: Pick<Parts, 'world' | 'settings' | 'scheduler'>,
  page: SignedPage,
): SignatureCheck {
  const refused = (errcode: number): SignatureCheck => ({
    ok: false,
    errcode,
    errMsg: `${page.kind}:fail ${errorMeaning(errcode).en}`,
  });
  if (page.corpId !== settings.corp.corpId) return refused(40013);
  const app = settings.apps.find(({ agentId }) => agentId === page.agentId);
  if (page.kind === 'agentConfig' && !app) return refused(40056);
  const apps = page.kind === 'agentConfig' && app ? [app] : settings.apps;
  if (!apps.some((each) => isTrusted(each, page.url))) return refused(80001);
  const living = world.identity.tickets.get(page.kind === 'config' ? 'corp' : String(page.agentId));
  if (!living || scheduler.now() >= living.expiresAt) return refused(42012);
  const expected = jsSdkSignature({ ...page, ticket: living.ticket });
  return signatureMatches(page.signature, expected) ? { ok: true } : refused(40093);
}
