/**
 * The demo airline: 云际航空 (YJ), invented, with a simulated WeCom corp, and nobody real in it.
 *
 * It uses the product as a customer would: calls come in through a source, friends through WeCom, codes, segments and
 * journeys through their modules. What has been seeded is remembered, so that a start after a crash goes on with it.
 */
import type { ArchiveSource } from '@jetbridge/wecom';
import type { Application, RunningApplication } from '../application.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { WecomConfig } from '../modules/wecom/index.ts';
import { startCorp } from './corp.ts';

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

/** Starts the simulated corp. Nothing is seeded and nobody acts before `run`. */
export async function startDemo(kernel: Kernel): Promise<Demo> {
  const corp = await startCorp(kernel, 40_000);
  return {
    wecom: corp.config,
    archive: corp.simulator.archive,
    async run({ url }) {
      corp.connect(url);
    },
    async stop() {
      corp.disconnect();
    },
    close: () => corp.close(),
  };
}
