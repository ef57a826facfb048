import { describe, expect, it } from 'vitest';
import { chisquareUpper } from '../distributions.ts';
import { allocateLayer, allocateVariants } from './allocation.ts';
import { bucketOf } from './bucket.ts';
import {
  type Assignment,
  assignVariant,
  assignVariants,
  type Experiment,
  type Holdout,
} from './experiment.ts';
import { assignmentSql, bucketSql, type SqlDialect } from './sql.ts';

const units = Array.from({ length: 10_000 }, (_, i) => `customer ${i}`);
const variants = allocateVariants({
  variants: [
    { name: 'old', share: 0.5 },
    { name: 'new', share: 0.5 },
  ],
});
const layer = {
  salt: 'layer',
  experiments: allocateLayer({
    experiments: [
      { name: 'fares', share: 0.3 },
      { name: 'seats', share: 0.5 },
    ],
  }),
};
const holdout: Holdout = { salt: 'holdout', share: 0.05 };
const experiment = (name: string, more: Partial<Experiment> = {}): Experiment => ({
  name,
  salt: name,
  variants,
  ...more,
});
const partIn = (one: Experiment) => assignVariants({ experiment: one, units });
const shareOf = (flags: readonly boolean[]) => flags.filter(Boolean).length / flags.length;
/** Four standard errors of a share of the units. */
const near = (share: number) => 4 * Math.sqrt((share * (1 - share)) / units.length);

describe('a unit', () => {
  it('gets the variant that its bucket belongs to', () => {
    for (const unit of units.slice(0, 200)) {
      const variant = bucketOf({ salt: 'fares', unit }) < 5_000 ? 'old' : 'new';
      expect(assignVariant({ experiment: experiment('fares'), unit })).toEqual({
        variant,
        standing: 'assigned',
      });
    }
  });

  it('is never in two experiments of one layer', () => {
    const fares = partIn(experiment('fares', { layer }));
    const seats = partIn(experiment('seats', { layer }));
    const both = fares.filter(({ variant }, i) => variant !== null && seats[i]?.variant !== null);
    expect(both).toEqual([]);
    expect(Math.abs(shareOf(fares.map(({ variant }) => variant !== null)) - 0.3)).toBeLessThan(near(0.3));
    expect(Math.abs(shareOf(seats.map(({ variant }) => variant !== null)) - 0.5)).toBeLessThan(near(0.5));
  });

  it('is in an experiment of one layer independently of its variant in another', () => {
    const fares = partIn(experiment('fares', { layer }));
    const meals = partIn(
      experiment('meals', {
        layer: {
          salt: 'other layer',
          experiments: allocateLayer({ experiments: [{ name: 'meals', share: 0.4 }] }),
        },
      }),
    );
    const cells = new Map<string, number>();
    for (const [i, { variant }] of fares.entries()) {
      const cell = `${variant}, ${meals[i]?.variant}`;
      cells.set(cell, (cells.get(cell) ?? 0) + 1);
    }
    const first = new Map([
      ['null', 0.7],
      ['old', 0.15],
      ['new', 0.15],
    ]);
    const second = new Map([
      ['null', 0.6],
      ['old', 0.2],
      ['new', 0.2],
    ]);
    let statistic = 0;
    for (const [a, p] of first) {
      for (const [b, q] of second) {
        const expected = p * q * units.length;
        statistic += ((cells.get(`${a}, ${b}`) ?? 0) - expected) ** 2 / expected;
      }
    }
    expect(chisquareUpper(statistic, 8)).toBeGreaterThan(1e-3);
  });

  it('that is held out is in no experiment, and who is not gets the variant it had without a holdout', () => {
    const free = partIn(experiment('fares'));
    const held = partIn(experiment('fares', { holdout }));
    const inLayer = partIn(experiment('seats', { holdout, layer }));
    const heldIn = (given: readonly Assignment[]) => given.map(({ standing }) => standing === 'held_out');
    const variantsOf = (given: readonly Assignment[]) => given.map(({ variant }) => variant);
    expect(heldIn(inLayer)).toEqual(heldIn(held));
    expect(variantsOf(held)).toEqual(
      free.map(({ variant }, i) => (held[i]?.standing === 'held_out' ? null : variant)),
    );
    expect(Math.abs(shareOf(held.map(({ standing }) => standing === 'held_out')) - 0.05)).toBeLessThan(
      near(0.05),
    );
  });

  it('that is held out stays so when the holdout grows', () => {
    const small = partIn(experiment('fares', { holdout }));
    const large = partIn(experiment('fares', { holdout: { ...holdout, share: 0.1 } }));
    expect(
      small.every(({ standing }, i) => standing !== 'held_out' || large[i]?.standing === 'held_out'),
    ).toBe(true);
  });

  it('is assigned alone as among many', () => {
    const one = experiment('fares', { layer, holdout });
    const all = partIn(one);
    for (let i = 0; i < 300; i++)
      expect(assignVariant({ experiment: one, unit: units[i] ?? '' })).toEqual(all[i]);
  });

  it.each<[string, Experiment, string, string]>([
    [
      'an experiment that its layer does not have',
      experiment('x', { layer }),
      'unknown_name',
      'experiment.name',
    ],
    [
      'the salt of the layer',
      experiment('fares', { layer: { ...layer, salt: 'fares' } }),
      'out_of_range',
      'experiment.salt',
    ],
    [
      'the salt of the holdout',
      experiment('fares', { holdout: { ...holdout, salt: 'fares' } }),
      'out_of_range',
      'experiment.salt',
    ],
    [
      'one salt for layer and holdout',
      experiment('fares', { layer, holdout: { ...holdout, salt: 'layer' } }),
      'out_of_range',
      'experiment.salt',
    ],
    ['an empty salt', experiment('fares', { salt: '' }), 'empty', 'experiment.salt'],
    [
      'an empty salt of the layer',
      experiment('fares', { layer: { ...layer, salt: '' } }),
      'empty',
      'experiment.layer.salt',
    ],
    [
      'variants that leave buckets out',
      experiment('fares', { variants: variants.slice(1) }),
      'shares_do_not_sum',
      'experiment.variants',
    ],
    [
      'a holdout of everybody',
      experiment('fares', { holdout: { ...holdout, share: 1 } }),
      'out_of_range',
      'experiment.holdout.share',
    ],
    [
      'a holdout of less than a bucket',
      experiment('fares', { holdout: { ...holdout, share: 1e-5 } }),
      'out_of_range',
      'experiment.holdout.share',
    ],
  ])('is not assigned by %s, here or in SQL', (_, bad, code, argument) => {
    const error = expect.objectContaining({ code, argument });
    expect(() => assignVariant({ experiment: bad, unit: 'x' })).toThrow(error);
    expect(() => assignmentSql({ dialect: 'postgresql', experiment: bad, unit: 'id' })).toThrow(error);
  });

  it('that is no text is named by its place', () => {
    expect(() => assignVariants({ experiment: experiment('fares'), units: [1, 'a\0'] })).toThrow(
      expect.objectContaining({ code: 'out_of_range', argument: 'units[1]' }),
    );
    for (const nobody of ['', null, undefined] as string[])
      expect(() => assignVariants({ experiment: experiment('fares'), units: [1, 'a', nobody] })).toThrow(
        expect.objectContaining({ code: 'empty', argument: 'units[2]' }),
      );
  });
});

describe('the SQL of an assignment', () => {
  it.each<SqlDialect>(['postgresql', 'clickhouse'])(
    'tells the buckets of nobody from those of others in %s',
    (dialect) => {
      const variants = allocateVariants({ variants: [{ name: 'all', share: 1 }] });
      const experiments = [
        { name: 'mine', from: 1_000, to: 2_000 },
        { name: 'other', from: 3_000, to: 4_000 },
      ];
      const experiment = { name: 'mine', salt: 'own', variants, layer: { salt: 'layer', experiments } };
      const sql = assignmentSql({ dialect, experiment, unit: 'id' });
      expect(sql).toContain('[0, 1000, 2000, 3000, 4000]');
      expect(sql).toContain('[0, 1, 0, 0, 0]');
    },
  );

  const hostile = `'; DROP TABLE x; -- \\'`;

  it('cannot be left by a salt or a name', () => {
    const sql = (dialect: SqlDialect) => bucketSql({ dialect, salt: hostile, unit: 'id' });
    expect(sql('postgresql')).toContain(String.raw`E'''; DROP TABLE x; -- \\''\n' || nullif((id)::text, '')`);
    expect(sql('clickhouse')).toContain(String.raw`'\'; DROP TABLE x; -- \\\'\n', nullIf(toString(id), '')`);
    const named = experiment('fares', {
      variants: allocateVariants({ variants: [{ name: hostile, share: 1 }] }),
    });
    const assignment = (dialect: SqlDialect) => assignmentSql({ dialect, experiment: named, unit: 'id' });
    expect(assignment('postgresql')).toContain(String.raw`ARRAY[E'''; DROP TABLE x; -- \\''']`);
    expect(assignment('clickhouse')).toContain(String.raw`['\'; DROP TABLE x; -- \\\'']`);
  });

  it('hashes once for each salt', () => {
    const full = experiment('fares', { layer, holdout });
    for (const dialect of ['postgresql', 'clickhouse'] as const)
      expect(assignmentSql({ dialect, experiment: full, unit: 'id' }).match(/sha256/gi)).toHaveLength(3);
  });

  it('is refused for a store that is not known, and for no unit', () => {
    const dialect = 'mysql' as SqlDialect;
    expect(() => bucketSql({ dialect, salt: 's', unit: 'id' })).toThrow(
      expect.objectContaining({ code: 'unknown_name', argument: 'dialect' }),
    );
    expect(() => bucketSql({ dialect: 'postgresql', salt: 's', unit: ' ' })).toThrow(
      expect.objectContaining({ code: 'empty', argument: 'unit' }),
    );
  });
});
