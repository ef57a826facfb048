/** A `fetch` for tests: answers from a list per path, then `ok`; remembers what was sent and when. */
import type { Clock } from './clock.ts';

export interface WireCall {
  path: string;
  query: URLSearchParams;
  at: number;
}

/** JSON, an HTTP status, a cut connection, or no answer until the signal fires. */
export type WireAnswer = object | number | 'cut' | 'hang';

export function createTestWire(clock: Clock, answers: Record<string, WireAnswer[]> = {}, latencyMs = 0) {
  const calls: WireCall[] = [];
  let tokens = 0;
  let underWay = 0;
  let most = 0;
  const answerTo = async (
    url: URL,
    path: string,
    signal: AbortSignal | null | undefined,
  ): Promise<Response> => {
    if (latencyMs > 0) await clock.sleep(latencyMs, signal ?? undefined);
    const answer = answers[path]?.shift();
    if (answer === 'hang') {
      await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
    }
    if (answer === 'cut') throw new TypeError(`fetch failed ${url}`);
    if (typeof answer === 'number') return new Response('oops', { status: answer });
    if (typeof answer === 'object') return Response.json(answer);
    const token = path === 'gettoken' ? { access_token: `token-${++tokens}`, expires_in: 7200 } : {};
    return Response.json({ errcode: 0, errmsg: 'ok', ...token });
  };
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(String(input));
    const path = url.pathname.replace('/cgi-bin/', '');
    calls.push({ path, query: url.searchParams, at: clock.now() });
    most = Math.max(most, ++underWay);
    try {
      return await answerTo(url, path, init?.signal);
    } finally {
      underWay--;
    }
  };
  return {
    fetch,
    calls,
    of: (path: string) => calls.filter((call) => call.path === path),
    /** The most that were under way at once since it was last asked. */
    most: () => {
      const result = most;
      most = underWay;
      return result;
    },
  };
}

/** The largest number of `times` in any half-open window of that length. */
export function mostInAWindow(times: readonly number[], windowMs: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [index, time] of sorted.entries()) {
    while ((sorted[first] ?? time) <= time - windowMs) first++;
    most = Math.max(most, index - first + 1);
  }
  return most;
}
