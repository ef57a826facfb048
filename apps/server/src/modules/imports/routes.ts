import { contract } from '@jetbridge/contract';
import { AppError } from '../../kernel/errors.ts';
import type { Http } from '../../kernel/http.ts';
import type { Imports } from './index.ts';

const done = { ok: true } as const;

export function bindImportsRoutes(http: Http, imports: Imports): void {
  const routes = contract.imports;
  // The body of an upload stays on the wire until its handler reads it; everywhere else such a body is as good as none.
  http.app.addContentTypeParser('application/octet-stream', (_request, _payload, done) => done(null));
  http.bind(routes.list, ({ query }) => imports.list(query));
  http.bind(routes.maps, async () => imports.maps());
  http.bind(routes.create, ({ body, actor }) => imports.create(body, actor?.name ?? ''));
  http.bind(routes.upload, ({ params, request }) => {
    const type = request.headers['content-type'] ?? '';
    if (!type.startsWith('application/octet-stream')) throw new AppError('request.unsupported_media_type');
    return imports.receive(params.id, request.raw);
  });
  http.bind(routes.preview, ({ params, body }) => imports.preview(params.id, body));
  http.bind(routes.run, ({ params, body }) => imports.run(params.id, body.map));
  http.bind(routes.get, ({ params }) => imports.get(params.id));
  http.bind(routes.cancel, async ({ params }) => {
    await imports.cancel(params.id);
    return done;
  });
  http.bind(routes.refusals, ({ params, query }) => imports.refusals(params.id, query));
}
