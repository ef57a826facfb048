/** What R (4.2.2; sandwich 3.0-2, MatchIt 4.5.1, quadprog 1.5-8) gives for effects without a drawn experiment. */
import type { ReferenceCase } from '../reference-case.ts';
import { estimateDifferenceInDifferences } from './difference-in-differences.ts';
import { estimateEffectOnTreated } from './effect-on-treated.ts';
import { type MatchingInput, matchControls } from './matching.ts';
import { estimatePanelEffect } from './panel-effect.ts';
import { testParallelTrends } from './parallel-trends.ts';
import { gappyPanel, panel, pilot, places } from './references-samples.ts';
import { estimateSyntheticControl } from './synthetic-control.ts';

const f = 'f <- function(i,a,m) ((i*a)%%m)/m';
const rows = `${f}; u <- rep(1:40,each=6); p <- rep(1:6,40); n <- 1:240; tr <- 1*(u<=15); af <- 1*(p>=4); y <- 10+u%%7+0.5*p+2*f(n,7919,101)+tr*af*(1+f(n,104729,97))`;
const twoByTwo = { outcome: panel.outcome, treated: panel.group, after: panel.after };
const read = ({ effect }: { effect: { value: number; standardError: number } }) => [
  effect.value,
  effect.standardError,
];

const differences: readonly ReferenceCase[] = [
  {
    of: 'estimateDifferenceInDifferences',
    name: 'errors clustered by unit, interval with 39 degrees of freedom',
    source: `R: ${rows}; m <- lm(y ~ tr*af); s <- sqrt(diag(vcovCL(m,u)))[4]; c(coef(m)[4], s, coef(m)[4]+c(-1,1)*qt(.975,39)*s)`,
    published: '1.592714777 0.1202209512 1.349544950 1.835884603',
    ours: () => {
      const { effect } = estimateDifferenceInDifferences({ ...twoByTwo, clusters: panel.unit });
      return [effect.value, effect.standardError, effect.interval.lower, effect.interval.upper];
    },
  },
  {
    of: 'estimateDifferenceInDifferences',
    name: 'rows taken as independent, errors HC2',
    source: `R: ${rows}; m <- lm(y ~ tr*af); c(coef(m)[4], sqrt(diag(vcovHC(m,"HC2")))[4])`,
    published: '1.592714777 0.5716016841',
    ours: () => read(estimateDifferenceInDifferences(twoByTwo)),
  },
  {
    of: 'estimateDifferenceInDifferences',
    name: 'with a covariate, clustered by unit',
    source: `R: ${rows}; m <- lm(y ~ tr*af + f(n,31,53)); c(coef(m)["tr:af"], sqrt(diag(vcovCL(m,u)))["tr:af"])`,
    published: '1.616962010 0.1254518427',
    ours: () =>
      read(
        estimateDifferenceInDifferences({
          ...twoByTwo,
          clusters: panel.unit,
          covariates: [panel.covariate],
        }),
      ),
  },
  {
    of: 'estimatePanelEffect',
    name: 'complete panel',
    source: `R: ${rows}; d <- tr*af; m <- lm(y ~ d+factor(p)+factor(u)); V <- vcovCL(m,u,type="HC0")*239/(240-7); c(coef(m)["d"], sqrt(V["d","d"])); 2*pt(-abs(coef(m)["d"]/sqrt(V["d","d"])), 39)`,
    published: '1.592714777 0.1209924305 6.254670890e-16',
    ours: () => {
      const { effect } = estimatePanelEffect(panel);
      return [effect.value, effect.standardError, effect.pValue];
    },
  },
  {
    of: 'estimatePanelEffect',
    name: 'units that miss periods',
    source: `R: ${rows}; k <- n%%11!=0; (then as the complete panel on rows k, with N = sum(k): V*(N-1)/(N-7))`,
    published: '1.512534106 0.1348947776 9.078973870e-14',
    ours: () => {
      const { effect } = estimatePanelEffect(gappyPanel);
      return [effect.value, effect.standardError, effect.pValue];
    },
  },
  {
    of: 'estimatePanelEffect',
    name: 'clustered by city of several units',
    source: `R: ${rows}; d <- tr*af; m <- lm(y ~ d+factor(p)+factor(u)); V <- vcovCL(m,u%%9,type="HC0")*239/(240-7); c(coef(m)["d"], sqrt(V["d","d"]))`,
    published: '1.592714777 0.1561256610',
    ours: () => read(estimatePanelEffect({ ...panel, clusters: panel.unit.map((unit) => unit % 9) })),
  },
];

const trends = (keep: string) =>
  `R: ${rows}; k <- ${keep}; y <- y[k]; u <- u[k]; p <- p[k]; X <- sapply(1:2, function(l) tr[k]*(p==l)); m <- lm(y ~ X+factor(p)+factor(u)); N <- length(y); V <- (vcovCL(m,u,type="HC0")*(N-1)/(N-5))[2:3,2:3]; b <- coef(m)[2:3]; F <- c(b%*%solve(V,b))/2; c(b, sqrt(diag(V)), F, pf(F,2,39,lower=FALSE))`;
const trendsOf = (rowsOf: typeof gappyPanel) => {
  const { leads, statistic, pValue } = testParallelTrends({ ...rowsOf, treated: rowsOf.group, start: 4 });
  return [
    ...leads.map(({ value }) => value),
    ...leads.map(({ standardError }) => standardError),
    statistic,
    pValue,
  ];
};

const parallel: readonly ReferenceCase[] = [
  {
    of: 'testParallelTrends',
    name: 'complete panel: leads, errors, F, p',
    source: trends('p<4'),
    published: '-0.08000000000 0.1333333333 0.2609699656 0.3334582697 0.2197806069 0.8036822627',
    ours: () => trendsOf(panel),
  },
  {
    of: 'testParallelTrends',
    name: 'units that miss periods: leads, errors, F, p',
    source: trends('p<4 & n%%11!=0'),
    published: '-0.1836219336 0.03018278018 0.2763418932 0.3482537759 0.2909462521 0.7491641973',
    ours: () => trendsOf(gappyPanel),
  },
];

const pilotRows = `${f}; i <- 1:400; x1 <- f(i,7919,101); x2 <- f(i,104729,97); t <- 1*(f(i,15485863,89)<0.1+0.3*x1); b <- 1*(f(i,31,53)<.4); y <- 2+3*x1+x2+t*.7+f(i,1299709,83); l <- glm(t ~ x1+x2+b, binomial, epsilon=1e-15)$linear.predictors; d <- data.frame(i,x1,x2,b,t,y,l)[order(-t,-l),]; D <- abs(outer(d$l[d$t==1],d$l[d$t==0],"-"))`;
const matchIt = (caliper: number, options: string) =>
  `R: ${pilotRows}; D[D>${caliper}*sd(l)] <- Inf; m <- matchit(t ~ x1+x2+b, d, distance=D, m.order="data"${options}) (the matrix, since 4.5.1 does not take the nearest for a vector of distances)`;
const table = '; summary(m, standardize=TRUE)$sum.matched';
const onSets =
  '; g <- get_matches(m); w <- lm(y ~ t, g, weights=weights); c(coef(w)[2], sqrt(diag(vcovCL(w, ';
const matched = (options: Partial<MatchingInput>) => matchControls({ ...pilot, ...options });
/** Mean of the controls and standardised difference of each covariate, variance ratio of those that are not of 0 and 1. */
const balance = (options: Partial<MatchingInput>) =>
  matched(options)
    .balance.slice(1)
    .flatMap((row) =>
      [row.controlMeanAfter, row.standardisedDifferenceAfter, row.varianceRatioAfter].filter(
        (value) => value !== undefined,
      ),
    );
const effect = (options: Partial<MatchingInput>) =>
  read(estimateEffectOnTreated({ outcome: pilot.outcome, matching: matched(options) }));

const matching: readonly ReferenceCase[] = [
  {
    of: 'matchControls',
    name: 'balance before matching',
    source: `R: ${pilotRows}; summary(matchit(t ~ x1+x2+b, d, distance=d$l), standardize=TRUE)$sum.all`,
    published:
      '-1.2303919713 0.47107828220 0.9084264577 0.4653793194 0.45076847731 0.9473332052 0.4976445689 -0.07115141068 0.9634085516 0.4072847682 0.06345902524',
    ours: () =>
      matched({}).balance.flatMap((row) =>
        [row.controlMeanBefore, row.standardisedDifferenceBefore, row.varianceRatioBefore].filter(
          (value) => value !== undefined,
        ),
      ),
  },
  {
    of: 'matchControls',
    name: 'one neighbour, caliper 0.2: balance after',
    source: matchIt(0.2, '') + table,
    published:
      '0.5922408567 -0.005449875634 1.0272162477 0.4718072796 0.019578625349 0.9830939027 0.3877551020 0.102814515144',
    ours: () => balance({ caliper: 0.2 }),
  },
  {
    of: 'matchControls',
    name: 'two neighbours, caliper 0.1: balance after',
    source: matchIt(0.1, ', ratio=2') + table,
    published:
      '0.5876439685 0.01108141379 1.050522249 0.4734904271 0.01366809694 1.001871500 0.4234693878 0.03084435454',
    ours: () => balance({ caliper: 0.1, neighbours: 2 }),
  },
  {
    of: 'matchControls',
    name: 'with replacement, caliper 0.05: balance after',
    source: matchIt(0.05, ', replace=TRUE') + table,
    published:
      '0.6006263892 -0.03560585415 1.007218903 0.4953713444 -0.06316877235 1.056870640 0.3673469388 0.14394032120',
    ours: () => balance({ caliper: 0.05, replace: true }),
  },
  {
    of: 'estimateEffectOnTreated',
    name: 'one neighbour',
    source: `${matchIt(0.2, '')}${onSets}~subclass)))[2])`,
    published: '0.7130772458 0.0777048709',
    ours: () => effect({ caliper: 0.2 }),
  },
  {
    of: 'estimateEffectOnTreated',
    name: 'two neighbours, unequal sets',
    source: `${matchIt(0.1, ', ratio=2')}${onSets}~subclass)))[2])`,
    published: '0.7093254073 0.06640060562',
    ours: () => effect({ caliper: 0.1, neighbours: 2 }),
  },
  {
    of: 'estimateEffectOnTreated',
    name: 'with replacement',
    source: `${matchIt(0.05, ', replace=TRUE')}${onSets}~subclass+id)))[2])`,
    published: '0.671855969 0.1022788915',
    ours: () => effect({ caliper: 0.05, replace: true }),
  },
  {
    of: 'estimateEffectOnTreated',
    name: 'three neighbours with replacement',
    source: `R: ${pilotRows}; T <- which(t==1); C <- which(t==0); L <- do.call(rbind, lapply(T, function(a) {e <- abs(l[C]-l[a]); o <- C[order(round(e,12),C)][1:3]; o <- o[abs(l[o]-l[a])<=.05*sd(l)]; if(length(o)) data.frame(id=c(a,o), set=a, t=c(1,0*o), w=c(1,0*o+1/length(o)))})); L$y <- y[L$id]; w <- lm(y ~ t, L, weights=w); c(coef(w)[2], sqrt(diag(vcovCL(w, ~set+id)))[2])`,
    published: '0.7216452066 0.08513324792',
    ours: () => effect({ caliper: 0.05, neighbours: 3, replace: true }),
  },
];

const placesData = `${f}; t <- 1:20; Y <- sapply(1:8, function(j) 10+j+0.3*t*(1+(j%%3))+4*f(t*j,7919,101)+3*f(t+31*j,104729,97)); y <- 0.4*Y[,2]+0.35*Y[,5]+0.25*Y[,7]+f(t,31,53)+ifelse(t>14,3,0)`;
const mix =
  'S <- function(y,Y) {k <- 1:B; Z <- Y[k,]; w <- quadprog::solve.QP(crossprod(Z), crossprod(Z,y[k]), cbind(1,diag(ncol(Z))), c(1,rep(0,ncol(Z))), meq=1)$solution; e <- y-c(Y%*%w); list(w=w, c(mean(e[-k]), sqrt(mean(e[k]^2)), sqrt(mean(e[-k]^2))))}';

const synthetic: readonly ReferenceCase[] = [
  {
    of: 'estimateSyntheticControl',
    name: 'weights that are not zero, effect, errors before and after',
    source: `R: ${placesData}; B <- 14; ${mix}; S(y,Y)`,
    published:
      '0.2877886895 0.002942431824 0.3710464724 0.2884561039 0.04976630241 3.153679392 0.2961577823 3.185804428',
    ours: () => {
      const { weights, averageEffect, errorBefore, errorAfter } = estimateSyntheticControl(places);
      return [...weights.filter((weight) => weight > 0), averageEffect, errorBefore, errorAfter];
    },
  },
  {
    of: 'estimateSyntheticControl',
    name: 'ratios of the placebos and p',
    source: `R: ${placesData}; B <- 14; ${mix}; sapply(1:8, function(j) {s <- S(Y[,j],cbind(Y[,-j],y))[[2]]; s[3]/s[2]}); 1/9`,
    published:
      '0.9203275154 1.579369300 1.740349229 1.189065098 1.425115179 0.9238252253 1.935359640 1.467027597 0.1111111111',
    ours: () => {
      const { placeboRatios, pValue } = estimateSyntheticControl(places);
      return [...placeboRatios, pValue];
    },
  },
  {
    of: 'estimateSyntheticControl',
    name: 'five donors, ten periods before: weights that are not zero, effect, errors, placebo ratios, p',
    source: `R: ${placesData}; B <- 10; ${mix}; S(y,Y[,2:6]); sapply(1:5, function(j) {s <- S(Y[,1+j],cbind(Y[,2:6][,-j],y))[[2]]; s[3]/s[2]})`,
    published:
      '0.2779879752 0.7185362120 0.003475812753 1.371245251 0.9661649362 2.119267008 0.9503083128 1.926763363 1.663354986 1.336384343 2.180396849 0.1666666667',
    ours: () => {
      const few = estimateSyntheticControl({
        treated: places.treated,
        donors: places.donors.slice(1, 6),
        before: 10,
      });
      return [
        ...few.weights.filter((weight) => weight > 0),
        few.averageEffect,
        few.errorBefore,
        few.errorAfter,
        ...few.placeboRatios,
        few.pValue,
      ];
    },
  },
];

export const designReferences: readonly ReferenceCase[] = [
  ...differences,
  ...parallel,
  ...matching,
  ...synthetic,
];
