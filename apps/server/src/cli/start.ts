import { loadConfig } from '../kernel/config.ts';
import { type Kernel, openKernel } from '../kernel/kernel.ts';
import { migrationsDirectory } from './paths.ts';

/** Longest time an orderly stop may take; whoever waits at a terminal presses Ctrl-C again after that. */
const STOP_LIMIT_MS = 4800;

/** `jetbridge start`: serves until SIGINT or SIGTERM. */
export async function start(): Promise<number> {
  const stopping = new AbortController();
  const stopped = new Promise<string>((resolve) => {
    const stop = (why: string) => {
      if (stopping.signal.aborted) process.exit(130);
      stopping.abort();
      resolve(why);
    };
    process.on('SIGINT', () => stop('SIGINT'));
    process.on('SIGTERM', () => stop('SIGTERM'));
    process.on('SIGHUP', () => stop('SIGHUP'));
    watchLauncher(() => stop('the launcher ended'));
  });
  const config = loadConfig(process.env, process.cwd());
  const onProgress = (message: string) => {
    if (!stopping.signal.aborted) console.log(`  ${message}`);
  };
  const opening = openKernel(config, { migrations: migrationsDirectory(), onProgress });
  const kernel = await opening;
  const closing = async (application?: { close(): Promise<void> }) => {
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    await application?.close();
    await kernel.close();
  };
  if (stopping.signal.aborted) {
    await closing();
    return 0;
  }
  const application = await serve(kernel, onProgress).catch(async (error: unknown) => {
    await kernel.close();
    throw error;
  });
  kernel.publishUrl(application.url);
  if (!stopping.signal.aborted) console.log(`Jetbridge ready on ${application.url}`);
  await stopped;
  console.log('Stopping');
  await closing(application);
  process.exit(0);
}

async function serve(kernel: Kernel, onProgress: (message: string) => void) {
  const { startApplication } = await import('../main.ts');
  return startApplication(kernel, { onProgress });
}

/**
 * `npm start` keeps npm above this process. Killed without a word it would leave us behind on the port; then the
 * parent's number changes.
 */
function watchLauncher(onGone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const launcher = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === launcher) return;
    clearInterval(timer);
    onGone();
  }, 500);
  timer.unref();
}
