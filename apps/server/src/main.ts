/** The running product: all modules on one kernel, the console's pages, and the demo airline when it is wanted. */
import { createServer } from 'node:net';
import { createArchiveHttpSource } from '@jetbridge/wecom';
import { buildApplication } from './application.ts';
import { consoleDirectory } from './cli/paths.ts';
import { startDemo } from './demo/index.ts';
import type { Kernel } from './kernel/kernel.ts';
import { servePages } from './kernel/pages.ts';

export type Application = {
  /** `http://HOST:PORT`, without a slash at the end. */
  url: string;
  close(): Promise<void>;
};

export async function startApplication(
  kernel: Kernel,
  { onProgress }: { onProgress: (message: string) => void },
): Promise<Application> {
  const { config } = kernel;
  // Links that travellers get name the port, so it is known before anything is built.
  const port = config.port === 0 ? await freePort(config.host) : config.port;
  const publicUrl = config.publicUrl ?? `http://${config.host}:${port}`;
  const demo = config.demo ? await startDemo(kernel) : null;
  const application = await buildApplication({
    kernel,
    wecom: demo?.wecom ?? config.wecom ?? null,
    archive:
      demo?.archive ?? (config.archiveUrl ? createArchiveHttpSource({ url: config.archiveUrl }) : null),
    publicUrl,
    localKey: kernel.localKey,
  });
  const { modules, http } = application;
  const admin = await modules.access.ensureAdmin({ password: config.adminPassword });
  await modules.events.sources.ensure('Website and app', config.writeKey);
  const pages = consoleDirectory();
  if (pages) await servePages(http.app, pages, pictureOrigins(demo?.wecom.simulatorUrl ?? null));
  onProgress('Listening');
  const url = await http.app.listen({ host: config.host, port });
  const running = await application.start();
  if (demo) await demo.run({ application, running, url, onProgress });
  if (admin.generated) onProgress(`Sign in as admin with the password ${admin.generated} (shown this once)`);
  return {
    url,
    async close() {
      await demo?.stop();
      await running.stop();
      await application.close();
      await demo?.close();
    },
  };
}

/** WeCom answers with a picture of each channel code, on hosts of its own or at the simulator. */
function pictureOrigins(simulatorUrl: string | null): string[] {
  return simulatorUrl === null ? ['https://*.qpic.cn', 'https://*.qlogo.cn'] : [simulatorUrl];
}

async function freePort(host: string): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => probe.once('error', reject).listen(0, host, resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === 'object' && address ? address.port : 0;
}
