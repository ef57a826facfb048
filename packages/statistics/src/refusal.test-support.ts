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

/** Only its code and argument, for comparing them at once. */
export function refusal(act: () => unknown): { code: string; argument: string } {
  const { code, argument } = refusalOf(act);
  return { code, argument };
}

/** The same as a pair, for tables of many refusals. */
export function refusalPair(act: () => unknown): [code: string, argument: string] {
  const { code, argument } = refusalOf(act);
  return [code, argument];
}
