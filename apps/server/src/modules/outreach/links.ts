/** The public door `/l/:code`: counts a person's click and leads on to the address that was stored with the send. */
import { eventNames } from '@jetbridge/contract';
import type { Http } from '../../kernel/http.ts';
import type { DeliveryContext } from './delivery.ts';
import * as deliveries from './delivery-store.ts';
import { announcedClicks, isPerson, safeTarget, sendOfLink } from './rules.ts';

/** Where a code leads, or null; a click by a person is counted, and the first ones are announced. */
export async function follow(
  context: DeliveryContext,
  code: string,
  person: boolean,
): Promise<string | null> {
  const sendId = sendOfLink(code);
  if (sendId === null) return null;
  if (!person) return safeTarget((await deliveries.readLink(context.pg, sendId)) ?? '');
  return context.pg.tx(async (tx) => {
    const click = await deliveries.countClick(tx, sendId);
    if (!click) return safeTarget((await deliveries.readLink(tx, sendId)) ?? '');
    if (click.clicks <= announcedClicks) {
      await context.events.publish(tx, [
        {
          key: `click:${click.sendId}:${click.clicks}`,
          name: eventNames.linkClicked,
          eventTime: context.clock.now(),
          customerId: click.customerId,
          properties: { send: click.sendId, url: click.target, origin: click.origin },
        },
      ]);
    }
    return safeTarget(click.target);
  });
}

const gonePage = `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>链接已失效</title><body style="font:16px/24px system-ui,'PingFang SC','Noto Sans SC',sans-serif;margin:15vh 24px;color:#0f2437">
<p>这个链接不存在或已失效。</p><p lang="en">This link is unknown or has expired.</p></body></html>`;

export function bindLinks(http: Http, open: (code: string, person: boolean) => Promise<string | null>): void {
  http.app.route<{ Params: { code: string } }>({
    method: ['GET', 'HEAD'],
    url: '/l/:code',
    schema: { hide: true },
    handler: async (request, reply) => {
      const { headers } = request;
      const purpose = [headers['sec-purpose'], headers.purpose, headers['x-purpose']].flat().join(' ');
      const person = isPerson({ method: request.method, userAgent: headers['user-agent'], purpose });
      const target = await open(request.params.code, person);
      reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
      if (target === null) return reply.status(404).type('text/html; charset=utf-8').send(gonePage);
      return reply.redirect(target, 302);
    },
  });
}
