/** Published numbers of rules, columns and intervals. The R functions that are quoted stand in references-models.ts. */
import type { ReferenceCase } from '../reference-case.ts';
import { bootstrapAttribution } from './bootstrap.ts';
import type { Attribution } from './credits.ts';
import { attributeByMarkov } from './markov.ts';
import type { Paths } from './paths.ts';
import { pathsFrom } from './paths-from.ts';
import { formulaPaths } from './references-formula-paths.ts';
import { attributionModelReferences } from './references-models.ts';
import { type AttributionRule, attributeByRule } from './rules.ts';

const formula = () => formulaPaths(200, 5);
const conversionsOf = ({ credits }: Attribution) => credits.map(({ conversions }) => conversions);
const valuesOf = ({ credits }: Attribution) => credits.map(({ value }) => value ?? Number.NaN);
const byRule = (rule: AttributionRule) => conversionsOf(attributeByRule({ paths: formula(), rule }));
const ruleSource = (weigh: string) =>
  `R: P <- generate(200, 5); print(credit(function(n) ${weigh}), digits=10)`;

const rules: readonly ReferenceCase[] = [
  {
    of: 'attributeByRule',
    name: 'first touch, 200 formula paths',
    source: ruleSource('c(1, rep(0, n - 1))'),
    published: '85 73 78 40 10',
    ours: () => byRule({ kind: 'first' }),
  },
  {
    of: 'attributeByRule',
    name: 'last touch, 200 formula paths',
    source: ruleSource('c(rep(0, n - 1), 1)'),
    published: '102 65 63 51 5',
    ours: () => byRule({ kind: 'last' }),
  },
  {
    of: 'attributeByRule',
    name: 'last touch that is not c0, 200 formula paths',
    source:
      'R: credit with the weight on max(which(p$t != 0)), or on the last when there is none; print(…, digits=10)',
    published: '44 88 86 63 5',
    ours: () => byRule({ kind: 'last_but', ignored: 'c0' }),
  },
  {
    of: 'attributeByRule',
    name: 'linear, 200 formula paths',
    source: ruleSource('rep(1/n, n)'),
    published: '101.716666667 67.400000000 65.366666667 43.883333333 7.633333333',
    ours: () => byRule({ kind: 'linear' }),
  },
  {
    of: 'attributeByRule',
    name: 'value, linear, 200 formula paths',
    source:
      'R: print(sapply(0:4, function(ch) sum(sapply(P, function(p) p$v * mean(p$t == ch)))), digits=10)',
    published: '26237.466667 18798.583333 17208.933333 11220.183333 1326.833333',
    ours: () => valuesOf(attributeByRule({ paths: formula(), rule: { kind: 'linear' } })),
  },
  {
    of: 'attributeByRule',
    name: 'position 0.3, 0.2, 0.5, 200 formula paths',
    source: ruleSource('if (n == 1) 1 else if (n == 2) c(.3, .5)/.8 else c(.3, rep(.2/(n - 2), n - 2), .5)'),
    published: '99.058333333 67.516666667 66.783333333 45.800000000 6.841666667',
    ours: () => byRule({ kind: 'position', shares: [0.3, 0.2, 0.5] }),
  },
  {
    of: 'attributeByRule',
    name: 'time decay, half-life 7 days, touches 3 days apart, 200 formula paths',
    source: ruleSource('{ w <- 2^(-3 * (n - 1:n)/7); w/sum(w) }'),
    published: '101.859730257 68.113418057 64.191128632 44.570487687 7.265235366',
    ours: () => byRule({ kind: 'time_decay', halfLifeDays: 7 }),
  },
  {
    of: 'attributeByRule',
    name: 'decay by position, half-life 1.5 touches, 200 formula paths',
    source: ruleSource('{ w <- 2^(-(n - 1:n)/1.5); w/sum(w) }'),
    published: '101.790099142 68.378162613 63.752988897 45.030005894 7.048743454',
    ours: () => byRule({ kind: 'position_decay', halfLifeTouches: 1.5 }),
  },
];

const columns: readonly ReferenceCase[] = [
  {
    of: 'pathsFrom',
    name: 'touches of three paths in the order of first appearance',
    source:
      'R: x <- list(c("a","b"), c("c"), c("b","b","a")); u <- unique(unlist(x)); print(match(unlist(x), u) - 1)',
    published: '0 1 2 1 1 0',
    ours: () =>
      pathsFrom({
        journeys: [['a', 'b'], ['c'], ['b', 'b', 'a']].map((touches) => ({ touches, conversions: 1 })),
      }).touches,
  },
  {
    of: 'pathsFrom',
    name: 'offsets of the same',
    source: 'R: print(cumsum(c(0, lengths(x))))',
    published: '0 2 3 6',
    ours: () =>
      pathsFrom({
        journeys: [['a', 'b'], ['c'], ['b', 'b', 'a']].map((touches) => ({ touches, conversions: 1 })),
      }).offsets,
  },
];

const lastTouch = (paths: Paths) => attributeByRule({ paths, rule: { kind: 'last' } });

const mailAndSearch = () =>
  pathsFrom({
    journeys: [
      { touches: ['mail'], conversions: 30 },
      { touches: ['search'], conversions: 70, nulls: 100 },
    ],
  });

const intervals: readonly ReferenceCase[] = [
  {
    of: 'bootstrapAttribution',
    name: 'last touch, 30 conversions: exactly Poisson',
    source: 'R: print(qpois(c(.025, .975), 30))',
    published: '20 41',
    ours: () => {
      const drawn = { paths: mailAndSearch(), attribute: lastTouch, seed: 7, resamples: 19_999 };
      const { lower, upper } = bootstrapAttribution(drawn).credits[0]!.conversions.interval;
      return [lower, upper];
    },
  },
  {
    of: 'bootstrapAttribution',
    name: 'last touch, 70 conversions at level 0.9: exactly Poisson',
    source: 'R: print(qpois(c(.05, .95), 70))',
    published: '57 84',
    ours: () => {
      const drawn = { paths: mailAndSearch(), attribute: lastTouch, seed: 8, resamples: 19_999, level: 0.9 };
      const { lower, upper } = bootstrapAttribution(drawn).credits[1]!.conversions.interval;
      return [lower, upper];
    },
  },
  {
    of: 'bootstrapAttribution',
    name: 'last touch, share of 30 in 100: standard error, interval',
    source:
      'R, all outcomes weighed by dpois(x, 30) * dpois(y, 70), s <- x/(x + y): print(c(sqrt(sum(w * (s - sum(w * s))^2)), quantiles .025 and .975 of s), digits=2)',
    published: '0.046 0.21 0.39',
    ours: () => {
      const drawn = { paths: mailAndSearch(), attribute: lastTouch, seed: 9, resamples: 19_999 };
      const { standardError, interval } = bootstrapAttribution(drawn).credits[0]!.share;
      return [standardError, interval.lower, interval.upper];
    },
  },
  {
    of: 'bootstrapAttribution',
    name: 'Markov share of A: standard error, interval',
    source:
      'R, closed form of the chain A>B (12 converted, 40 not), A (8, 60), B (20, 80), 10⁷ draws by rpois with set.seed(1): print(c(sd(s), quantile(s, c(.025, .975))), digits=2)',
    published: '0.042 0.29 0.46',
    ours: () => {
      const paths = pathsFrom({
        journeys: [
          { touches: ['A', 'B'], conversions: 12, nulls: 40 },
          { touches: ['A'], conversions: 8, nulls: 60 },
          { touches: ['B'], conversions: 20, nulls: 80 },
        ],
      });
      const attribute = (drawn: Paths) => attributeByMarkov({ paths: drawn });
      const { credits } = bootstrapAttribution({ paths, attribute, seed: 10, resamples: 9_999 });
      return [
        credits[0]!.share.standardError,
        credits[0]!.share.interval.lower,
        credits[0]!.share.interval.upper,
      ];
    },
  },
];

export const attributionReferences: readonly ReferenceCase[] = [
  ...rules,
  ...attributionModelReferences,
  ...columns,
  ...intervals,
];
