import { loadConfig } from '../kernel/config.ts';
import { openKernel } from '../kernel/kernel.ts';
import { migrationsDirectory } from './paths.ts';

/** `jetbridge migrate`: brings both stores to this version, also beside a running server. */
export async function migrateStores(): Promise<number> {
  const config = loadConfig(process.env, process.cwd());
  const onProgress = (message: string) => console.log(`  ${message}`);
  const kernel = await openKernel(config, { migrations: migrationsDirectory(), onProgress, attach: true });
  await kernel.close();
  console.log('Both stores are up to date.');
  return 0;
}
