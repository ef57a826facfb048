/** For tests: what a function refuses with. */
import { StatisticsError } from './errors.ts';

export function refusalOf(act: () => unknown): StatisticsError {
  try {
    act();
  } catch (error) {
    if (error instanceof StatisticsError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}
