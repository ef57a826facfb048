import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStores, type TestStores } from '../testing/stores.ts';
import { type Jobs, startJobs } from './jobs.ts';

type Work = { greet: { name: string }; fail: { times: number } };
const greeted: string[] = [];
const attempts: number[] = [];
let stores: TestStores;
let jobs: Jobs<Work>;
beforeAll(async () => {
  stores = await openTestStores();
  jobs = await startJobs<Work>({
    pg: stores.pg,
    log: stores.log,
    tasks: {
      greet: async ({ name }) => {
        greeted.push(name);
      },
      fail: async ({ times }, { attempt }) => {
        attempts.push(attempt);
        if (attempt <= times) throw new Error('not yet');
      },
    },
  });
});
afterAll(async () => {
  await jobs.stop();
  await stores.close();
});

describe('background jobs', () => {
  it('run with what they were given, and one of each key', async () => {
    const runAt = new Date(Date.now() + 300);
    await jobs.add('greet', { name: 'first' }, { key: 'greeting', runAt });
    await jobs.add('greet', { name: 'second' }, { key: 'greeting', runAt });
    await expect.poll(() => greeted, { timeout: 5000 }).toEqual(['second']);
  });

  it('are tried again after a failure', async () => {
    await jobs.add('fail', { times: 1 });
    await expect.poll(() => attempts, { timeout: 15_000 }).toEqual([1, 2]);
  });
});
