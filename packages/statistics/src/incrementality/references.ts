/** What R (4.2.2) gives for rankings by uplift and for the learners; the rest is in references-designs.ts. */
import type { ReferenceCase } from '../reference-case.ts';
import { mtcars } from '../regression/references-samples.ts';
import { fitClassTransformationUplift, fitTwoModelUplift, scoreUplift } from './learners.ts';
import { measureQini, measureUpliftArea } from './qini.ts';
import { designReferences } from './references-designs.ts';
import { experiment } from './references-samples.ts';
import { compareUpliftByScore } from './uplift-groups.ts';

const { treated, outcome, amount, coarse, x1, x2 } = experiment;
const f = 'f <- function(i,a,m) ((i*a)%%m)/m';
const data = `${f}; i <- 1:400; x1 <- f(i,7919,101); x2 <- f(i,104729,97); t <- 1*(f(i,15485863,89)<0.5); y <- 1*(f(i,1299709,83)<0.2+0.2*x1+t*(0.3*x2-0.05)); a <- y*(1+3*x1)`;
const groups =
  'r <- match(i, order(-x2,i)); m <- ave(r, x2, FUN=function(v) (min(v)-1+max(v))/2); g <- pmin(3, floor(m*4/400))';
const newcombe =
  'W <- function(k,n) prop.test(k,n,correct=FALSE)$conf.int; N <- function(a,m,b,n) {A <- W(a,m); B <- W(b,n); d <- a/m-b/n; c(d, d-sqrt((a/m-A[1])^2+(B[2]-b/n)^2), d+sqrt((A[2]-a/m)^2+(b/n-B[1])^2))}';
const qini =
  'Q <- function(s,t,y) {p <- rbind(0, t(sapply(sort(unique(s),decreasing=TRUE), function(c) {k <- s>=c; n <- sum(k&t==0); c(mean(k), (sum(y[k&t==1])-ifelse(n>0, sum(y[k&t==0])/n*sum(k&t==1), 0))/sum(t))}))); n <- nrow(p); sum(diff(p[,1])*(p[-1,2]+p[-n,2])/2)-p[n,2]/2}';
const auuc =
  'U <- function(s,t,y) {L <- function(a) {s <- s[t==a]; y <- y[t==a]; u <- sort(unique(s),decreasing=TRUE); px <- c(0,sapply(u, function(c) mean(s>=c))); py <- c(0,sapply(u, function(c) sum(y[s>=c])/length(s))); c(sum(diff(px)*(py[-1]+py[-length(py)])/2), mean(y))}; d <- L(1)-L(0); c(d[1]-d[2]/2, d[1])}';
const seed = 1;
const learnt = { treated, outcome, covariates: [x1, x2] };
const others = [
  [0, 0.5, 1],
  [1, 0.5, 0],
];
const grid = 'd <- data.frame(x1=c(0,.5,1), x2=c(1,.5,0))';
const intervalsOf = (one: { value: number; interval: { lower: number; upper: number } }) => [
  one.value,
  one.interval.lower,
  one.interval.upper,
];
const arm = (n: number, successes: number) => Array.from({ length: n }, (_, i) => (i < successes ? 1 : 0));

const rankings: readonly ReferenceCase[] = [
  {
    of: 'compareUpliftByScore',
    name: 'one group of 56/70 against 48/80',
    source: `Newcombe (1998), table II, example (a), method 10, with R's digits: ${newcombe}; N(56,70,48,80)`,
    published: '0.2000000000 0.05243147240 0.3338726540',
    ours: () =>
      compareUpliftByScore({
        scores: new Array(150).fill(1),
        treated: arm(150, 70),
        outcome: [...arm(70, 56), ...arm(80, 48)],
        groups: 1,
      }).flatMap(({ uplift }) => intervalsOf(uplift)),
  },
  {
    of: 'compareUpliftByScore',
    name: 'quarters with ties, outcomes of 0 and 1',
    source: `R: ${data}; ${groups}; ${newcombe}; for(k in 0:3) {s <- g==k; N(sum(y[s&t==1]), sum(s&t==1), sum(y[s&t==0]), sum(s&t==0))}`,
    published:
      '0.2857142857 0.08977612110 0.4529460888 0.2156862745 0.02910522538 0.3826985324 -0.03401360544 -0.2143126836 0.1485559570 -0.1600000000 -0.3265233287 0.01962475293',
    ours: () =>
      compareUpliftByScore({ scores: x2, treated, outcome, groups: 4 }).flatMap(({ uplift }) =>
        intervalsOf(uplift),
      ),
  },
  {
    of: 'compareUpliftByScore',
    name: 'quarters with ties, amounts',
    source: `R: ${data}; ${groups}; for(k in 0:3) t.test(a[g==k&t==1], a[g==k&t==0])`,
    published:
      '0.7791473025 0.2104260511 1.347868554 0.6187148127 0.08675377277 1.150675853 -0.008232996169 -0.5474738035 0.5310078111 -0.3768316832 -0.8685653418 0.1149019754',
    ours: () =>
      compareUpliftByScore({ scores: x2, treated, outcome: amount, groups: 4 }).flatMap(({ uplift }) =>
        intervalsOf(uplift),
      ),
  },
  {
    of: 'measureQini',
    name: 'outcomes of 0 and 1',
    source: `R: ${data}; ${qini}; Q(x2,t,y)`,
    published: '0.05466648005',
    ours: () => measureQini({ scores: x2, treated, outcome, seed }).coefficient.value,
  },
  {
    of: 'measureQini',
    name: 'amounts, eight different scores',
    source: `R: ${data}; ${qini}; Q(round(4*x1+3*x2),t,a)`,
    published: '0.1413214338',
    ours: () => measureQini({ scores: coarse, treated, outcome: amount, seed }).coefficient.value,
  },
  {
    of: 'measureUpliftArea',
    name: 'outcomes of 0 and 1: above random, whole, perfect',
    source: `R: ${data}; ${auuc}; U(x2,t,y); U(ifelse(t==1,y,-y),t,y)[1]`,
    published: '0.05495387766 0.09315483268 0.2288871692',
    ours: () => {
      const read = measureUpliftArea({ scores: x2, treated, outcome, seed });
      return [read.aboveRandom.value, read.area, read.perfectAboveRandom];
    },
  },
  {
    of: 'measureUpliftArea',
    name: 'amounts, eight different scores: above random, whole, perfect',
    source: `R: ${data}; ${auuc}; U(round(4*x1+3*x2),t,a); U(ifelse(t==1,a,-a),t,a)[1]`,
    published: '0.1404532597 0.2664375974 0.6668635268',
    ours: () => {
      const read = measureUpliftArea({ scores: coarse, treated, outcome: amount, seed });
      return [read.aboveRandom.value, read.area, read.perfectAboveRandom];
    },
  },
];

const twoModel = `R: ${data}; ${grid}; g <- function(a) predict(glm(y ~ x1+x2, binomial, subset=t==a, epsilon=1e-15), d, type="response"); g(1)-g(0)`;
const classes = (chance: string) =>
  `R: ${data}; ${grid}; z <- 1*(t==y); e <- ${chance}; 2*predict(glm(z ~ x1+x2, binomial, weights=0.5/ifelse(t==1,e,1-e), epsilon=1e-15), d, type="response")-1`;

const learners: readonly ReferenceCase[] = [
  {
    of: 'fitTwoModelUplift',
    name: 'uplift of three others',
    source: twoModel,
    published: '0.2776387481 0.07110936978 -0.1630511628',
    ours: () => scoreUplift(fitTwoModelUplift(learnt), others),
  },
  {
    of: 'fitTwoModelUplift',
    name: 'intercept and slope of each arm, cars with many carburettors against few',
    source:
      'R: m <- mtcars; m$t <- 1*(m$carb>2); coef(glm(am ~ qsec, binomial, m, subset=t==1, epsilon=1e-15)); coef(glm(am ~ qsec, binomial, m, subset=t==0, epsilon=1e-15))',
    published: '22.13074406 -1.377160724 3.837051510 -0.2114366872',
    ours: () => {
      const arms = mtcars.carb.map((count) => (count > 2 ? 1 : 0));
      const model = fitTwoModelUplift({ treated: arms, outcome: mtcars.am, covariates: [mtcars.qsec] });
      if (model.kind !== 'two-model') return [];
      return [model.treated, model.control].flatMap(({ intercept, slopes }) => [intercept, ...slopes]);
    },
  },
  {
    of: 'fitClassTransformationUplift',
    name: 'uplift of three others, propensity from the data',
    source: classes('mean(t)'),
    published: '0.3040930839 0.08541404377 -0.1418159005',
    ours: () => scoreUplift(fitClassTransformationUplift(learnt), others),
  },
  {
    of: 'fitClassTransformationUplift',
    name: 'uplift of three others, propensity 0.3',
    source: classes('0.3'),
    published: '0.1661065883 -0.03221610721 -0.2280339698',
    ours: () => scoreUplift(fitClassTransformationUplift({ ...learnt, propensity: 0.3 }), others),
  },
  {
    of: 'scoreUplift',
    name: 'class transformation',
    source: 'R: 2*plogis(-0.3+0.8*c(-2,0,1.5))-1',
    published: '-0.7397830513 -0.1488850336 0.4218990053',
    ours: () =>
      scoreUplift({ kind: 'class-transformation', model: { intercept: -0.3, slopes: [0.8] } }, [
        [-2, 0, 1.5],
      ]),
  },
  {
    of: 'scoreUplift',
    name: 'two models',
    source: 'R: plogis(-1+2*c(-1,.5))-plogis(-.5+.25*c(-1,.5))',
    published: '-0.2733954276 0.09266659995',
    ours: () =>
      scoreUplift(
        {
          kind: 'two-model',
          treated: { intercept: -1, slopes: [2] },
          control: { intercept: -0.5, slopes: [0.25] },
        },
        [[-1, 0.5]],
      ),
  },
];

export const incrementalityReferences: readonly ReferenceCase[] = [
  ...rankings,
  ...learners,
  ...designReferences,
];
