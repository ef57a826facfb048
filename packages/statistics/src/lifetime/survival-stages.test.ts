import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { hazardByStage, type StageNames, type StageStays } from './survival-stages.ts';
import { lifeTable } from './survival-table.ts';

const names = { stages: ['lead', 'trial'], causes: ['moved on', 'left'] };
const stays = fc
  .array(
    fc.record({
      stage: fc.constantFrom(0, 1),
      time: fc.double({ min: 0.1, max: 50, noNaN: true }),
      end: fc.constantFrom(0, 1, 2),
    }),
    { minLength: 2, maxLength: 50 },
  )
  .filter((rows) => new Set(rows.map(({ stage }) => stage)).size === 2);
const staysOf = (rows: readonly { stage: number; time: number; end: number }[]) => ({
  stage: rows.map(({ stage }) => stage),
  time: rows.map(({ time }) => time),
  end: rows.map(({ end }) => end),
});

describe('the hazard by stage', () => {
  it('adds up over the ways of leaving, and is slower in a smaller unit of time', () => {
    fc.assert(
      fc.property(stays, (rows) => {
        const given = hazardByStage(staysOf(rows), names);
        const hours = hazardByStage(staysOf(rows.map((row) => ({ ...row, time: row.time * 24 }))), names);
        given.forEach((stage, s) => {
          const sum = stage.causes.reduce((total, { hazard }) => total + hazard.value, 0);
          expect(sum).toBeCloseTo(stage.hazard.value, 12);
          expect(stage.causes.reduce((total, { events }) => total + events, stage.open)).toBe(stage.atRisk);
          expect((hours[s]?.hazard.value ?? 0) * 24).toBeCloseTo(stage.hazard.value, 10);
          expect(stage.hazard.interval.lower).toBeLessThanOrEqual(stage.hazard.value);
          expect(stage.hazard.interval.upper).toBeGreaterThan(stage.hazard.value);
        });
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('counts each way of leaving as its share of those who left, and the root of the ends as their error', () => {
    const [stage] = hazardByStage(
      { stage: [0, 0, 0, 0, 0, 0], time: [2, 5, 3, 10, 10, 10], end: [1, 1, 2, 1, 0, 0] },
      { ...names, stages: ['lead'] },
    );
    expect(stage?.causes.map(({ share }) => share)).toEqual([0.75, 0.25]);
    expect(stage?.hazard).toMatchObject({ value: 0.1, standardError: 0.05 });
    const [still] = hazardByStage(
      { stage: [0], time: [4], end: [0] },
      { ...names, stages: ['lead'], level: 0.9 },
    );
    expect(still?.causes.map(({ share }) => share)).toEqual([0, 0]);
    // At that rate none in 4 has a chance of 5 %.
    expect(still?.hazard.interval.upper).toBeCloseTo(-Math.log(0.05) / 4, 12);
    expect(still?.hazard.interval.lower).toBe(0);
  });

  it('covers the true hazards at its level or more', () => {
    const random = createRandom(9);
    const truth = [0.03, 0.01];
    const runs = 2000;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const rows = Array.from({ length: 40 }, () => {
        const time = random.exponential() / 0.04;
        const seen = time < 30;
        return { stage: 0, time: Math.min(time, 30), end: seen ? (random.uniform() < 0.75 ? 1 : 2) : 0 };
      });
      const [stage] = hazardByStage(staysOf(rows), { ...names, stages: ['lead'] });
      stage?.causes.forEach(({ hazard }, k) => {
        const value = truth[k] ?? Number.NaN;
        if (hazard.interval.lower <= value && value <= hazard.interval.upper) covered += 1;
      });
    }
    // Exact intervals of a count cover more than their level: of some 21 and 7 ends, between 95 and 98.5 %.
    const error = Math.sqrt((0.95 * 0.05) / (2 * runs));
    expect(covered / (2 * runs)).toBeGreaterThan(0.95 - 4 * error);
    expect(covered / (2 * runs)).toBeLessThan(0.985);
  });

  it.each<[string, Partial<StageStays>, Partial<StageNames>, string, string]>([
    ['a stage that is not named', { stage: [0, 2] }, {}, 'out_of_range', 'stage[1]'],
    ['half a stage', { stage: [0, 0.5] }, {}, 'out_of_range', 'stage[1]'],
    ['an end that is not named', { end: [0, 3] }, {}, 'out_of_range', 'end[1]'],
    ['a negative time', { time: [1, -1] }, {}, 'out_of_range', 'time[1]'],
    ['NaN', { end: [Number.NaN, 1] }, {}, 'not_finite', 'end[0]'],
    ['no stages', {}, { stages: [] }, 'empty', 'stages'],
    ['no causes', {}, { causes: [] }, 'empty', 'causes'],
    ['a stage that nobody was in', { stage: [0, 0] }, {}, 'not_identified', 'stages[1]'],
    ['no time in a stage', { time: [1, 0] }, {}, 'not_identified', 'stages[1]'],
    ['lengths that differ', { end: [1] }, {}, 'length_mismatch', 'end'],
    ['nobody', { stage: [], time: [], end: [] }, {}, 'empty', 'time'],
    ['a level of 1', {}, { level: 1 }, 'out_of_range', 'level'],
  ])('refuses %s', (_, stay, name, code, argument) => {
    const right = { stage: [0, 1], time: [3, 4], end: [1, 2] };
    expect(refusal(() => hazardByStage({ ...right, ...stay }, { ...names, ...name }))).toEqual({
      code,
      argument,
    });
  });
});

describe('a life table', () => {
  it('loses nobody from one interval to the next', () => {
    fc.assert(
      fc.property(stays, (rows) => {
        const durations = {
          time: rows.map(({ time }) => time),
          event: rows.map((_, i) => (i === 0 ? 1 : i % 2)),
        };
        const table = lifeTable(durations, { breaks: [0, 5, 15, 51] });
        table.forEach((row, k) => {
          const next = table[k + 1]?.atRisk ?? 0;
          expect(row.atRisk - row.events - row.censored).toBe(next);
          expect(row.survival.value).toBeGreaterThanOrEqual(0);
          expect(row.survival.interval.lower).toBeLessThanOrEqual(row.survival.value);
          expect(row.survival.interval.upper).toBeGreaterThanOrEqual(row.survival.value);
        });
        const exposure = table.reduce((sum, row) => sum + row.exposure, 0);
        expect(exposure).toBeCloseTo(
          durations.time.reduce((a, b) => a + b, 0),
          9,
        );
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  it('leaves out intervals that nobody reaches, and keeps who is seen beyond the last', () => {
    const table = lifeTable({ time: [1, 2, 40], event: [1, 1, 1] }, { breaks: [0, 5, 10, 20] });
    expect(table).toHaveLength(3);
    expect(table[2]).toMatchObject({ atRisk: 1, events: 0, exposure: 10 });
    expect(lifeTable({ time: [1, 2], event: [1, 1] }, { breaks: [0, 5, 10] })).toHaveLength(1);
  });

  it('keeps who ended just as an interval began, though there is no time for a hazard', () => {
    const table = lifeTable({ time: [30, 30, 60, 60], event: [1, 0, 1, 1] }, { breaks: [0, 30, 60, 90] });
    expect(table.map(({ atRisk, events, censored }) => [atRisk, events, censored])).toEqual([
      [4, 0, 0],
      [4, 1, 1],
      [2, 2, 0],
    ]);
    expect(table.map(({ exposure }) => exposure)).toEqual([120, 60, 0]);
    expect(table.map(({ hazard }) => hazard?.value)).toEqual([0, 1 / 60, undefined]);
    expect(table[2]?.hazard).toBeNull();
    expect(table[2]?.survival.value).toBe(0);
    const atOnce = lifeTable({ time: [0, 0], event: [1, 0] }, { breaks: [0, 1] });
    expect(atOnce[0]).toMatchObject({ events: 1, exposed: 1.5, hazard: null });
  });

  it('has the binomial error of a chance, and reaches to the upper end before where all have ended', () => {
    const time = [1, 2, 3, 6, 7, 8, 9, 9];
    const [first, second] = lifeTable({ time, event: time.map(() => 1) }, { breaks: [0, 5, 10] });
    expect(first?.chance.standardError).toBeCloseTo(Math.sqrt((0.375 * 0.625) / 8), 12);
    expect(second?.survival).toMatchObject({ value: 0, standardError: 0 });
    expect(second?.survival.interval).toEqual({ lower: 0, upper: first?.survival.interval.upper });
    const [all] = lifeTable({ time, event: time.map(() => 1) }, { breaks: [0, 10] });
    expect(all?.survival.interval).toEqual({ lower: 0, upper: 1 });
  });

  it('counts each interval as one who looks at every customer would, in whatever unit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0, 1)), { minLength: 1 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 45 }), { minLength: 1, maxLength: 20 }),
        fc.constantFrom(1, 0.1, 1e9),
        (rows, inner, unit) => {
          const breaks = [0, ...inner.toSorted((a, b) => a - b)].map((at) => at * unit);
          const seen = [...rows, [0, 1] as const].map(([time, event]) => [time * unit, event] as const);
          const table = lifeTable(
            { time: seen.map(([time]) => time), event: seen.map(([, event]) => event) },
            { breaks },
          );
          for (const { from, to, ...row } of table) {
            const reached = seen.filter(([time]) => time >= from);
            const within = reached.filter(([time]) => time < to);
            expect(row.atRisk).toBe(reached.length);
            expect(row.events).toBe(within.filter(([, event]) => event === 1).length);
            expect(row.censored).toBe(within.filter(([, event]) => event === 0).length);
            const exposure = reached.reduce((sum, [time]) => sum + Math.min(time, to) - from, 0);
            expect(row.exposure / unit).toBeCloseTo(exposure / unit, 9);
          }
          const reached = breaks.filter((from, k) => k < inner.length && seen.some(([time]) => time >= from));
          expect(table).toHaveLength(reached.length);
        },
      ),
      { seed: 12, numRuns: 100 },
    );
  });

  it('covers the true chance, hazard and survival at its level', () => {
    const random = createRandom(21);
    const runs = 2000;
    const breaks = [0, 5, 10, 15];
    const survival = Math.exp(-0.1 * 10);
    const covered = { chance: 0, hazard: 0, survival: 0 };
    for (let run = 0; run < runs; run++) {
      const lives = Array.from(
        { length: 300 },
        () => [random.exponential() * 10, random.uniform() * 30] as const,
      );
      const time = lives.map(([life, end]) => Math.min(life, end));
      const event = lives.map(([life, end]) => (life <= end ? 1 : 0));
      const row = lifeTable({ time, event }, { breaks, level: 0.9 })[1];
      const holds = (interval: { lower: number; upper: number } | undefined, value: number) =>
        Number((interval?.lower ?? 1) <= value && value <= (interval?.upper ?? 0));
      covered.chance += holds(row?.chance.interval, 1 - Math.exp(-0.5));
      covered.hazard += holds(row?.hazard?.interval, 0.1);
      covered.survival += holds(row?.survival.interval, survival);
    }
    for (const count of Object.values(covered))
      expect(Math.abs(count / runs - 0.9)).toBeLessThan(4 * Math.sqrt((0.9 * 0.1) / runs));
  });

  it.each([
    ['breaks that do not begin at 0', [1, 5], [1, 1], 'out_of_range', 'breaks[0]'],
    ['breaks that do not ascend', [0, 5, 5], [1, 1], 'out_of_range', 'breaks[2]'],
    ['one break', [0], [1, 1], 'empty', 'breaks'],
    ['nobody who ended', [0, 5], [0, 0], 'one_class', 'event'],
    ['nobody who ended within the breaks', [0, 0.5], [1, 1], 'one_class', 'event'],
  ])('refuses %s', (_, breaks, event, code, argument) => {
    expect(refusal(() => lifeTable({ time: [1, 2], event }, { breaks }))).toEqual({ code, argument });
  });
});
