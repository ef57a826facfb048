import { ApiError } from '@jetbridge/client';
import type { TFunction } from 'i18next';

export interface Failure {
  code: string;
  words: string;
  requestId: string | null;
  /** The missing permission when that is what failed. */
  permission: string | null;
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
    };
  }
  return { code: 'client.failed', words: t('errors.client.failed'), requestId: null, permission: null };
}
