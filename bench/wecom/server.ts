/**
 * What is measured from outside, in a process of its own: a simulator with a given number of friends, or the bare
 * minimum, a server that answers everything with a token and notes when it was asked.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { createSimulator } from '@jetbridge/wecom-simulator';
import { corp, staff } from './travellers.ts';

export interface StartedServer {
  url: string;
  /** From the beginning of `createSimulator` to listening, milliseconds. */
  startedMs: number;
  /** Resident memory once it listens, MiB. */
  rssMiB: number;
  /** Unix milliseconds of each request of the bare server so far, in order of arrival. */
  arrivals(): Promise<number[]>;
  rss(): Promise<number>;
  stop(): Promise<void>;
}

type Role = { kind: 'bare' } | { kind: 'simulator'; friends: number };

export async function startServer(role: Role): Promise<StartedServer> {
  const child = fork(fileURLToPath(import.meta.url), {
    env: { ...process.env, JETBRIDGE_BENCH_WECOM: JSON.stringify(role) },
    serialization: 'advanced',
  });
  const started = await answerOf<{ url: string; startedMs: number; rssMiB: number }>(child);
  const ask = <T>(question: string): Promise<T> => {
    child.send(question);
    return answerOf<T>(child);
  };
  return {
    ...started,
    arrivals: () => ask('arrivals'),
    rss: () => ask('rss'),
    stop: async () => {
      child.disconnect();
      await once(child, 'exit');
    },
  };
}

async function answerOf<T>(child: ChildProcess): Promise<T> {
  const [message] = await once(child, 'message');
  return message as T;
}

const rssMiB = () => Math.round(process.memoryUsage().rss / 2 ** 20);

async function serve(role: Role): Promise<void> {
  const arrivals: number[] = [];
  const before = performance.now();
  const url = role.kind === 'bare' ? await serveBare(arrivals) : await serveSimulator(role.friends);
  process.on('message', (question) => process.send?.(question === 'arrivals' ? arrivals : rssMiB()));
  process.once('disconnect', () => process.exit(0));
  process.send?.({ url, startedMs: performance.now() - before, rssMiB: rssMiB() });
}

async function serveSimulator(friends: number): Promise<string> {
  const simulator = createSimulator({
    corp,
    staff,
    people: friends,
    friends,
    seed: 'bench',
    quotas: { callsPerMinute: 100_000_000 },
  });
  return (await simulator.listen()).url;
}

async function serveBare(arrivals: number[]): Promise<string> {
  const token = JSON.stringify({ errcode: 0, errmsg: 'ok', access_token: 'bare', expires_in: 7_200 });
  const plain = JSON.stringify({ errcode: 0, errmsg: 'ok', follow_user: ['staff0'] });
  const server = createServer((request, response) => {
    const asksToken = request.url?.startsWith('/cgi-bin/gettoken') === true;
    if (!asksToken) arrivals.push(Date.now());
    response.setHeader('content-type', 'application/json');
    response.end(asksToken ? token : plain);
  });
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

if (process.env.JETBRIDGE_BENCH_WECOM && process.send) {
  await serve(JSON.parse(process.env.JETBRIDGE_BENCH_WECOM) as Role);
}
