/** Data by formula, so that R and this package compute from the same numbers: f(i, a, m) = (i · a mod m) / m. For tests and references. */

/** In R: f <- function(i, a, m) ((i * a) %% m) / m */
function f(i: number, a: number, m: number): number {
  return ((i * a) % m) / m;
}

function rows(count: number, of: (i: number) => number): number[] {
  return Array.from({ length: count }, (_, i) => of(i + 1));
}

/** In R: i <- 1:400; x1 <- f(i,7919,101); x2 <- f(i,104729,97); t <- 1*(f(i,15485863,89) < 0.5); y <- 1*(f(i,1299709,83) < 0.2+0.2*x1+t*(0.3*x2-0.05)); w <- 1+f(i,31,7); amount <- y*(1+3*x1) */
export const experiment = (() => {
  const x1 = rows(400, (i) => f(i, 7919, 101));
  const x2 = rows(400, (i) => f(i, 104729, 97));
  const treated = rows(400, (i) => (f(i, 15485863, 89) < 0.5 ? 1 : 0));
  const outcome = rows(400, (i) =>
    f(i, 1299709, 83) < 0.2 + 0.2 * x1[i - 1]! + treated[i - 1]! * (0.3 * x2[i - 1]! - 0.05) ? 1 : 0,
  );
  return {
    x1,
    x2,
    treated,
    outcome,
    weights: rows(400, (i) => 1 + f(i, 31, 7)),
    amount: outcome.map((y, i) => y * (1 + 3 * x1[i]!)),
    /** In R: round(4*x1+3*x2). */
    coarse: x1.map((x, i) => Math.round(4 * x + 3 * x2[i]!)),
  };
})();

/** In R: u <- rep(1:40, each=6); p <- rep(1:6, 40); n <- 1:240; tr <- 1*(u<=15); af <- 1*(p>=4); y <- 10+u%%7+0.5*p+2*f(n,7919,101)+tr*af*(1+f(n,104729,97)) */
export const panel = (() => {
  const unit = rows(240, (n) => Math.ceil(n / 6));
  const period = rows(240, (n) => ((n - 1) % 6) + 1);
  const group = unit.map((u) => (u <= 15 ? 1 : 0));
  const after = period.map((p) => (p >= 4 ? 1 : 0));
  return {
    unit,
    period,
    group,
    after,
    treated: group.map((g, i) => g * after[i]!),
    outcome: rows(240, (n) => {
      const [u, p] = [unit[n - 1]!, period[n - 1]!];
      const effect = group[n - 1]! * after[n - 1]! * (1 + f(n, 104729, 97));
      return 10 + (u % 7) + 0.5 * p + 2 * f(n, 7919, 101) + effect;
    }),
    covariate: rows(240, (n) => f(n, 31, 53)),
  };
})();

/** Without every eleventh row: units that miss periods. In R: n %% 11 != 0 */
export const gappyPanel = (() => {
  const kept = (values: readonly number[]) => values.filter((_, i) => (i + 1) % 11 !== 0);
  return {
    unit: kept(panel.unit),
    period: kept(panel.period),
    group: kept(panel.group),
    treated: kept(panel.treated),
    outcome: kept(panel.outcome),
  };
})();

/** In R: tm <- 1*(f(i,15485863,89) < 0.1+0.3*x1); b <- 1*(f(i,31,53) < .4); y2 <- 2+3*x1+x2+tm*.7+f(i,1299709,83), with i, x1, x2 of the experiment */
export const pilot = (() => {
  const { x1, x2 } = experiment;
  const treated = rows(400, (i) => (f(i, 15485863, 89) < 0.1 + 0.3 * x1[i - 1]! ? 1 : 0));
  return {
    treated,
    covariates: [x1, x2, rows(400, (i) => (f(i, 31, 53) < 0.4 ? 1 : 0))],
    outcome: rows(400, (i) => 2 + 3 * x1[i - 1]! + x2[i - 1]! + treated[i - 1]! * 0.7 + f(i, 1299709, 83)),
  };
})();

/** In R: t <- 1:20; Y <- sapply(1:8, function(j) 10+j+0.3*t*(1+(j%%3))+4*f(t*j,7919,101)+3*f(t+31*j,104729,97)); y1 <- 0.4*Y[,2]+0.35*Y[,5]+0.25*Y[,7]+f(t,31,53)+ifelse(t>14,3,0) */
export const places = (() => {
  const donors = Array.from({ length: 8 }, (_, k) => {
    const j = k + 1;
    return rows(
      20,
      (t) => 10 + j + 0.3 * t * (1 + (j % 3)) + 4 * f(t * j, 7919, 101) + 3 * f(t + 31 * j, 104729, 97),
    );
  });
  const treated = rows(20, (t) => {
    const of = (j: number) => donors[j - 1]![t - 1]!;
    return 0.4 * of(2) + 0.35 * of(5) + 0.25 * of(7) + f(t, 31, 53) + (t > 14 ? 3 : 0);
  });
  return { donors, treated, before: 14 };
})();
