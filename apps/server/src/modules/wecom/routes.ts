import { contract } from '@jetbridge/contract';
import type { Http } from '../../kernel/http.ts';
import { pageAsk } from '../../kernel/page.ts';
import type { Wecom } from './index.ts';

export const callbackPath = '/wecom/callback';

const done = { ok: true } as const;
const userids = /^[A-Za-z0-9_.@-]{1,64}$/;

export async function bindWecomRoutes(http: Http, wecom: Wecom): Promise<void> {
  http.bind(contract.wecom.status, () => wecom.status());
  http.bind(contract.wecom.listStaff, ({ query }) => wecom.listStaff(pageAsk(query, userids)));
  http.bind(contract.wecom.sync, () => wecom.compareNow().then(() => done));
  // WeCom's own interface, not ours: raw bodies, plain answers, and a plug-in so that its body parser stays its own.
  await http.app.register(async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: wecom.callbackBytes },
      (_request, body, done) => done(null, body),
    );
    app.get<{ Querystring: Record<string, unknown> }>(
      callbackPath,
      { schema: { hide: true } },
      async (request, reply) => reply.type('text/plain').send(wecom.answerVerification(request.query)),
    );
    app.post<{ Querystring: Record<string, unknown> }>(
      callbackPath,
      { schema: { hide: true } },
      async (request, reply) => {
        await wecom.receive(request.query, Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0));
        return reply.type('text/plain').send('');
      },
    );
  });
}
