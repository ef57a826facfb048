import type { TestProject } from 'vitest/node';
import { type RunningServer, startServer } from './server.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The one server that all browser tests share: the built application with the demo airline. */
    server: Pick<RunningServer, 'url' | 'password'>;
  }
}

/** Starts the server before the first browser test and stops it after the last. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await startServer();
  project.provide('server', { url: server.url, password: server.password });
  return server.stop;
}
