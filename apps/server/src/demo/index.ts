/**
 * The demo airline: 云际航空 (YJ), invented, with a simulated WeCom corp, and nobody real in it.
 *
 * It uses the product as a customer would: calls come in through a source, friends through WeCom, codes, segments and
 * journeys through their modules. What has been seeded is remembered, so that a start after a crash goes on with it.
 * Of several replicas one is the *host*: it runs the simulator, seeds, and lets travellers act; the others talk to it.
 */
import { type ArchiveSource, createArchiveHttpSource } from '@jetbridge/wecom';
import type { Application, RunningApplication } from '../application.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Loop } from '../kernel/loop.ts';
import type { WecomConfig } from '../modules/wecom/index.ts';
import { demoConfig, startCorp } from './corp.ts';
import { openScene, seedDemo } from './seed.ts';
import { openSource } from './source.ts';
import { becomeHost, putFacts, readFacts } from './store.ts';
import { startTrickle } from './trickle.ts';

export interface DemoSurroundings {
  application: Application;
  running: RunningApplication;
  /** Where the product listens, without a slash at the end. */
  url: string;
  onProgress(message: string): void;
}

export interface Demo {
  /** The simulated corp; give it to the application. */
  wecom: WecomConfig;
  archive: ArchiveSource;
  /** Connects WeCom to the product, seeds what is missing, then lets travellers act until `stop`. */
  run(at: DemoSurroundings): Promise<void>;
  /** Travellers act no longer. */
  stop(): Promise<void>;
  /** Ends the simulator; after this nothing of it runs. */
  close(): Promise<void>;
}

export interface DemoSize {
  members: number;
}

/** What fits into a minute of seeding on two cores. */
const fullSize: DemoSize = { members: 20_000 };

/** Starts the simulated corp. Nothing is seeded and nobody acts before `run`. */
export async function startDemo(kernel: Kernel, size: DemoSize = fullSize): Promise<Demo> {
  const { host, release } = await becomeHost(kernel.pg);
  if (!host) return joinHost(kernel);
  try {
    return await hostDemo(kernel, size, release);
  } catch (error) {
    release();
    throw error;
  }
}

async function hostDemo(kernel: Kernel, size: DemoSize, release: () => void): Promise<Demo> {
  const { pg, clock, log } = kernel;
  const scene = await openScene(kernel, size.members);
  const corp = await startCorp(kernel, scene.members);
  const { simulator } = corp;
  await putFacts(pg, 'corp', { facts: { url: corp.config.baseUrl }, now: clock.now() });
  let travellers: Loop | null = null;
  return {
    wecom: corp.config,
    archive: simulator.archive,
    async run({ application: { modules }, url, onProgress }) {
      corp.connect(url);
      await seedDemo({ kernel, modules, simulator, scene, keep: corp.keep, onProgress });
      const { writeKey } = await openSource(modules);
      travellers = startTrickle({ simulator, scene, log, url, writeKey, modules });
    },
    async stop() {
      await travellers?.stop();
      corp.disconnect();
    },
    async close() {
      await corp.close();
      release();
    },
  };
}

/** Beside the replica that runs the demo already. */
async function joinHost(kernel: Kernel): Promise<Demo> {
  const url = String((await readFacts(kernel.pg, 'corp'))?.url ?? 'http://127.0.0.1:9');
  return {
    wecom: demoConfig(url),
    archive: createArchiveHttpSource({ url: `${url}/__sim/archive` }),
    run: async () => undefined,
    stop: async () => undefined,
    close: async () => undefined,
  };
}
