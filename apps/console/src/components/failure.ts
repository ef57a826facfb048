import { ApiError } from '@jetbridge/client';
import type { TFunction } from 'i18next';

export interface Failure {
  code: string;
  words: string;
  requestId: string | null;
  /** The missing permission when that is what failed. */
  permission: string | null;
  /** What was asked for is not there: asking again does not help. */
  isGone: boolean;
}

function permissionOf(details: unknown): string | null {
  if (typeof details !== 'object' || details === null || !('permission' in details)) return null;
  return typeof details.permission === 'string' ? details.permission : null;
}

/** An error in words of the reader's language. */
export function failureOf(error: unknown, t: TFunction): Failure {
  if (error instanceof ApiError) {
    return {
      code: error.code,
      words: t(`errors.${error.code}`, { defaultValue: error.message }),
      requestId: error.requestId,
      permission: error.code === 'access.forbidden' ? (permissionOf(error.details) ?? '') : null,
      isGone: error.status === 404,
    };
  }
  const words = t('errors.client.failed');
  return { code: 'client.failed', words, requestId: null, permission: null, isGone: false };
}
