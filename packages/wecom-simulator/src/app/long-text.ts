/** WeCom cuts text that is too long; the client refuses it, so that nobody reads half a message. */
import type { Endpoint } from '@jetbridge/wecom';

/** The endpoint as the server has it. */
export function acceptingLongText<Params extends object, Reply extends object>(
  endpoint: Endpoint<Params, Reply>,
): Endpoint<Params, Reply> {
  const limits = endpoint.limits.map((limit) =>
    limit.path === 'text.content' ? { ...limit, bytes: Number.MAX_SAFE_INTEGER } : limit,
  );
  return { ...endpoint, limits };
}
