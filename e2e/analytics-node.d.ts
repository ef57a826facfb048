/** The older of the two Segment clients ships no types; this is the part that the tests use. */
declare module 'analytics-node' {
  interface Options {
    host: string;
    flushAt?: number;
    flushInterval?: number;
    axiosRetryConfig?: { retries: number; retryDelay: () => number; retryCondition: () => boolean };
  }
  export default class Analytics {
    constructor(writeKey: string, options: Options);
    track(message: { userId: string; event: string; properties: Record<string, unknown> }): void;
    flush(): Promise<unknown>;
  }
}
