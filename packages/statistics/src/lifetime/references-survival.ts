/** Published and R values for survival curves, their comparison, life tables and hazards. */
import type { ReferenceCase } from '../reference-case.ts';
import { compareSurvival } from './survival-comparison.ts';
import { estimateSurvival, survivalAt } from './survival-curve.ts';
import { hazardByStage } from './survival-stages.ts';
import { lifeTable } from './survival-table.ts';

/** Miller (1997), the `aml` of R's survival: weeks to relapse, with and without maintained chemotherapy. */
const maintained = {
  time: [9, 13, 13, 18, 23, 28, 31, 34, 45, 48, 161],
  event: [1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 0],
};
const notMaintained = {
  time: [5, 5, 8, 8, 12, 16, 23, 27, 30, 33, 43, 45],
  event: [1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1],
};
const aml = {
  time: [...maintained.time, ...notMaintained.time],
  event: [...maintained.event, ...notMaintained.event],
};
/** Freireich et al. (1963): weeks in remission under 6-mercaptopurine and placebo. */
const mercaptopurine = {
  time: [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35],
  event: [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0],
};
const placebo = {
  time: [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23],
  event: Array.from({ length: 21 }, () => 1),
};
const FIT = "R: summary(survfit(Surv(time,status)~1,data=aml,conf.type='log-log'))";

/** Klein and Moeschberger (1997): weeks of breast-feeding, as counts per interval. */
const weaning = (() => {
  const breaks = [0, 2, 3, 5, 7, 11, 17, 25, 37, 53, 80];
  const events = [77, 71, 119, 75, 109, 148, 107, 74, 85, 27];
  const lost = [2, 3, 6, 9, 7, 5, 3, 0, 0, 0];
  const time: number[] = [];
  const event: number[] = [];
  events.forEach((count, k) => {
    const middle = ((breaks[k] ?? 0) + (breaks[k + 1] ?? 0)) / 2;
    for (let i = 0; i < count + (lost[k] ?? 0); i++) {
      time.push(middle);
      event.push(i < count ? 1 : 0);
    }
  });
  return { durations: { time, event }, breaks };
})();
const LIFETAB =
  'R: KMsurv::lifetab(c(0,2,3,5,7,11,17,25,37,53,NA),927,c(2,3,6,9,7,5,3,0,0,0),c(77,71,119,75,109,148,107,74,85,27)), data of Klein and Moeschberger (1997)';

/** 7 ends by the first cause and 4 by the second in 423; none in 35.5. */
const stays = {
  stage: [...Array.from({ length: 15 }, () => 0), 1, 1],
  time: [...Array.from({ length: 14 }, (_, i) => 2 * i + 10), 101, 20, 15.5],
  end: [1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0],
};
const stages = () => hazardByStage(stays, { stages: ['lead', 'customer'], causes: ['bought', 'left'] });

export const survivalReferences: readonly ReferenceCase[] = [
  {
    of: 'estimateSurvival',
    name: 'aml: survival, every step',
    source: `${FIT}$surv`,
    published:
      '0.91304348 0.82608696 0.7826087 0.73913043 0.69565217 0.64596273 0.54658385 0.49689441 0.44168392 0.38647343 0.33126294 0.27605245 0.22084196 0.16563147 0.082815735',
    ours: () => estimateSurvival(aml).survival,
  },
  {
    of: 'estimateSurvival',
    name: "aml: Greenwood's standard error, every step",
    source: `${FIT}$std.err`,
    published:
      '0.058753385 0.079034196 0.086006149 0.091560537 0.095943876 0.10114268 0.10725064 0.10840178 0.10951807 0.1088588 0.10639097 0.10198338 0.095367438 0.086035208 0.072661801',
    ours: () => estimateSurvival(aml).standardError,
  },
  {
    of: 'estimateSurvival',
    name: 'aml: lower end of the log-log interval',
    source: `${FIT}$lower`,
    published:
      '0.69494754 0.60061041 0.55421151 0.50920944 0.46564175 0.41395295 0.31925041 0.27556563 0.22738117 0.18283662 0.14182569 0.10444134 0.070996649 0.042114281 0.0069559668',
    ours: () => estimateSurvival(aml).lower,
  },
  {
    of: 'estimateSurvival',
    name: 'aml: upper end of the log-log interval',
    source: `${FIT}$upper`,
    published:
      '0.97751567 0.93090356 0.90320749 0.87337578 0.84172129 0.80530776 0.72644917 0.68421379 0.63709269 0.58747691 0.53527379 0.48028466 0.42216744 0.36036136 0.28676037',
    ours: () => estimateSurvival(aml).upper,
  },
  {
    of: 'estimateSurvival',
    name: 'aml, and remission under placebo: median with interval',
    source:
      "R: survfit(Surv(time,status)~1,data=aml,conf.type='log-log'), the same on the data of Freireich et al. (1963)",
    published: '27 13 34 8 4 11',
    ours: () =>
      [aml, placebo].flatMap((durations) => {
        const { value, lower, upper } = estimateSurvival(durations).median;
        return [value, lower, upper].map((time) => time ?? Number.NaN);
      }),
  },
  {
    of: 'survivalAt',
    name: 'aml after 20 and 48 weeks: share, standard error, interval',
    source: `${FIT.replace('))', '),times=c(20,48))')}`,
    published: '0.64596273 0.10114268 0.41395295 0.80530776 0.082815735 0.072661801 0.0069559668 0.28676037',
    ours: () =>
      [20, 48].flatMap((time) => {
        const { value, standardError, interval } = survivalAt(estimateSurvival(aml), { time });
        return [value, standardError, interval.lower, interval.upper];
      }),
  },
  {
    of: 'survivalAt',
    name: 'remission after 10, 20 and 23 weeks at 90 %: share, standard error, interval',
    source:
      "R: summary(survfit(Surv(t,e)~1,conf.type='log-log',conf.int=.9),times=c(10,20,23)), data of Freireich et al. (1963)",
    published:
      '0.75294118 0.096349653 0.55112338 0.87358124 0.62745098 0.11405387 0.41261277 0.78239122 0.44817927 0.13459146 0.22646209 0.64811358',
    ours: () =>
      [10, 20, 23].flatMap((time) => {
        const curve = estimateSurvival(mercaptopurine, { level: 0.9 });
        const { value, standardError, interval } = survivalAt(curve, { time });
        return [value, standardError, interval.lower, interval.upper];
      }),
  },
  {
    of: 'compareSurvival',
    name: 'aml: expected, χ², p',
    source: 'R: survdiff(Surv(time,status)~x,data=aml)',
    published: '10.689336 7.310664 3.3963887 0.0653393',
    ours: () => {
      const { expected, chiSquare, pValue } = compareSurvival([maintained, notMaintained]);
      return [...expected, chiSquare, pValue];
    },
  },
  {
    of: 'compareSurvival',
    name: 'remission: expected, χ², p',
    source: 'R: survdiff(Surv(t,e)~g), data of Freireich et al. (1963)',
    published: '19.25050095 10.74949905 16.79294099 4.168809109e-05',
    ours: () => {
      const { expected, chiSquare, pValue } = compareSurvival([mercaptopurine, placebo]);
      return [...expected, chiSquare, pValue];
    },
  },
  {
    of: 'compareSurvival',
    name: 'four groups: expected, χ², p',
    source: 'R: survdiff(Surv(t,e)~g) on aml and Freireich together',
    published: '14.31417901 10.84361837 15.09572063 7.746481988 32.98664902 3.24162481e-07',
    ours: () => {
      const groups = [maintained, notMaintained, mercaptopurine, placebo];
      const { expected, chiSquare, pValue } = compareSurvival(groups);
      return [...expected, chiSquare, pValue];
    },
  },
  {
    of: 'lifeTable',
    name: 'weaning: survival at the end of the first nine intervals',
    source: `${LIFETAB}$surv`,
    published:
      '0.916846652 0.839946342 0.710304819 0.627647159 0.505806482 0.338148342 0.215289692 0.129636804 0.031251729',
    ours: () =>
      lifeTable(weaning.durations, weaning)
        .slice(0, 9)
        .map(({ survival }) => survival.value),
  },
  {
    of: 'lifeTable',
    name: 'weaning: standard error of that',
    source: `${LIFETAB}$se.surv`,
    published:
      '0.0090736647 0.0120583780 0.0149472153 0.0159669265 0.0165929246 0.0158121966 0.0138261419 0.0113582687 0.0059118694',
    ours: () =>
      lifeTable(weaning.durations, weaning)
        .slice(0, 9)
        .map(({ survival }) => survival.standardError),
  },
  {
    of: 'lifeTable',
    name: 'aml in the first ten weeks: chance and its interval',
    source: 'R: prop.test(5,23,correct=FALSE)',
    published: '0.2173913043 0.09663978027 0.4190348302',
    ours: () => {
      const chance = lifeTable(aml, { breaks: [0, 10] })[0]?.chance;
      return chance ? [chance.value, chance.interval.lower, chance.interval.upper] : [];
    },
  },
  {
    of: 'hazardByStage',
    name: '7 and 0 ends by a cause in 423 and 35.5: hazard and interval',
    source: 'R: poisson.test(7,423); poisson.test(0,35.5)',
    published: '0.01654846336 0.006653340547 0.03409615925 0 0 0.1039120973',
    ours: () =>
      stages().flatMap(({ causes }) => {
        const hazard = causes[0]?.hazard;
        return hazard ? [hazard.value, hazard.interval.lower, hazard.interval.upper] : [];
      }),
  },
  {
    of: 'hazardByStage',
    name: '3 ends in 20 at 90 %: hazard and interval',
    source: 'R: poisson.test(3,20,conf.level=.9)',
    published: '0.15 0.04088457236 0.3876828264',
    ours: () => {
      const short = { stage: [0, 0, 0, 0], time: [2, 5, 3, 10], end: [1, 2, 1, 0] };
      const [stage] = hazardByStage(short, { stages: ['trial'], causes: ['bought', 'left'], level: 0.9 });
      return stage ? [stage.hazard.value, stage.hazard.interval.lower, stage.hazard.interval.upper] : [];
    },
  },
];
