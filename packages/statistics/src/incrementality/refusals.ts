/** For tests: what a call refuses with. */
import { StatisticsError } from '../errors.ts';

export function refusal(call: () => unknown): { code: string; argument: string } | 'not refused' {
  try {
    call();
  } catch (error) {
    if (error instanceof StatisticsError) return { code: error.code, argument: error.argument };
    throw error;
  }
  return 'not refused';
}
