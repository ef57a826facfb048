/** What a handler gets, how it refuses, and how it is bound to an endpoint of the client package. */
import { type AnyEndpoint, brokenLimit, type Endpoint, type ReplyBase } from '@jetbridge/wecom';
import { limitErrcode } from './api/limit-errcodes.ts';
import type { Actions, Parts, Reactions } from './parts.ts';
import type { Tokens } from './tokens.ts';

export interface Context extends Parts {
  actions: Actions & Reactions;
  tokens: Tokens;
  /** Where the simulator can be reached, for the URLs in its answers. */
  publicUrl(): string;
}

/** Thrown by handlers: an answer with an errcode, and what the success shape would carry. */
export class Refusal extends Error {
  readonly errcode: number;
  readonly extra: object;
  constructor(errcode: number, extra: object = {}) {
    super(`errcode ${errcode}`);
    this.errcode = errcode;
    this.extra = extra;
  }
}

export interface Route {
  endpoint: AnyEndpoint;
  run(params: object, context: Context): object;
}

/** Binds a handler to an endpoint of the client package: name, method, limits and shapes come from there. */
export function route<Params extends object, Reply extends ReplyBase, Item>(
  endpoint: Endpoint<Params, Reply, Item>,
  handler: (params: Params, context: Context) => Omit<Reply, keyof ReplyBase>,
): Route {
  return {
    endpoint,
    run: (params, context) => {
      const broken = brokenLimit<Params>(endpoint, params as Params);
      if (broken) throw new Refusal(limitErrcode(endpoint.name, broken));
      return handler(params as Params, context);
    },
  };
}
