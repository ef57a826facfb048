/** Published numbers for assignment: what the stores and the tools of a system print. */
import type { ReferenceCase } from '../reference-case.ts';
import { allocateLayer, allocateVariants, type BucketRange } from './allocation.ts';
import { bucketOf } from './bucket.ts';
import { assignVariant, assignVariants, type Experiment } from './experiment.ts';
import { assignmentSql, bucketSql } from './sql.ts';

const named = (...shares: readonly number[]) => shares.map((share, i) => ({ name: `${i}`, share }));
const sizes = (ranges: readonly BucketRange[]) => ranges.map(({ from, to }) => to - from);

const variants = allocateVariants({
  variants: [
    { name: 'old', share: 0.5 },
    { name: 'new', share: 0.5 },
  ],
});
const plain: Experiment = { name: 'fares', salt: 'fares', variants };
const whole: Experiment = {
  ...plain,
  layer: {
    salt: 'layer',
    experiments: allocateLayer({
      experiments: [
        { name: 'x', share: 0.2 },
        { name: 'fares', share: 0.5 },
      ],
    }),
  },
  holdout: { salt: 'holdout', share: 0.05 },
};
const tenThousand = Array.from({ length: 10_000 }, (_, i) => i + 1);

function countOf(experiment: Experiment, units: readonly number[] = tenThousand): number[] {
  const given = assignVariants({ experiment, units });
  return ['old', 'new'].map((name) => given.filter(({ variant }) => variant === name).length);
}

/** The store printed its figure for a text; ours counts only while the text is the same. */
const whileSame = (ours: string, ran: string, figure: () => number | number[]) =>
  ours === ran ? figure() : Number.NaN;

const bucketInPostgres = String.raw`((('x' || encode(substring(sha256(convert_to(E'spring-fares\n' || nullif(('customer-1')::text, ''), 'UTF8')) FROM 1 FOR 6), 'hex'))::bit(48)::bigint % 10000)::int)`;
const bucketInClickhouse = String.raw`toUInt16(reinterpretAsUInt64(reverse(substring(SHA256(concat('it\'s\n', nullIf(toString(42), ''))), 1, 6))) % 10000)`;
const variantInPostgres = String.raw`(ARRAY['old', 'new'])[width_bucket(((('x' || encode(substring(sha256(convert_to(E'fares\n' || nullif((i)::text, ''), 'UTF8')) FROM 1 FOR 6), 'hex'))::bit(48)::bigint % 10000)::int), ARRAY[0, 5000])]`;
const bucketAt = (salt: string) =>
  String.raw`toUInt16(reinterpretAsUInt64(reverse(substring(SHA256(concat('${salt}\n', nullIf(toString(number + 1), ''))), 1, 6))) % 10000)`;
const variantInClickhouse = `(CASE WHEN ${bucketAt('holdout')} < 500 THEN NULL WHEN arrayElement([0, 1, 0], arrayCount(start -> start <= ${bucketAt('layer')}, [0, 2000, 7000])) = 0 THEN NULL ELSE arrayElement(['old', 'new'], arrayCount(start -> start <= ${bucketAt('fares')}, [0, 5000])) END)`;

const remainders =
  'R: q<-floor(1e4*x); r<-round(1e4*x-q,6); k<-1e4-sum(q); if(k>0) q[order(-r)[1:k]]<-q[order(-r)[1:k]]+1; print(q)';

export const assignmentReferences: readonly ReferenceCase[] = [
  {
    of: 'bucketOf',
    name: 'customer-1 for spring-fares',
    source: String.raw`GNU coreutils: h=$(printf 'spring-fares\ncustomer-1' | sha256sum | cut -c1-12); echo $((16#$h % 10000))`,
    published: '6501',
    ours: () => bucketOf({ salt: 'spring-fares', unit: 'customer-1' }),
  },
  {
    of: 'bucketOf',
    name: '会员 王小明, and a unit of one blank',
    source: String.raw`GNU coreutils: h=$(printf 'spring-fares\n%s' "$unit" | sha256sum | cut -c1-12); echo $((16#$h % 10000))`,
    published: '3068 8313',
    ours: () => ['会员 王小明', ' '].map((unit) => bucketOf({ salt: 'spring-fares', unit })),
  },
  {
    of: 'bucketOf',
    name: 'emoji and a salt of several bytes',
    source: String.raw`PostgreSQL 18.4: SELECT ('x' || encode(substring(sha256(convert_to(E'春运\n' || '王小明 👩‍👩‍👧‍👦', 'UTF8')) FROM 1 FOR 6), 'hex'))::bit(48)::bigint % 10000`,
    published: '6806',
    ours: () => bucketOf({ salt: '春运', unit: '王小明 👩‍👩‍👧‍👦' }),
  },
  {
    of: 'allocateVariants',
    name: 'sizes for 1/3, 1/3, 1/3',
    source: `${remainders} with x<-rep(1/3,3)`,
    published: '3334 3333 3333',
    ours: () => sizes(allocateVariants({ variants: named(1 / 3, 1 / 3, 1 / 3) })),
  },
  {
    of: 'allocateVariants',
    name: 'sizes for 3 : 7 : 11 : 2 : 6',
    source: `${remainders} with x<-c(3,7,11,2,6)/29`,
    published: '1034 2414 3793 690 2069',
    ours: () => sizes(allocateVariants({ variants: named(3 / 29, 7 / 29, 11 / 29, 2 / 29, 6 / 29) })),
  },
  {
    of: 'allocateLayer',
    name: 'sizes for 1/7, 1/6, 1/11 and a rest',
    source: `${remainders} with x<-c(1/7,1/6,1/11); x<-c(x,1-sum(x)); the last is nobody's`,
    published: '1428 1667 909',
    ours: () => sizes(allocateLayer({ experiments: named(1 / 7, 1 / 6, 1 / 11) })),
  },
  {
    of: 'allocateLayer',
    name: 'sizes for 0.123456, 0.000149, 0.7 after another division',
    source: `${remainders} with x<-c(.123456,.000149,.7); x<-c(x,1-sum(x)); the last is nobody's`,
    published: '1235 1 7000',
    ours: () => {
      const ranges = allocateLayer({
        experiments: named(0.123456, 0.000149, 0.7),
        previous: allocateLayer({ experiments: named(0.5, 0.1) }),
      });
      return named(0, 0, 0).map(({ name }) =>
        ranges.filter((range) => range.name === name).reduce((total, { from, to }) => total + to - from, 0),
      );
    },
  },
  {
    of: 'assignVariant',
    name: 'how many of 1 … 1,000 get the first half',
    source: String.raw`GNU coreutils: o=0; for i in $(seq 1 1000); do h=$(printf 'fares\n%s' "$i" | sha256sum | cut -c1-12); [ $((16#$h % 10000)) -lt 5000 ] && o=$((o+1)); done; echo $o`,
    published: '496',
    ours: () =>
      tenThousand
        .slice(0, 1_000)
        .filter((unit) => assignVariant({ experiment: plain, unit }).variant === 'old').length,
  },
  {
    of: 'assignVariant',
    name: 'old and new of 1 … 10,000 in half a layer, beside a holdout of 5 %',
    source: `ClickHouse 26.7: SELECT countIf(v = 'old'), countIf(v = 'new') FROM (SELECT ${variantInClickhouse} AS v FROM numbers(10000))`,
    published: '2349 2314',
    ours: () => {
      const given = tenThousand.map((unit) => assignVariant({ experiment: whole, unit }).variant);
      return ['old', 'new'].map((name) => given.filter((variant) => variant === name).length);
    },
  },
  {
    of: 'assignVariants',
    name: 'old and new of 1 … 10,000',
    source: `PostgreSQL 18.4: SELECT count(*) FILTER (WHERE v = 'old'), count(*) FILTER (WHERE v = 'new') FROM (SELECT ${variantInPostgres} AS v FROM generate_series(1, 10000) AS i) AS a`,
    published: '4949 5051',
    ours: () => countOf(plain),
  },
  {
    of: 'assignVariants',
    name: 'in half a layer, beside a holdout of 5 %',
    source: 'ClickHouse 26.7 and PostgreSQL 18.4: the query of assignVariant',
    published: '2349 2314',
    ours: () => countOf(whole),
  },
  {
    of: 'bucketSql',
    name: 'the text that PostgreSQL ran',
    source: `PostgreSQL 18.4: SELECT ${bucketInPostgres}`,
    published: '6501',
    ours: () =>
      whileSame(
        bucketSql({ dialect: 'postgresql', salt: 'spring-fares', unit: "'customer-1'" }),
        bucketInPostgres,
        () => bucketOf({ salt: 'spring-fares', unit: 'customer-1' }),
      ),
  },
  {
    of: 'bucketSql',
    name: 'the text that ClickHouse ran',
    source: `ClickHouse 26.7: SELECT ${bucketInClickhouse}`,
    published: '8495',
    ours: () =>
      whileSame(bucketSql({ dialect: 'clickhouse', salt: "it's", unit: '42' }), bucketInClickhouse, () =>
        bucketOf({ salt: "it's", unit: 42 }),
      ),
  },
  {
    of: 'assignmentSql',
    name: 'old and new of 1 … 10,000, by the text that PostgreSQL ran',
    source: `PostgreSQL 18.4: SELECT count(*) FILTER (WHERE v = 'old'), count(*) FILTER (WHERE v = 'new') FROM (SELECT … AS v FROM generate_series(1, 10000) AS i) AS a`,
    published: '4949 5051',
    ours: () =>
      whileSame(
        assignmentSql({ dialect: 'postgresql', experiment: plain, unit: 'i' }),
        variantInPostgres,
        () => countOf(plain),
      ),
  },
  {
    of: 'assignmentSql',
    name: 'in half a layer, beside a holdout, by the text that ClickHouse ran',
    source: `ClickHouse 26.7: SELECT countIf(v = 'old'), countIf(v = 'new') FROM (SELECT … AS v FROM numbers(10000))`,
    published: '2349 2314',
    ours: () =>
      whileSame(
        assignmentSql({ dialect: 'clickhouse', experiment: whole, unit: 'number + 1' }),
        variantInClickhouse,
        () => countOf(whole),
      ),
  },
];
