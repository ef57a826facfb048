/**
 * The data of the R cases is generate(200, 5) of formula-paths.ts. The R functions below were run on it once; they solve the chain
 * with channels left out by base R's dense solve(), and go through all orders of the players.
 *
 *   moves <- function(paths, k) do.call(rbind, lapply(paths, function(p) {
 *     s <- c("start", sapply(seq_along(p$t), function(j) paste(p$t[max(1, j - k + 1):j], collapse = ">")))
 *     data.frame(from = s, to = c(s[-1], "end"), c = p$c, n = p$n, v = p$v) }))
 *   effects <- function(paths, k, m, value = FALSE) { d <- moves(paths, k); d <- d[d$c + d$n > 0, ]; s <- unique(d$from)
 *     w <- d$c + d$n; N <- as.vector(tapply(w, factor(d$from, s), sum)); e <- d$to == "end"
 *     Q <- unclass(xtabs(w[!e] ~ factor(d$from[!e], s) + factor(d$to[!e], s))) / N
 *     r <- tapply((if (value) d$v else d$c)[e], factor(d$from[e], s), sum); r[is.na(r)] <- 0; r <- as.vector(r) / N
 *     p <- function(out) { keep <- !(sub(".*>", "", s) %in% out)
 *       solve(diag(sum(keep)) - Q[keep, keep], r[keep])[which(s[keep] == "start")] }
 *     1 - sapply(0:(m - 1), p) / p("none") }
 *   credit <- function(weigh) sapply(0:4, function(ch) sum(sapply(P, function(p) p$c * sum(weigh(length(p$t))[p$t == ch]))))
 *   perms <- function(v) if (length(v) < 2) list(v) else
 *     do.call(c, lapply(seq_along(v), function(i) lapply(perms(v[-i]), function(p) c(v[i], p))))
 *   shapley <- function(worth, m) { o <- perms(0:(m - 1)); Reduce(`+`, lapply(o, function(p) {
 *     w <- sapply(0:m, function(j) worth(p[seq_len(j)])); r <- numeric(m); r[p + 1] <- diff(w); r })) / length(o) }
 *   inside <- function(f) function(S) sum(as.numeric(sapply(P[sapply(P, function(p) all(p$t %in% S))], f)))
 */
import type { ReferenceCase } from '../reference-case.ts';
import type { Attribution } from './credits.ts';
import { attributeByMarkov } from './markov.ts';
import type { MarkovOrder } from './move-counts.ts';
import { pathsFrom } from './paths-from.ts';
import { formulaPaths } from './references-formula-paths.ts';
import { attributeByShapley } from './shapley.ts';
import { computeShapleyValues } from './shapley-values.ts';
import { estimateTransitions } from './transitions.ts';

const formula = () => formulaPaths(200, 5);
const conversionsOf = ({ credits }: Attribution) => credits.map(({ conversions }) => conversions);
const valuesOf = ({ credits }: Attribution) => credits.map(({ value }) => value ?? Number.NaN);

const threePaths = () =>
  pathsFrom({
    journeys: [
      { touches: ['C1', 'C2', 'C3'], conversions: 1 },
      { touches: ['C1'], conversions: 0, nulls: 1 },
      { touches: ['C2', 'C3'], conversions: 0, nulls: 1 },
    ],
  });

const effectsOf = (order: MarkovOrder) =>
  attributeByMarkov({ paths: formula(), order }).credits.map(({ removalEffect }) => removalEffect);

/** Worth of every coalition, from the players in it. */
function gameOf(players: number, worth: (inside: readonly number[]) => number): Float64Array {
  const all = Array.from({ length: players }, (_, player) => player);
  return Float64Array.from({ length: 1 << players }, (_, set) =>
    worth(all.filter((player) => (set >> player) & 1)),
  );
}

const markov: readonly ReferenceCase[] = [
  {
    of: 'attributeByMarkov',
    name: 'the three paths C1>C2>C3 converted, C1 and C2>C3 not: removal effects',
    source:
      'R markovchain 0.9.1: 1 - absorptionProbabilities(chain with the channel leading to null)["start", "conversion"] / absorptionProbabilities(chain)["start", "conversion"], chain by markovchainFit of the three sequences',
    published: '0.5 1.0 1.0',
    ours: () => attributeByMarkov({ paths: threePaths() }).credits.map(({ removalEffect }) => removalEffect),
  },
  {
    of: 'attributeByMarkov',
    name: 'order 1, removal effects, 200 formula paths',
    source: 'R: print(effects(P, 1, 5), digits=10)',
    published: '0.5998414638 0.4975355238 0.4690137988 0.3630956140 0.1109990059',
    ours: () => effectsOf(1),
  },
  {
    of: 'attributeByMarkov',
    name: 'order 2, removal effects, 200 formula paths',
    source: 'R: print(effects(P, 2, 5), digits=10)',
    published: '0.65075270069 0.49116660797 0.45820292094 0.35293355947 0.08771870861',
    ours: () => effectsOf(2),
  },
  {
    of: 'attributeByMarkov',
    name: 'order 3, removal effects, 200 formula paths',
    source: 'R: print(effects(P, 3, 5), digits=10)',
    published: '0.63699434876 0.50427478975 0.46811640037 0.36237095899 0.06756373199',
    ours: () => effectsOf(3),
  },
  {
    of: 'attributeByMarkov',
    name: 'order 3, credits, 200 formula paths',
    source: 'R: R <- effects(P, 3, 5); print(R / sum(R) * 286, digits=10)',
    published: '89.333877572 70.720913644 65.649959504 50.819921635 9.475327644',
    ours: () => conversionsOf(attributeByMarkov({ paths: formula(), order: 3 })),
  },
  {
    of: 'attributeByMarkov',
    name: 'order 2, removal effects on value, 200 formula paths',
    source: 'R: print(effects(P, 2, 5, value = TRUE), digits=10)',
    published: '0.67838722145 0.51654878749 0.50054395914 0.35728234410 0.07643557744',
    ours: () =>
      attributeByMarkov({ paths: formula(), order: 2 }).credits.map(
        ({ valueRemovalEffect }) => valueRemovalEffect ?? Number.NaN,
      ),
  },
  {
    of: 'estimateTransitions',
    name: 'google ads and mailing: start, google ads (to null, mailing, conversion), mailing',
    source:
      'Puzyrov (2019), Markov chain attribution: simple explanation of removal effect, table of probabilities (serhiipuzyrov.com)',
    published: '0.8 0.2 0.25 0.25 0.5 1',
    ours: () =>
      estimateTransitions({
        paths: pathsFrom({
          journeys: [
            { touches: ['google ads'], conversions: 2, nulls: 1 },
            { touches: ['mailing'], conversions: 1 },
            { touches: ['google ads', 'mailing'], conversions: 1 },
          ],
        }),
      }).probabilities,
  },
  {
    of: 'estimateTransitions',
    name: 'the three paths: start, C1, C2, C3',
    source:
      'R markovchain 0.9.1: markovchainFit(list(c("start","C1","C2","C3","conversion"), c("start","C1","null"), c("start","C2","C3","null")))$estimate',
    published: '0.6666666667 0.3333333333 0.5 0.5 1 0.5 0.5',
    ours: () => estimateTransitions({ paths: threePaths() }).probabilities,
  },
  {
    of: 'estimateTransitions',
    name: 'order 2, what follows c0 > c1, 200 formula paths',
    source:
      'R: d <- moves(P, 2); print(prop.table(xtabs(c + n ~ from + to, d), 1)["0>1", c("1>0", "1>1", "1>2", "1>3")], digits=10)',
    published: '0.21415929204 0.30619469027 0.14867256637 0.09557522124',
    ours: () => {
      const { states, from, to, probabilities } = estimateTransitions({ paths: formula(), order: 2 });
      const state = states.findIndex(({ touches }) => touches.join() === 'c0,c1');
      return probabilities.filter((_, at) => from[at] === state && states[to[at]!]!.kind === 'touched');
    },
  },
];

const shapley: readonly ReferenceCase[] = [
  {
    of: 'computeShapleyValues',
    name: 'airport with costs 8, 11, 13, 18',
    source: 'Littlechild and Owen (1973); Wikipedia, Airport problem; R: print(shapley(…, 4))',
    published: '2 3 4 9',
    ours: () =>
      computeShapleyValues({
        worths: gameOf(4, (inside) => Math.max(0, ...inside.map((player) => [8, 11, 13, 18][player]!))),
      }),
  },
  {
    of: 'computeShapleyValues',
    name: 'gloves: two left, three right',
    source:
      'R: print(shapley(function(S) min(sum(S %in% 0:1), sum(S %in% 2:4)), 5), digits=10), all 120 orders',
    published: '0.6500000000 0.6500000000 0.2333333333 0.2333333333 0.2333333333',
    ours: () =>
      computeShapleyValues({
        worths: gameOf(5, (inside) => {
          const left = inside.filter((player) => player < 2).length;
          return Math.min(left, inside.length - left);
        }),
      }),
  },
  {
    of: 'computeShapleyValues',
    name: 'votes of the United Nations Security Council: five with a veto, ten without, nine needed',
    source: '421/2145 and 4/2145 (Shapley-Shubik index); R: print(c(421/2145, 4/2145), digits=10)',
    published: '0.196270396270 0.001864801865',
    ours: () => {
      const values = computeShapleyValues({
        worths: gameOf(15, (inside) =>
          inside.length >= 9 && inside.filter((player) => player < 5).length === 5 ? 1 : 0,
        ),
      });
      return [values[0]!, values[14]!];
    },
  },
  {
    of: 'computeShapleyValues',
    name: 'a game that is not monotone',
    source: 'R: print(shapley(function(S) sum(S + 1)^2 / (1 + length(S)), 5), digits=10), all 120 orders',
    published: '-0.4861111111 3.3430555556 7.3361111111 11.4930555556 15.8138888889',
    ours: () =>
      computeShapleyValues({
        worths: gameOf(5, (inside) => {
          const total = inside.reduce((sum, player) => sum + player + 1, 0);
          return (total * total) / (1 + inside.length);
        }),
      }),
  },
  {
    of: 'attributeByShapley',
    name: 'conversions, 200 formula paths',
    source: 'R: print(shapley(inside(function(p) p$c), 5), digits=10), all 120 orders',
    published: '96.500000000 64.833333333 67.583333333 49.000000000 8.083333333',
    ours: () => conversionsOf(attributeByShapley({ paths: formula() })),
  },
  {
    of: 'attributeByShapley',
    name: 'value, 200 formula paths',
    source: 'R: print(shapley(inside(function(p) p$v), 5)), all 120 orders',
    published: '24895.00 18651.00 17286.25 12583.50 1376.25',
    ours: () => valuesOf(attributeByShapley({ paths: formula() })),
  },
  {
    of: 'attributeByShapley',
    name: 'conversions by rate, 200 formula paths',
    source:
      'R: n <- inside(function(p) p$c + p$n); rate <- function(f) function(S) if (n(S) > 0) f(S)/n(S) else 0; print(shapley(rate(inside(function(p) p$c)), 5) * n(0:4), digits=10)',
    published: '51.31805925 27.55368109 100.93164619 41.08498835 65.11162511',
    ours: () => conversionsOf(attributeByShapley({ paths: formula(), worth: 'rate' })),
  },
  {
    of: 'attributeByShapley',
    name: 'value by rate, 200 formula paths',
    source: 'R: print(shapley(rate(inside(function(p) p$v)), 5) * n(0:4), digits=10)',
    published: '16762.176217 20020.869176 23180.133758 9328.166912 5500.653936',
    ours: () => valuesOf(attributeByShapley({ paths: formula(), worth: 'rate' })),
  },
];

export const attributionModelReferences: readonly ReferenceCase[] = [...markov, ...shapley];
