import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimDataDirectory, DirectoryInUse, runningServers } from './data-directory.ts';
import { processIdentity } from './process-identity.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'jetbridge-claim-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

describe('a data directory', () => {
  it('has one holder at a time, who tells where it answers', async () => {
    const claim = await claimDataDirectory(directory, true);
    claim.publish({ url: 'http://127.0.0.1:4600' });
    const second = await claimDataDirectory(directory, true, 0).catch((error: unknown) => error);
    expect(second).toBeInstanceOf(DirectoryInUse);
    expect(String(second)).toContain('http://127.0.0.1:4600');
    expect(runningServers(directory)).toMatchObject([{ pid: process.pid, url: 'http://127.0.0.1:4600' }]);
    expect(statSync(join(directory, 'running.lock')).mode & 0o777).toBe(0o600);
    claim.release();
    expect(runningServers(directory)).toEqual([]);
    (await claimDataDirectory(directory, true, 0)).release();
  });

  it('passes on when its holder is dead, even if the number lives on in another process', async () => {
    const child = spawn('sleep', ['0']);
    await new Promise((resolve) => child.once('exit', resolve));
    for (const pid of [child.pid, process.pid]) {
      writeFileSync(join(directory, 'running.lock'), JSON.stringify({ pid, identity: `${pid}@long ago` }));
      (await claimDataDirectory(directory, true, 0)).release();
    }
  });

  it('is waited for while its holder is on the way out', async () => {
    const child = spawn('sleep', ['0.4']);
    const identity = processIdentity(child.pid ?? 0);
    writeFileSync(join(directory, 'running.lock'), JSON.stringify({ pid: child.pid, identity }));
    (await claimDataDirectory(directory, true, 5000)).release();
  });

  it('is shared by replicas that keep nothing in it', async () => {
    const [a, b] = await Promise.all([
      claimDataDirectory(directory, false),
      claimDataDirectory(directory, false),
    ]);
    a.release();
    b.release();
  });
});
