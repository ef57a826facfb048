import { checkNumber, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import { sum } from '../numbers.ts';

interface Units {
  readonly units: ArrayLike<number>;
  /** What one unit brings, with its name; read only where there are units. */
  readonly prices: readonly [name: string, values: ArrayLike<number>];
}

/** All units of one period. Refuses what is no number of units, and where there are units without a price. */
export function unitsOf(name: string, { units, prices: [argument, prices] }: Units): number {
  checkValues(`${name}.units`, units, { min: 0 });
  checkSameLength([`${name}.units`, units], [argument, prices]);
  for (let i = 0; i < units.length; i++) if (units[i]! > 0) checkNumber(`${argument}[${i}]`, prices[i]!);
  const total = sum(units);
  checkNumber(`the sum of ${name}.units`, total);
  if (total === 0)
    throw new StatisticsError('empty', { argument: `${name}.units`, says: 'must not all be zero' });
  return total;
}
