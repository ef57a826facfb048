/** Regressions others stand on: of a number by least squares, of a yes or no by logistic likelihood. */
export type { Coefficient } from './coefficient.ts';
export type { ErrorKind } from './covariance.ts';
export type { Covariates } from './design.ts';
export {
  fitLinearRegression,
  type LinearRegression,
  type LinearRegressionInput,
} from './linear-regression.ts';
export {
  fitLogisticRegression,
  type LogisticModel,
  type LogisticRegression,
  type LogisticRegressionInput,
  predictLogisticRegression,
} from './logistic-regression.ts';
