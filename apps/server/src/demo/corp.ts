/** The simulated corp of the demo: the same after every start, also after a kill. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Behaviours } from '@jetbridge/wecom-simulator';
import { createSimulator, type Simulator, type Snapshot } from '@jetbridge/wecom-simulator';
import type { Kernel } from '../kernel/kernel.ts';
import { callbackPath, type WecomConfig } from '../modules/wecom/index.ts';
import { demoPeople } from './people.ts';
import { seed } from './scene.ts';
import { staff } from './staff.ts';

/** Tags and remarks of so long are lost by a kill; codes and friendships are kept at once. */
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

export const demoConfig = (simulatorUrl: string): WecomConfig => ({
  ...credentials,
  baseUrl: simulatorUrl,
  simulated: true,
  simulatorUrl,
  callbackUrl: null,
});

interface Kept {
  /** Codes that were printed carry the simulator's address, so the port stays while it is free. */
  port: number;
  snapshot: Snapshot;
}

/** What people do when a message reaches them. */
const behaviours: Partial<Behaviours> = {
  tap: { rate: 0.32, delayMs: { min: 5_000, max: 400_000 } },
  reply: {
    rate: 0.09,
    delayMs: { min: 20_000, max: 900_000 },
    texts: [
      '好的，谢谢',
      '收到',
      '可以改签吗？',
      '行李额是多少？',
      '靠过道，前排',
      '儿童餐能提前订吗？',
      '里程什么时候到账？',
    ],
  },
  block: { rate: 0.004, delayMs: { min: 60_000, max: 600_000 } },
  // A member of staff confirms what goes out in his or her name.
  confirm: { min: 10_000, max: 180_000 },
};

export async function startCorp(kernel: Kernel, members: number): Promise<DemoCorp> {
  const path = join(kernel.config.dataDir, 'demo-corp.json');
  const kept = readKept(path);
  const simulator = createSimulator({
    corp: credentials,
    staff,
    people: demoPeople(members),
    seed,
    quotas: { mass: 'none' },
    behaviours,
    onChange: () => keep(),
    ...(kept ? { snapshot: kept.snapshot } : {}),
  });
  const { url, port } = await listenAgain(simulator, kept?.port ?? 0);
  const config = demoConfig(url);
  let last = kept ? JSON.stringify(kept) : '';
  function keep() {
    const text = JSON.stringify({ port, snapshot: simulator.snapshot() } satisfies Kept);
    if (text === last) return;
    // A file appears whole or not at all.
    writeFileSync(`${path}.partial`, text, { mode: 0o600 });
    renameSync(`${path}.partial`, path);
    last = text;
  }
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
