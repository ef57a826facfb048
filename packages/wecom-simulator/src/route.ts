/** What a handler gets, how it refuses, and how it is bound to an endpoint of the client package. */
import { type AnyEndpoint, brokenLimit, type Endpoint, type ReplyBase } from '@jetbridge/wecom';
import { limitErrcode } from './api/limit-errcodes.ts';
import type { App } from './options.ts';
import type { Actions, Parts, Reactions } from './parts.ts';
import type { Tokens } from './tokens.ts';

export interface Context extends Parts {
  actions: Actions & Reactions;
  tokens: Tokens;
  /** Where the simulator can be reached, for the URLs in its answers. */
  publicUrl(): string;
}

/** What a handler gets beside the parameters. */
export interface Call extends Context {
  /** The app whose token the call carries; the corp's own where no token is needed. */
  app: App;
  /** Of an endpoint with a file. */
  file: UploadedFile | undefined;
}

export interface UploadedFile {
  fileName: string;
  type: string;
  bytes: Uint8Array;
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

/**
 * How far an endpoint's behaviour is known. `verified`: stated by the vendor or by two independent sources; `assumed`:
 * sources are silent or alone, the reading is ours; `unknown`: only the shape is known; `different`: on purpose.
 */
export interface Fidelity {
  state: 'verified' | 'assumed' | 'unknown' | 'different';
  /** The section of the facts, e.g. `4.9`. */
  facts: string;
  /** What is assumed, left out, or done in another way. */
  note?: string;
}

export interface Route {
  endpoint: AnyEndpoint;
  fidelity: Fidelity;
  run(params: object, call: Call): object;
}

/** Binds a handler to an endpoint of the client package: name, method, limits and shapes come from there. */
export function route<Params extends object, Reply extends ReplyBase, Item>(
  endpoint: Endpoint<Params, Reply, Item>,
  fidelity: Fidelity,
  handler: (params: Params, call: Call) => Omit<Reply, keyof ReplyBase>,
): Route {
  return {
    endpoint,
    fidelity,
    run: (params, call) => {
      const broken = brokenLimit<Params>(endpoint, params as Params);
      if (broken) throw new Refusal(limitErrcode(endpoint.name, broken));
      return handler(params as Params, call);
    },
  };
}
