import type { Core } from '../core.ts';
import type { Feed } from '../feed.ts';
import type { Simulator } from '../simulator.ts';

export interface Page {
  listen(at: { port?: number; host?: string }): Promise<{ url: string; port: number }>;
  close(): Promise<void>;
}

export function createPage(
  _parts: { feed: Feed; core: () => Core; simulator: Simulator },
  _frames: readonly string[],
): Page {
  return {
    listen: async () => ({ url: '', port: 0 }),
    close: async () => undefined,
  };
}
