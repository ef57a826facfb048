/** What NIST and R (4.2.2, sandwich 3.0-2) give for the regressions. */
import { experiment } from '../incrementality/references-samples.ts';
import type { ReferenceCase } from '../reference-case.ts';
import { fitLinearRegression, type LinearRegressionInput } from './linear-regression.ts';
import { fitLogisticRegression, predictLogisticRegression } from './logistic-regression.ts';
import { longley, mtcars } from './references-samples.ts';

const { x1, x2, treated, outcome, weights } = experiment;
const motor: LinearRegressionInput = {
  outcome: mtcars.mpg,
  covariates: [mtcars.wt, mtcars.hp, mtcars.am],
};
const values = ({ coefficients }: ReturnType<typeof fitLogisticRegression>) =>
  coefficients.map(({ value }) => value);
const errors = ({ coefficients }: ReturnType<typeof fitLogisticRegression>) =>
  coefficients.map(({ standardError }) => standardError);
const standardErrors = (input: Partial<LinearRegressionInput>) =>
  fitLinearRegression({ ...motor, ...input }).coefficients.map(({ standardError }) => standardError);
const longleyFit = () => fitLinearRegression({ outcome: longley.employed, covariates: longley.covariates });
const nist = 'NIST StRD, Longley, certified values (also by exact rational arithmetic)';
const data =
  'f <- function(i,a,m) ((i*a)%%m)/m; i <- 1:400; x1 <- f(i,7919,101); x2 <- f(i,104729,97); t <- 1*(f(i,15485863,89)<0.5); y <- 1*(f(i,1299709,83)<0.2+0.2*x1+t*(0.3*x2-0.05)); w <- 1+f(i,31,7)';

const linear: readonly ReferenceCase[] = [
  {
    of: 'fitLinearRegression',
    name: 'coefficients of the nearly collinear Longley data',
    source: nist,
    published:
      '-3482258.63459582 15.0618722713733 -0.358191792925910e-1 -2.02022980381683 -1.03322686717359 -0.511041056535807e-1 1829.15146461355',
    ours: () => longleyFit().coefficients.map(({ value }) => value),
  },
  {
    of: 'fitLinearRegression',
    name: 'standard errors, residual standard error and R² of the Longley data',
    source:
      'R: l <- longley; m <- lm(y ~ ., data.frame(y=round(l$Employed*1000), l$GNP.deflator, round(l$GNP*1000), round(l$Unemployed*10), round(l$Armed.Forces*10), round(l$Population*1000), l$Year)); coef(summary(m))[,2]; summary(m)$sigma; summary(m)$r.squared',
    published:
      '890420.3836 84.91492577 0.03349100777 0.4883996817 0.2142741632 0.2260732001 455.4784991 304.8540736 0.9954790046',
    ours: () => {
      const fit = longleyFit();
      const own = fit.coefficients.map(({ standardError }) => standardError);
      return [...own, fit.residualStandardError, fit.rSquared];
    },
  },
  {
    of: 'fitLinearRegression',
    name: 'weighted, errors HC2',
    source: 'R: m <- lm(mpg ~ wt+hp+am, mtcars, weights=qsec); sqrt(diag(vcovHC(m, "HC2")))',
    published: '2.674245104 0.9246101752 0.008410687171 1.406425719',
    ours: () => standardErrors({ weights: mtcars.qsec, errors: 'HC2' }),
  },
  {
    of: 'fitLinearRegression',
    name: 'errors HC3',
    source: 'R: sqrt(diag(vcovHC(lm(mpg ~ wt+hp+am, mtcars), "HC3")))',
    published: '3.002982094 1.042024424 0.009486957902 1.466726676',
    ours: () => standardErrors({ errors: 'HC3' }),
  },
  {
    of: 'fitLinearRegression',
    name: 'weighted, errors HC1',
    source: 'R: m <- lm(mpg ~ wt+hp+am, mtcars, weights=qsec); sqrt(diag(vcovHC(m, "HC1")))',
    published: '2.578053708 0.8878310336 0.008057835607 1.396829184',
    ours: () => standardErrors({ weights: mtcars.qsec, errors: 'HC1' }),
  },
  {
    of: 'fitLinearRegression',
    name: 'weighted, clustered errors',
    source: 'R: m <- lm(mpg ~ wt+hp+am, mtcars, weights=qsec); sqrt(diag(vcovCL(m, ~carb)))',
    published: '1.882152067 0.5798167768 0.005853631806 1.246959367',
    ours: () => standardErrors({ weights: mtcars.qsec, errors: 'cluster', clusters: mtcars.carb }),
  },
  {
    of: 'fitLinearRegression',
    name: 'p of clustered errors with clusters − 1 degrees of freedom',
    source:
      'R: m <- lm(mpg ~ wt+hp+am, mtcars); 2*pt(-abs(coef(m)/sqrt(diag(vcovCL(m, ~carb)))), length(unique(mtcars$carb))-1)',
    published: '9.736538301e-06 0.004665176609 0.001351262788 0.1226046374',
    ours: () =>
      fitLinearRegression({ ...motor, errors: 'cluster', clusters: mtcars.carb }).coefficients.map(
        ({ pValue }) => pValue,
      ),
  },
  {
    of: 'fitLinearRegression',
    name: 'without an intercept: coefficients, errors, R²',
    source: 'R: m <- lm(mpg ~ 0+wt+hp, mtcars); coef(m); sqrt(diag(vcov(m))); summary(m)$r.squared',
    published: '6.840449971 -0.03393525991 1.894247638 0.03939811500 0.7264259466',
    ours: () => {
      const fit = fitLinearRegression({
        outcome: mtcars.mpg,
        covariates: [mtcars.wt, mtcars.hp],
        intercept: false,
      });
      return [
        ...fit.coefficients.map(({ value }) => value),
        ...fit.coefficients.map(({ standardError }) => standardError),
        fit.rSquared,
      ];
    },
  },
];

const logistic: readonly ReferenceCase[] = [
  {
    of: 'fitLogisticRegression',
    name: 'coefficients, errors and log likelihood on mtcars',
    source:
      'R: g <- glm(am ~ wt+hp, binomial, mtcars, epsilon=1e-15, maxit=50); X <- model.matrix(g); p <- plogis(X%*%coef(g)); coef(g); sqrt(diag(solve(crossprod(X*c(p*(1-p)), X)))); logLik(g) (the errors at the last step; summary() prints those of the step before)',
    published: '18.86629872 -8.083475182 0.03625559608 7.443558428 3.068675275 0.01773415433 -5.029555236',
    ours: () => {
      const fit = fitLogisticRegression({ outcome: mtcars.am, covariates: [mtcars.wt, mtcars.hp] });
      return [...values(fit), ...errors(fit), fit.logLikelihood];
    },
  },
  {
    of: 'fitLogisticRegression',
    name: 'one row fourteen standard deviations off: coefficients, errors and log likelihood',
    source:
      'R: i <- 0:199; x <- ifelse(i==199, 500, i%%7); y <- ifelse(i==199, 0, (x*11+i^2)%%7*2 > 7+i%%3); g <- glm(y ~ x, binomial, epsilon=1e-15, maxit=50); X <- model.matrix(g); p <- plogis(X%*%coef(g)); coef(g); sqrt(diag(solve(crossprod(X*c(p*(1-p)), X)))); logLik(g)',
    published: '0.25563177369 -0.25058129503 0.25875872150 0.07685973642 -127.18724817606',
    ours: () => {
      const x = Array.from({ length: 200 }, (_, i) => (i === 199 ? 500 : i % 7));
      const y = x.map((value, i) => (i < 199 && ((value * 11 + i * i) % 7) * 2 > 7 + (i % 3) ? 1 : 0));
      const fit = fitLogisticRegression({ outcome: y, covariates: [x] });
      return [...values(fit), ...errors(fit), fit.logLikelihood];
    },
  },
  {
    of: 'fitLogisticRegression',
    name: 'weighted: coefficients and errors',
    source: `R: ${data}; g <- glm(y ~ x1+x2+t, quasibinomial, weights=w, epsilon=1e-15); coef(g); X <- model.matrix(g); p <- fitted(g); sqrt(diag(solve(crossprod(X*(w*p*(1-p)), X))))`,
    published:
      '-1.673677791 1.014111019 0.6845196444 0.3473177509 0.2647400834 0.3134195050 0.3116914201 0.1792480805',
    ours: () => {
      const fit = fitLogisticRegression({ outcome, covariates: [x1, x2, treated], weights });
      return [...values(fit), ...errors(fit)];
    },
  },
  {
    of: 'fitLogisticRegression',
    name: 'ridge 5: coefficients and errors',
    source: `R: ${data}; X <- cbind(1,x1,x2,t); s <- apply(X,2,function(v) sqrt(mean((v-mean(v))^2))); L <- diag(c(0,5*s[-1]^2)); b <- rep(0,4); for(k in 1:50){p <- plogis(c(X%*%b)); b <- b+solve(crossprod(X*(p*(1-p)),X)+L, crossprod(X,y-p)-L%*%b)[,1]}; b; sqrt(diag(solve(crossprod(X*(p*(1-p)),X)+L)))`,
    published:
      '-1.522203502 0.9434749815 0.6113324026 0.3176860394 0.3029268742 0.3596476940 0.3582050298 0.2060052617',
    ours: () => {
      const fit = fitLogisticRegression({ outcome, covariates: [x1, x2, treated], ridge: 5 });
      return [...values(fit), ...errors(fit)];
    },
  },
  {
    of: 'predictLogisticRegression',
    name: 'chance of the first four cars',
    source:
      'R: g <- glm(am ~ wt+hp, binomial, mtcars, epsilon=1e-15, maxit=50); predict(g, mtcars[1:4,], type="response")',
    published: '0.8423355365 0.4047825327 0.9702408222 0.04172803482',
    ours: () => {
      const columns = [mtcars.wt, mtcars.hp];
      const { model } = fitLogisticRegression({ outcome: mtcars.am, covariates: columns });
      return predictLogisticRegression(
        model,
        columns.map((column) => column.slice(0, 4)),
      );
    },
  },
  {
    of: 'predictLogisticRegression',
    name: 'far out on both sides',
    source: 'R: plogis(c(40, -40, -700))',
    published: '1.000000000 4.248354255e-18 9.859676544e-305',
    ours: () => predictLogisticRegression({ intercept: 0, slopes: [1] }, [[40, -40, -700]]),
  },
];

export const regressionReferences: readonly ReferenceCase[] = [...linear, ...logistic];
