import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusalOf } from '../refusal.test-support.ts';
import { pairAtLeastCost } from './hungarian.ts';
import { fitKmeans } from './kmeans.ts';
import { matchClusters, matchClustersByMembers } from './match.ts';

/** The least sum over all ways to give every row of the shorter side another column. */
function bruteForce(table: readonly (readonly number[])[]): number {
  const rows =
    table.length <= table[0]!.length ? table : table[0]!.map((_, c) => table.map((row) => row[c]!));
  const walk = (row: number, taken: readonly number[]): number =>
    row === rows.length
      ? 0
      : Math.min(
          ...rows[row]!.flatMap((cost, c) =>
            taken.includes(c) ? [] : [cost + walk(row + 1, [...taken, c])],
          ),
        );
  return walk(0, []);
}

const tables = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

describe('pairs at least cost', () => {
  it('cost what the best of all pairings costs, up to six by six', () => {
    fc.assert(
      fc.property(tables, (table) => {
        const { columnOfRow, total } = pairAtLeastCost({ values: table.flat(), width: table[0]!.length });
        expect(total).toBe(bruteForce(table));
        const used = columnOfRow.filter((column) => column >= 0);
        expect(used).toHaveLength(Math.min(table.length, table[0]!.length));
        expect(new Set(used).size).toBe(used.length);
      }),
      { seed: 52, numRuns: 150 },
    );
  });

  it('are found at once where all cost the same', () => {
    const { columnOfRow } = pairAtLeastCost({ values: new Float64Array(400 * 500).fill(7), width: 500 });
    expect(new Set(columnOfRow).size).toBe(400);
  });

  it.each([
    ['an empty table', { values: [], width: 2 }, 'empty', 'values'],
    ['half a row', { values: [1, 2, 3], width: 2 }, 'length_mismatch', 'values'],
    ['a cost that is not known', { values: [1, Number.NaN], width: 2 }, 'not_finite', 'values[1]'],
    ['an infinite cost', { values: [1, Number.POSITIVE_INFINITY], width: 2 }, 'not_finite', 'values[1]'],
  ])('are refused for %s', (_, costs, code, argument) => {
    expect(refusalOf(() => pairAtLeastCost(costs))).toMatchObject({ code, argument });
  });
});

const random = createRandom(12);
const rows = Array.from({ length: 400 }, (_, i) => [
  (i % 5) * 4 + random.normal(),
  ((i % 5) % 2) * 6 + random.normal(),
]);
const points = { values: rows.flat(), width: 2 };
const five = fitKmeans({ points, clusters: 5, seed: 1 });

describe('names of groups', () => {
  it('stay when the same groups come in another order', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (order) => {
        const values = order.flatMap((c) => Array.from(five.centres.values.slice(2 * c, 2 * c + 2)));
        const byCentres = matchClusters({ before: five.centres, after: { values, width: 2 } });
        expect(Array.from(byCentres.names)).toEqual(order);
        expect(byCentres.pairs.map(({ measure }) => measure)).toEqual([0, 0, 0, 0, 0]);
        const after = Array.from(five.assignments, (label) => order.indexOf(label));
        const byMembers = matchClustersByMembers({ before: five.assignments, after });
        expect(Array.from(byMembers.names)).toEqual(order);
        expect(byMembers.pairs.map(({ measure }) => measure)).toEqual(Array.from(five.sizes));
      }),
      { seed: 53, numRuns: 50 },
    );
  });

  it('stay with the customers of another month, by centres and by members alike', () => {
    const later = fitKmeans({
      points: { values: points.values.map((x) => x + 0.4 * random.normal()), width: 2 },
      clusters: 5,
      seed: 77,
    });
    const byCentres = matchClusters({ before: five.centres, after: later.centres });
    const byMembers = matchClustersByMembers({ before: five.assignments, after: later.assignments });
    expect(byMembers.names).toEqual(byCentres.names);
    const same = later.assignments.filter((label, i) => byCentres.names[label] === five.assignments[i]);
    expect(same.length).toBeGreaterThan(360);
  });

  it('are new for a group that appeared, and one is gone where there is a group less', () => {
    const six = fitKmeans({ points, clusters: 6, seed: 1 });
    const more = matchClusters({ before: five.centres, after: six.centres });
    expect(more.appeared).toHaveLength(1);
    expect(more.vanished).toEqual([]);
    expect(more.names[more.appeared[0]!]).toBe(5);
    expect(Array.from(more.names).sort()).toEqual([0, 1, 2, 3, 4, 5]);
    const fewer = matchClusters({ before: six.centres, after: five.centres });
    expect(fewer.vanished).toHaveLength(1);
    expect(fewer.appeared).toEqual([]);
    expect(fewer.pairs).toHaveLength(5);
  });

  it('are not given to a group that moved farther than allowed', () => {
    const before = { values: [0, 0, 10, 0, 20, 0], width: 2 };
    const after = { values: [21, 0, 1, 0, 10, 90], width: 2 };
    expect(Array.from(matchClusters({ before, after }).names)).toEqual([2, 0, 1]);
    const read = matchClusters({ before, after, farthest: 5 });
    expect(read).toMatchObject({ vanished: [1], appeared: [2] });
    expect(Array.from(read.names)).toEqual([2, 0, 3]);
  });

  it('do not count customers of one run only, and part groups without common members', () => {
    const read = matchClustersByMembers({ before: [0, 0, 1, -1, -1], after: [0, 0, -1, 1, 1] });
    expect(read).toMatchObject({
      pairs: [{ before: 0, after: 0, measure: 2 }],
      vanished: [1],
      appeared: [1],
    });
    expect(Array.from(read.names)).toEqual([0, 2]);
  });

  it('are kept at just the distance allowed, and given so that most is gained within it', () => {
    const [before, after] = [
      { values: [0, 0, 3, 0], width: 2 },
      { values: [3, 0.5, 60, 0], width: 2 },
    ];
    // Without a limit the sum is least crosswise: 3.04 + 57 against 0.5 + 60.
    expect(Array.from(matchClusters({ before, after }).names)).toEqual([0, 1]);
    expect(Array.from(matchClusters({ before, after, farthest: 5 }).names)).toEqual([1, 2]);
    expect(matchClusters({ before, after, farthest: 0.5 }).pairs).toHaveLength(1);
    expect(matchClusters({ before, after, farthest: 0.49 }).pairs).toHaveLength(0);
    const turned = { values: [3, 0, 0, 0], width: 2 };
    expect(Array.from(matchClusters({ before, after: turned, farthest: 0 }).names)).toEqual([1, 0]);
  });

  it('are not given for what is left over when nobody is in both', () => {
    const read = matchClustersByMembers({ before: [0, 0, 0, 0, 1, 0], after: [0, 0, 0, 0, 0, 1] });
    expect(read).toMatchObject({
      pairs: [{ before: 0, after: 0, measure: 4 }],
      vanished: [1],
      appeared: [1],
    });
  });

  it('are found among numbers that are far apart', () => {
    const read = matchClustersByMembers({ before: [9_999, 3, 3], after: [9_998, 5, 5] });
    expect(read.pairs).toEqual([
      { before: 3, after: 5, measure: 2 },
      { before: 9_999, after: 9_998, measure: 1 },
    ]);
    expect(read.vanished).toHaveLength(9_998);
    expect(read.names[0]).toBe(10_000);
  });

  it('are refused for more centres than a table of them can hold', () => {
    const many = { values: new Float64Array(10_001), width: 1 };
    const act = () => matchClusters({ before: { values: [1], width: 1 }, after: many });
    expect(refusalOf(act)).toMatchObject({ code: 'out_of_range', argument: 'after' });
  });

  const one = { values: [1, 2], width: 1 };
  it.each([
    [
      'no centres',
      () => matchClusters({ before: { values: [], width: 1 }, after: one }),
      'empty',
      'before.values',
    ],
    [
      'another width',
      () => matchClusters({ before: one, after: { values: [1, 2], width: 2 } }),
      'length_mismatch',
      'after.width',
    ],
    [
      'NaN',
      () => matchClusters({ before: one, after: { values: [Number.NaN], width: 1 } }),
      'not_finite',
      'after.values[0]',
    ],
    [
      'a negative limit',
      () => matchClusters({ before: one, after: one, farthest: -1 }),
      'out_of_range',
      'farthest',
    ],
    [
      'fewer customers',
      () => matchClustersByMembers({ before: [0, 1], after: [0] }),
      'length_mismatch',
      'after',
    ],
    ['no customers', () => matchClustersByMembers({ before: [], after: [] }), 'empty', 'before'],
    [
      'half a label',
      () => matchClustersByMembers({ before: [0.5], after: [0] }),
      'out_of_range',
      'before[0]',
    ],
    [
      'an infinite label',
      () => matchClustersByMembers({ before: [0], after: [Number.POSITIVE_INFINITY] }),
      'not_finite',
      'after[0]',
    ],
    [
      'nobody in both runs',
      () => matchClustersByMembers({ before: [0, -1], after: [-1, 0] }),
      'one_class',
      'after',
    ],
  ])('are refused for %s', (_, act, code, argument) => {
    expect(refusalOf(act)).toMatchObject({ code, argument });
  });
});
