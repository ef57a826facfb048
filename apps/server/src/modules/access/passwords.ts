/**
 * Passwords by argon2id. One hash takes some 20 ms of a core and 19 MiB, so few run at a time and few may wait: a flood of
 * sign-ins is refused at the door and leaves the cores, and libuv's four threads, to the rest of the product.
 */
import { hash, verify } from '@node-rs/argon2';
import { AppError } from '../../kernel/errors.ts';

/** OWASP Password Storage Cheat Sheet: argon2id, m = 19 MiB, t = 2, p = 1. argon2id is the library's default. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const atOnce = 2;
const waitingAtMost = 40;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for an unknown user (`stored` null) as for a wrong password. Throws access.throttled when swamped. */
  verify(stored: string | null, password: string): Promise<boolean>;
}

export function createPasswords(): Passwords {
  const limited = createLimit(atOnce, waitingAtMost);
  let decoy: Promise<string> | null = null;
  return {
    hash: (password) => limited(() => hash(password, cost)),
    async verify(stored, password) {
      decoy ??= hash('no account has this password', cost);
      const against = stored ?? (await decoy);
      const same = await limited(() => verify(against, password));
      return same && stored !== null;
    },
  };
}

function createLimit(running: number, waiting: number) {
  let busy = 0;
  const queue: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (busy < running) busy++;
    else {
      if (queue.length >= waiting) throw new AppError('access.throttled', { retryAfterSeconds: 2 });
      // Whoever finishes hands its place on, so `busy` stays as it is.
      await new Promise<void>((resolve) => queue.push(resolve));
    }
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else busy--;
    }
  };
}
