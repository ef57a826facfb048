import fc from 'fast-check';
import { Matrix, solve } from 'ml-matrix';
import { describe, expect, it } from 'vitest';
import { StatisticsError } from '../errors.ts';
import { attributeByMarkov } from './markov.ts';
import { countMoves, type MarkovOrder } from './move-counts.ts';
import type { Paths } from './paths.ts';
import { type Journey, pathsFrom } from './paths-from.ts';
import { formulaPaths } from './references-formula-paths.ts';
import { chainOf, removalEffects } from './removal.ts';
import { attributeByRule } from './rules.ts';
import { estimateTransitions } from './transitions.ts';

const runs = { seed: 4_711, numRuns: 60 };
const journeysFrom = (channels: readonly string[], maxLength = 6) =>
  fc
    .array(
      fc.record({
        touches: fc.array(fc.constantFrom(...channels), { minLength: 1, maxLength }),
        conversions: fc.integer({ min: 0, max: 9 }),
        nulls: fc.integer({ min: 1, max: 40 }),
      }),
      { minLength: 1, maxLength: 20 },
    )
    .filter((journeys) => journeys.some(({ conversions }) => conversions > 0));
const effectsOf = (paths: Paths, order: MarkovOrder = 1) =>
  attributeByMarkov({ paths, order }).credits.map(({ removalEffect }) => removalEffect);

/** The same by the definition: P(convert) with all states of the channel lost, by dense elimination. */
function denseEffects(paths: Paths, order: MarkovOrder): number[] {
  const { states, from, to, probabilities } = estimateTransitions({ paths, order });
  const end = states.length - 2;
  const chance = (lost: string | undefined): number => {
    const kept = (state: number) => lost === undefined || states[state]!.touches.at(-1) !== lost;
    const system = Matrix.eye(end, end);
    const direct = Matrix.zeros(end, 1);
    probabilities.forEach((probability, move) => {
      const [source, target] = [from[move]!, to[move]!];
      if (!kept(source)) return;
      if (target === end) direct.set(source, 0, probability);
      else if (target < end && kept(target))
        system.set(source, target, system.get(source, target) - probability);
    });
    return solve(system, direct).get(0, 0);
  };
  return paths.channels.map((channel) => 1 - chance(channel) / chance(undefined));
}

describe('a Markov chain', () => {
  it.each([1, 2, 3] as const)(
    'of order %i loses what dense elimination says, within its own bound',
    (order) => {
      fc.assert(
        fc.property(journeysFrom(['a', 'b', 'c', 'd']), (journeys) => {
          const paths = pathsFrom({ journeys });
          const { errorBound, credits } = attributeByMarkov({ paths, order });
          expect(errorBound).toBeLessThan(1.1e-12);
          const dense = denseEffects(paths, order);
          for (const [at, credit] of credits.entries())
            expect(Math.abs(credit.removalEffect - dense[at]!)).toBeLessThan(errorBound + 1e-12);
        }),
        runs,
      );
    },
  );

  it('converts exactly as often as its paths, though it is made of their pieces', () => {
    const paths = formulaPaths(80, 4);
    const { conversionRate, conversions } = attributeByMarkov({ paths, order: 2 });
    expect(conversionRate).toBe(conversions / (conversions + paths.nulls.reduce((a, b) => a + b)));
  });

  it('credits paths of one touch as the last touch does, at every order', () => {
    fc.assert(
      fc.property(journeysFrom(['a', 'b', 'c', 'd'], 1), (journeys) => {
        const paths = pathsFrom({ journeys });
        const last = attributeByRule({ paths, rule: { kind: 'last' } });
        for (const order of [1, 2, 3] as const)
          attributeByMarkov({ paths, order }).credits.forEach(({ conversions }, at) => {
            expect(conversions).toBeCloseTo(last.credits[at]!.conversions, 10);
          });
      }),
      runs,
    );
  });

  it('loses everything without the channel that ends every converting path', () => {
    fc.assert(
      fc.property(journeysFrom(['a', 'b', 'c']), fc.constantFrom<MarkovOrder>(1, 2, 3), (journeys, order) => {
        const ended = journeys.map((one) => ({ ...one, touches: [...one.touches, 'gate'] }));
        const paths = pathsFrom({ journeys: ended, channels: ['gate', 'a', 'b', 'c'] });
        expect(effectsOf(paths, order)[0]).toBeCloseTo(1, 11);
      }),
      runs,
    );
  });

  it('of too low an order joins halves of paths, and then a channel in every converting path is not needed', () => {
    const journeys = [
      { touches: ['gate', 'a'], conversions: 5 },
      { touches: ['a'], conversions: 0, nulls: 5 },
    ];
    const paths = pathsFrom({ journeys });
    expect(effectsOf(paths)[0]).toBeCloseTo(0.5, 12);
    expect(effectsOf(paths, 2)[0]).toBeCloseTo(1, 12);
  });

  it('gives exactly nothing to a channel from which nobody converts', () => {
    const journeys = [
      { touches: ['a', 'b'], conversions: 3, nulls: 9 },
      { touches: ['a', 'dead', 'dead'], conversions: 0, nulls: 4 },
    ];
    const [, , dead] = attributeByMarkov({ paths: pathsFrom({ journeys }) }).credits;
    expect(dead).toMatchObject({ channel: 'dead', removalEffect: 0, conversions: 0 });
  });

  it('does not see, at order 1, how often a touch was repeated at once', () => {
    const once: Journey[] = [
      { touches: ['a', 'b'], conversions: 3, nulls: 9 },
      { touches: ['b', 'a'], conversions: 1, nulls: 4 },
    ];
    const again = once.map((one) => ({ ...one, touches: one.touches.flatMap((touch) => [touch, touch]) }));
    const [first, second] = [once, again].map((journeys) => effectsOf(pathsFrom({ journeys })));
    expect(second).toEqual(first);
  });

  it('credits value by what a path is worth, not by how many convert', () => {
    const journeys = [
      { touches: ['cheap'], conversions: 90, value: 90, nulls: 10 },
      { touches: ['dear'], conversions: 10, value: 910, nulls: 10 },
    ];
    const { credits } = attributeByMarkov({ paths: pathsFrom({ journeys }) });
    expect(credits[1]!.share).toBeCloseTo(0.1, 12);
    expect(credits[1]!.value).toBeCloseTo(910, 9);
    expect(credits[1]!.valueRemovalEffect).toBeCloseTo(0.91, 12);
  });

  it('bears values that are all 0', () => {
    const paths = pathsFrom({ journeys: [{ touches: ['a'], conversions: 3, value: 0 }] });
    expect(attributeByMarkov({ paths }).credits[0]).toMatchObject({ value: 0, valueRemovalEffect: null });
  });

  it('gives the same bits whatever the order of the paths', () => {
    fc.assert(
      fc.property(journeysFrom(['a', 'b', 'c']), fc.constantFrom<MarkovOrder>(1, 2, 3), (journeys, order) => {
        const channels = ['a', 'b', 'c'];
        const read = (rows: Journey[]) =>
          attributeByMarkov({ paths: pathsFrom({ journeys: rows, channels }), order });
        expect(read([...journeys].reverse())).toEqual(read(journeys));
      }),
      runs,
    );
  });

  it('solves more channels than fit one block', () => {
    const paths = formulaPaths(600, 70);
    const dense = denseEffects(paths, 1);
    effectsOf(paths).forEach((effect, at) => {
      expect(effect).toBeCloseTo(dense[at]!, 11);
    });
  });

  it('reaches its bound on circles of 2,000 touches', () => {
    const touches = Array.from({ length: 2_000 }, (_, at) => (at % 2 ? 'b' : 'a'));
    const paths = pathsFrom({ journeys: [{ touches, conversions: 1, nulls: 1 }] });
    const { credits, errorBound } = attributeByMarkov({ paths });
    expect(errorBound).toBeLessThan(2e-11);
    for (const { removalEffect } of credits) expect(Math.abs(removalEffect - 1)).toBeLessThan(2e-11);
  });
});

describe('a chain is refused', () => {
  const paths = formulaPaths(40, 4);

  it('of another order than 1, 2 or 3', () => {
    for (const order of [0, 4, 1.5, Number.NaN] as MarkovOrder[]) {
      expect(() => attributeByMarkov({ paths, order })).toThrow(StatisticsError);
      expect(() => estimateTransitions({ paths, order })).toThrow(/^order/);
    }
  });

  it('whose states cannot be numbered', () => {
    const channels = Array.from({ length: 20_000 }, (_, at) => `c${at}`);
    const many = { ...paths, channels };
    expect(attributeByMarkov({ paths: many, order: 2 }).credits).toHaveLength(20_000);
    expect(() => attributeByMarkov({ paths: many, order: 3 })).toThrow(
      expect.objectContaining({ code: 'out_of_range', argument: 'order' }),
    );
  });

  it('rather than answered without convergence', () => {
    const chain = chainOf(countMoves(paths, 2));
    const task = { reward: chain.converting, channels: 4 };
    const limits = { wanted: 1e-12, accepted: 1e-9, products: 1e9 };
    expect(removalEffects(chain, task, limits).errorBound).toBeLessThan(1.1e-12);
    const refused = expect.objectContaining({ code: 'did_not_converge', argument: 'paths' });
    expect(() => removalEffects(chain, task, { ...limits, products: 100 })).toThrow(refused);
    expect(() => removalEffects(chain, task, { ...limits, accepted: 1e-18 })).toThrow(refused);
  });
});

describe('transitions', () => {
  it('leave every state with probability 1, and are sorted', () => {
    for (const order of [1, 2, 3] as const) {
      const { states, from, to, counts, probabilities } = estimateTransitions({
        paths: formulaPaths(90, 4),
        order,
      });
      const leaving = new Float64Array(states.length);
      from.forEach((state, move) => {
        leaving[state]! += probabilities[move]!;
        expect(counts[move]).toBeGreaterThan(0);
        if (move > 0) expect(state).toBeGreaterThanOrEqual(from[move - 1]!);
      });
      expect(states.map(({ kind }) => kind).slice(-2)).toEqual(['conversion', 'null']);
      for (const chance of leaving.subarray(0, -2)) expect(chance).toBeCloseTo(1, 12);
      expect(new Set(Array.from(from, (state, move) => `${state}>${to[move]}`)).size).toBe(from.length);
    }
  });

  it('remember at most as many touches as the order', () => {
    const paths = pathsFrom({ journeys: [{ touches: ['a', 'b', 'c', 'a'], conversions: 1 }] });
    const touches = estimateTransitions({ paths, order: 3 }).states.map((state) => state.touches.join(''));
    expect(touches).toEqual(['', 'a', 'ab', 'abc', 'bca', '', '']);
  });
});
