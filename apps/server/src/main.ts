/** The composition root: the only place where parts are wired together. */
import Fastify from 'fastify';
import type { Kernel } from './kernel/kernel.ts';

/** The running product. */
export type Application = {
  /** `http://HOST:PORT`, without a slash at the end. */
  url: string;
  close(): Promise<void>;
};

export async function startApplication(
  kernel: Kernel,
  { onProgress }: { onProgress: (message: string) => void },
): Promise<Application> {
  const app = Fastify({ loggerInstance: kernel.log, disableRequestLogging: true });
  app.get('/healthz', async (_request, reply) => {
    try {
      await kernel.ping();
      return { status: 'ok' };
    } catch {
      return reply.status(503).header('retry-after', '2').send({ status: 'unavailable' });
    }
  });
  app.get('/metrics', async (_request, reply) => {
    const { registry } = kernel.metrics;
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  onProgress('Listening');
  const { host, port } = kernel.config;
  const url = await app.listen({ host, port });
  return { url, close: () => app.close() };
}
