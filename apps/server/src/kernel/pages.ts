/** The console's built pages from the same origin, so that the session cookie needs no exceptions. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** Styles are set inline by the component library; scripts come from this origin only. */
const contentPolicy = (pictureOrigins: readonly string[]) =>
  `default-src 'self'; img-src ${["'self'", 'data:', 'blob:', ...pictureOrigins].join(' ')}; style-src 'self' 'unsafe-inline'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'`;

/** Paths of programs: an unknown one is an error, not a page. */
const notPages = /^\/(api|v1|wecom|l|assets)(\/|$)/;

/** @param pictureOrigins other origins, as in a content policy, whose pictures the pages show */
export async function servePages(
  app: FastifyInstance,
  directory: string,
  pictureOrigins: readonly string[],
): Promise<void> {
  const page = readFileSync(join(directory, 'index.html'), 'utf8');
  const policy = contentPolicy(pictureOrigins);
  await app.register(fastifyStatic, {
    root: directory,
    index: false,
    wildcard: false,
    preCompressed: true,
    setHeaders(response, path) {
      // Vite names assets by their content.
      if (path.includes('/assets/'))
        response.setHeader('cache-control', 'public, max-age=31536000, immutable');
    },
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
    reply.header('referrer-policy', 'same-origin');
  });
  // The router in the browser owns every other address.
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    if (notPages.test(request.url) || !(request.headers.accept ?? '').includes('text/html'))
      return reply.callNotFound();
    return reply
      .header('content-security-policy', policy)
      .header('cache-control', 'no-cache')
      .type('text/html')
      .send(page);
  });
}
