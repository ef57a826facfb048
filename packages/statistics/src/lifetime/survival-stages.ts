/** How fast customers leave a stage of their journey, and to where. */
import { checkCount, checkProbability, checkSameLength, checkValues } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { sum } from '../numbers.ts';
import { computable } from './computable.ts';
import { rateOf } from './survival-rates.ts';

/** One entry per stay of a customer in a stage; all arrays are equally long. */
export interface StageStays {
  /** Which of `stages`: 0, 1, … */
  readonly stage: ArrayLike<number>;
  /** How long the stay was seen, in any unit; not negative. */
  readonly time: ArrayLike<number>;
  /** 0 where the customer is still in the stage, k where the stay ended by the k-th of `causes`. */
  readonly end: ArrayLike<number>;
}

export interface StageNames {
  readonly stages: readonly string[];
  /** Ways in which a stay may end; they compete, since the first ends the stay. */
  readonly causes: readonly string[];
  readonly level?: number;
}

export interface CauseHazard {
  readonly cause: string;
  readonly events: number;
  /** Ends by this cause per unit of time in the stage. */
  readonly hazard: Estimate;
  /** Share of all stays that will end by this cause, if the hazards stay as they are; 0 where none ended. */
  readonly share: number;
}

export interface StageHazard {
  readonly stage: string;
  /** Stays that were seen, all of them at risk from their start. */
  readonly atRisk: number;
  /** Stays that have not ended yet. */
  readonly open: number;
  /** Time spent in the stage by all. */
  readonly exposure: number;
  readonly events: number;
  /** Ends by any cause per unit of time in the stage. */
  readonly hazard: Estimate;
  readonly causes: readonly CauseHazard[];
}

/**
 * How fast customers leave each stage, by each way of leaving it.
 *
 * Hazard = ends ÷ time spent in the stage by all, those who are still there included (the maximum likelihood of a hazard that is constant
 * within a stage); the interval is exact for a Poisson count (Garwood). Ways of leaving compete: each is counted with the others as
 * censoring, their hazards add up to the whole, and hazard of a cause ÷ whole hazard is the share that will leave that way.
 * Assumes the hazard does not change with the time already spent in the stage: where it does, give lifeTable the stays of one stage.
 * O(n + stages × causes).
 *
 * @throws {StatisticsError} out_of_range when a stage or an end is none of those named, or a time negative; not_identified when nobody spent any time in a stage; empty; length_mismatch; not_finite
 * @see Garwood (1936), Biometrika 28:437–442; Kalbfleisch and Prentice (2002), The Statistical Analysis of Failure Time Data, chapter 8
 * @example
 * const [trial] = hazardByStage(
 *   { stage: [0, 0, 0, 0], time: [2, 5, 3, 10], end: [1, 2, 1, 0] },
 *   { stages: ['trial'], causes: ['bought', 'left'] },
 * );
 * trial.exposure // → 20
 * trial.hazard.value // → 0.15
 * trial.causes[0].share // → 0.666667
 */
export function hazardByStage(stays: StageStays, names: StageNames): readonly StageHazard[] {
  const { level = 0.95 } = names;
  checkStays(stays, names);
  checkProbability('level', level);
  const times = names.stages.map((): number[] => []);
  const ends = names.stages.map(() => new Float64Array(names.causes.length + 1));
  for (let i = 0; i < stays.stage.length; i++) {
    times[stays.stage[i]!]!.push(stays.time[i]!);
    ends[stays.stage[i]!]![stays.end[i]!]! += 1;
  }
  return names.stages.map((stage, s) => {
    const counts = ends[s]!;
    const atRisk = times[s]!.length;
    const exposure = sum(times[s]!);
    if (!(exposure > 0))
      throw new StatisticsError('not_identified', {
        argument: `stages[${s}]`,
        says: `cannot be given a hazard: nobody spent any time in ${stage}`,
      });
    const open = counts[0]!;
    const events = atRisk - open;
    const causes = names.causes.map((cause, k) => {
      const count = counts[k + 1]!;
      const share = events === 0 ? 0 : count / events;
      return { cause, events: count, hazard: rateOf(count, { exposure, level }), share };
    });
    const hazard = rateOf(events, { exposure, level });
    return computable('time', { stage, atRisk, open, exposure, events, hazard, causes });
  });
}

function checkStays({ stage, time, end }: StageStays, { stages, causes }: StageNames): void {
  checkValues('time', time, { min: 0 });
  checkSameLength(['time', time], ['stage', stage]);
  checkSameLength(['time', time], ['end', end]);
  for (const [argument, list] of [
    ['stages', stages],
    ['causes', causes],
  ] as const)
    if (list.length === 0)
      throw new StatisticsError('empty', {
        argument,
        says: 'must name at least one',
        details: { length: 0 },
      });
  checkChoices('stage', stage, stages.length - 1);
  checkChoices('end', end, causes.length);
}

function checkChoices(argument: string, values: ArrayLike<number>, max: number): void {
  checkValues(argument, values, { min: 0, max });
  for (let i = 0; i < values.length; i++)
    if (!Number.isInteger(values[i])) checkCount(`${argument}[${i}]`, values[i]!);
}
