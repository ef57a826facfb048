import { loadConfig } from '../kernel/config.ts';
import { type Kernel, openKernel } from '../kernel/kernel.ts';
import { parentOf } from '../kernel/process-identity.ts';
import { migrationsDirectory } from './paths.ts';

/** After this an orderly stop is given up. What is cut off then is taken up again by the next start. */
const STOP_LIMIT_MS = 4500;
/** How long a start that is interrupted may go on to a point where it can be closed properly. */
const START_GRACE_MS = 1500;
/** npm passes a Ctrl-C on to us that the terminal has already sent: two so close together are one. */
const SAME_KEY_MS = 1000;

/** `jetbridge start`: serves until SIGINT or SIGTERM. */
export async function start(): Promise<number> {
  const stopped = stopRequest();
  const config = loadConfig(process.env, process.cwd());
  const onProgress = (message: string) => console.log(`  ${message}`);
  const kernel = await openKernel(config, { migrations: migrationsDirectory(), onProgress });
  const serving = serve(kernel, onProgress);
  const application = await Promise.race([serving, stopped]).catch(async (error: unknown) => {
    await kernel.close();
    throw error;
  });
  if (application !== undefined) {
    kernel.publishUrl(application.url);
    console.log(`Jetbridge ready on ${application.url}`);
    await stopped;
  }
  console.log('Stopping');
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  const closed = serving.then((running) => running.close());
  await (application === undefined ? Promise.race([closed, pause(START_GRACE_MS)]) : closed).catch(
    (error: unknown) => kernel.log.error({ err: error }, 'Stopping failed in part'),
  );
  await kernel.close();
  process.exit(0);
}

async function serve(kernel: Kernel, onProgress: (message: string) => void) {
  const { startApplication } = await import('../main.ts');
  return startApplication(kernel, { onProgress });
}

/** Resolves when this process is asked to stop. Asked again, it ends at once. */
function stopRequest(): Promise<undefined> {
  return new Promise((resolve) => {
    let askedAt: number | undefined;
    const ask = () => {
      if (askedAt !== undefined && Date.now() - askedAt > SAME_KEY_MS) process.exit(130);
      askedAt ??= Date.now();
      resolve(undefined);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask);
    watchLauncher(ask);
  });
}

/**
 * `npm start` keeps npm, and mostly a shell, above this process. npm killed without a word would leave us behind on
 * the port; then a parent's number changes.
 */
function watchLauncher(onGone: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const launchers = () => `${process.ppid} ${parentOf(process.ppid)}`;
  const before = launchers();
  const timer = setInterval(() => {
    if (launchers() === before) return;
    clearInterval(timer);
    onGone();
  }, 500);
  timer.unref();
}

function pause(durationMs: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, durationMs));
}
