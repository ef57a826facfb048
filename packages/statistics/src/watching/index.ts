/** Watching: what is usual, what is not, when it changed, and what comes next. */
export {
  type ChangePoints,
  type ChangePointsInput,
  type ChangeTest,
  type ChangeTestInput,
  findChangePoints,
  type Level,
  testChangePoint,
} from './change-points.ts';
export {
  type ForecastInput,
  fitHoltWinters,
  forecastHoltWinters,
  type HoltWinters,
  type HoltWintersInput,
  type Smoothing,
} from './holt-winters.ts';
export {
  type BaselineCheck,
  type BaselineCheckInput,
  checkAgainstBaseline,
  fitSeasonalBaseline,
  type SeasonalBaseline,
  type SeasonalBaselineInput,
} from './seasonal-baseline.ts';
