import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Names one process for good: its number together with the moment it started, so that a number which the
 * system handed to another program is not mistaken for ours. Undefined when no such process runs.
 */
export function processIdentity(pid: number): string | undefined {
  if (!isAlive(pid)) return undefined;
  if (process.platform === 'linux') return linuxIdentity(pid);
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return started === '' ? undefined : `${pid}@${started}`;
  } catch {
    return undefined;
  }
}

/** The parent of a process; undefined where the system does not tell, or when there is no such process. */
export function parentOf(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return Number(statFields(pid)[1]);
  } catch {
    return undefined;
  }
}

/** From the third field on: state, parent … The start time is the twentieth of these. */
function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The command name may contain spaces and parentheses; fields are counted after the last ')'.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}

function linuxIdentity(pid: number): string | undefined {
  try {
    const fields = statFields(pid);
    if (fields[0] === 'Z') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${pid}@${boot}/${fields[19]}`;
  } catch {
    return undefined;
  }
}

/** True while a process of this number exists, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Sends each signal in turn and waits for the process to go, so that it gets the polite one first.
 * @returns true once the process is gone
 */
export async function endProcess(
  pid: number,
  steps: readonly { signal: NodeJS.Signals; waitMs: number }[],
): Promise<boolean> {
  const identity = processIdentity(pid);
  const gone = () => identity === undefined || processIdentity(pid) !== identity;
  for (const { signal, waitMs } of steps) {
    if (gone()) return true;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ESRCH') return true;
      throw error;
    }
    const deadline = Date.now() + waitMs;
    while (Date.now() < deadline && !gone()) await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return gone();
}
