import { Logger, makeWorkerUtils, run, type TaskList } from 'graphile-worker';
import type { Log } from './log.ts';
import type { Postgres } from './postgres.ts';

/** Background work by name: `{ 'events.import': async (payload, { log }) => … }`. */
export type Tasks<P extends Record<string, object>> = {
  [Name in keyof P]: (payload: P[Name], context: { log: Log; attempt: number }) => Promise<void>;
};

export type JobOptions = {
  /** A waiting job of the same key is replaced, so that the work is queued once. */
  key?: string;
  runAt?: Date;
  /** 25 unless told otherwise; the pauses between attempts grow to days. */
  maxAttempts?: number;
  /** Jobs of the same queue run one after another. */
  queue?: string;
};

export type Jobs<P extends Record<string, object>> = {
  add<Name extends keyof P & string>(name: Name, payload: P[Name], options?: JobOptions): Promise<void>;
  /** Lets running jobs finish for a while; what is cut off is taken up again by any replica. */
  stop(): Promise<void>;
};

const SCHEMA = 'jobs';

/**
 * Runs background jobs and timetables on the state store, shared by all replicas.
 * @param options.crontab lines such as `0 3 * * * events.sweep`, in UTC
 */
export async function startJobs<P extends Record<string, object>>(options: {
  pg: Postgres;
  log: Log;
  tasks: Tasks<P>;
  crontab?: string;
  /** Jobs run side by side in this process, 2 unless told otherwise. */
  concurrency?: number;
}): Promise<Jobs<P>> {
  const { pg, log } = options;
  const logger = new Logger(() => (level, message) => {
    // Its info lines tell of every job; one line for each is too many.
    if (level === 'error') log.error({ jobs: message });
    else if (level === 'warning') log.warn({ jobs: message });
    else log.debug({ jobs: message });
  });
  const shared = { pgPool: pg.pool, schema: SCHEMA, logger };
  const utils = await makeWorkerUtils(shared);
  await utils.migrate();
  const runner = await run({
    ...shared,
    taskList: taskList(options.tasks, log),
    ...(options.crontab === undefined ? {} : { crontab: options.crontab }),
    concurrency: options.concurrency ?? 2,
    pollInterval: 1000,
    // The process decides when it ends, after everything else has stopped.
    noHandleSignals: true,
  });
  return {
    async add(name, payload, jobOptions = {}) {
      const identifier: string = name;
      await utils.addJob(identifier, payload, {
        ...(jobOptions.key === undefined ? {} : { jobKey: jobOptions.key }),
        ...(jobOptions.runAt === undefined ? {} : { runAt: jobOptions.runAt }),
        ...(jobOptions.maxAttempts === undefined ? {} : { maxAttempts: jobOptions.maxAttempts }),
        ...(jobOptions.queue === undefined ? {} : { queueName: jobOptions.queue }),
      });
    },
    async stop() {
      await runner.stop();
      await utils.release();
    },
  };
}

function taskList<P extends Record<string, object>>(tasks: Tasks<P>, log: Log): TaskList {
  const list: TaskList = {};
  for (const name of Object.keys(tasks)) {
    const task = tasks[name as keyof P];
    // Payloads come back as they were given to `add`, which the compiler has checked.
    list[name] = (payload, helpers) =>
      task(payload as P[keyof P], { log: log.child({ job: name }), attempt: helpers.job.attempts });
  }
  return list;
}
