import { type ErrorCode, errorCodes } from '@jetbridge/contract';

/** An expected failure. Its code is in the contract, its details may be shown to the caller. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: unknown;

  constructor(code: ErrorCode, details?: unknown) {
    super(errorCodes[code].message);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  get status(): number {
    return errorCodes[this.code].status;
  }
}

/** Errors that say that a store is away rather than that the statement was wrong. */
export function isStoreUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error ? String(error.code) : '';
  // 57P01–57P03: PostgreSQL is stopping, crashed or starting. 08*: connection exceptions. 53300: too many connections.
  if (/^(57P0[123]|08...|53300|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOENT)$/.test(code)) return true;
  return /Connection terminated|timeout exceeded when trying to connect|socket hang up|warehouse unavailable/i.test(
    error.message,
  );
}
