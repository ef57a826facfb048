/** Whatever was thrown, as a reply of the contract. */
import type { ErrorReply } from '@jetbridge/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, isStoreUnavailable } from './errors.ts';

interface FastifyFailure {
  statusCode?: number;
  code?: string;
  validation?: { instancePath: string; message?: string; params?: Record<string, unknown> }[];
  validationContext?: string;
}

function asAppError(error: unknown): AppError | null {
  if (error instanceof AppError) return error;
  const failure = (error ?? {}) as FastifyFailure;
  if (failure.validation) {
    const problems = failure.validation.map((v) => ({
      in: failure.validationContext ?? 'body',
      field: v.instancePath || String(v.params?.missingProperty ?? v.params?.additionalProperty ?? ''),
      reason: v.message ?? 'invalid',
    }));
    // An address whose parameter cannot be one, such as a mistyped id, names nothing.
    return new AppError(failure.validationContext === 'params' ? 'request.not_found' : 'request.invalid', {
      problems,
    });
  }
  if (failure.statusCode === 413) return new AppError('request.too_large');
  if (failure.statusCode === 415) return new AppError('request.unsupported_media_type');
  if (failure.statusCode === 400)
    return new AppError('request.invalid', {
      problems: [{ in: 'body', field: '', reason: String((error as Error).message) }],
    });
  if (isStoreUnavailable(error)) return new AppError('server.store_unavailable');
  return null;
}

/** Answers with the code, never with what went wrong inside; that goes to the log under the request's id. */
export function answerError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const known = asAppError(error);
  const shown = known ?? new AppError('server.failed');
  if (!known || shown.status >= 500)
    request.log.error({ err: error, requestId: request.id }, 'request failed');
  if (shown.status === 503) reply.header('retry-after', '2');
  if (shown.code === 'access.throttled') {
    const seconds = (shown.details as { retryAfterSeconds?: number } | undefined)?.retryAfterSeconds ?? 60;
    reply.header('retry-after', String(seconds));
  }
  const body: ErrorReply = {
    code: shown.code,
    message: shown.message,
    ...(shown.details === undefined ? {} : { details: shown.details }),
    requestId: request.id,
  };
  void reply.status(shown.status).type('application/json').send(body);
}
