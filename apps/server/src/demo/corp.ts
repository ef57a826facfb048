/** The simulated corp of the demo: the same after every start, also after a kill. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSimulator, type Simulator, type Snapshot } from '@jetbridge/wecom-simulator';
import type { Kernel } from '../kernel/kernel.ts';
import { callbackPath, type WecomConfig } from '../modules/wecom/index.ts';
import { staff } from './staff.ts';

export const demoSeed = 'yunji';

/** What happened since the last keeping is lost by a kill. */
const keepEveryMs = 5_000;

export interface DemoCorp {
  config: WecomConfig;
  simulator: Simulator;
  /** Callbacks go to the product at this address from now on. */
  connect(productUrl: string): void;
  disconnect(): void;
  /** Writes down the corp as it is now. */
  keep(): void;
  close(): Promise<void>;
}

/** Invented, and only ever checked by the simulator of this process. */
const credentials = {
  corpId: 'ww5d9e2c1a7b3f8046',
  secret: 'the-demo-corp-has-no-secret',
  agentId: 1000002,
  token: 'yunjiDemo',
  encodingAesKey: 'yunjiDemoAirline0123456789abcdefghijklmnopq',
};

interface Kept {
  /** Codes that were printed carry the simulator's address, so the port stays while it is free. */
  port: number;
  snapshot: Snapshot;
}

/** @param people travellers whom the corp may meet */
export async function startCorp(kernel: Kernel, people: number): Promise<DemoCorp> {
  const path = join(kernel.config.dataDir, 'demo-corp.json');
  const kept = readKept(path);
  const simulator = createSimulator({
    corp: credentials,
    staff,
    people,
    seed: demoSeed,
    quotas: { mass: 'none' },
    ...(kept ? { snapshot: kept.snapshot } : {}),
  });
  const { url, port } = await listenAgain(simulator, kept?.port ?? 0);
  const config: WecomConfig = {
    ...credentials,
    baseUrl: url,
    simulated: true,
    simulatorUrl: url,
    callbackUrl: null,
  };
  let last = kept ? JSON.stringify(kept) : '';
  const keep = () => {
    const text = JSON.stringify({ port, snapshot: simulator.snapshot() } satisfies Kept);
    if (text === last) return;
    // A file appears whole or not at all.
    writeFileSync(`${path}.partial`, text, { mode: 0o600 });
    renameSync(`${path}.partial`, path);
    last = text;
  };
  const keeper = setInterval(keep, keepEveryMs);
  return {
    config,
    simulator,
    keep,
    connect(productUrl) {
      config.callbackUrl = productUrl + callbackPath;
      simulator.setCallbackUrl(config.callbackUrl);
    },
    disconnect() {
      simulator.setCallbackUrl(undefined);
    },
    async close() {
      clearInterval(keeper);
      await simulator.close();
      keep();
    },
  };
}

async function listenAgain(simulator: Simulator, port: number) {
  try {
    return await simulator.listen({ port });
  } catch (error) {
    if (port === 0) throw error;
    return simulator.listen();
  }
}

/** Null on the first start, and after a file that nobody can read: then the corp begins anew. */
function readKept(path: string): Kept | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Kept;
  } catch {
    return null;
  }
}
