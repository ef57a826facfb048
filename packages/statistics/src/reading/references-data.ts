/** Data sets that come with R, for the cases of this folder. Each is named as in R. */
import { summarizeCovariates } from './covariates.ts';
import { summarizeValues } from './means.ts';
import { summarizeRatio } from './ratio-metric.ts';

/** sleep$extra by group: Student (1908). */
export const sleep = {
  control: [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
  treatment: [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
};

/** ToothGrowth$len by supp (VC, OJ): ten each at the doses 0.5, 1 and 2. */
export const toothGrowth = {
  control: [
    4.2, 11.5, 7.3, 5.8, 6.4, 10, 11.2, 11.2, 5.2, 7, 16.5, 16.5, 15.2, 17.3, 22.5, 17.3, 13.6, 14.5, 18.8,
    15.5, 23.6, 18.5, 33.9, 25.5, 26.4, 32.5, 26.7, 21.5, 23.3, 29.5,
  ],
  treatment: [
    15.2, 21.5, 17.6, 9.7, 14.5, 10, 8.2, 9.4, 16.5, 9.7, 19.7, 23.3, 23.6, 26.4, 20, 25.2, 25.8, 21.2, 14.5,
    27.3, 25.5, 26.4, 22.4, 24.5, 24.8, 30.9, 26.4, 27.3, 29.4, 23,
  ],
};
const dose = Array.from({ length: 30 }, (_, i) => [0.5, 1, 2][Math.floor(i / 10)] ?? 0);
export const toothGrowthPerDose = {
  control: { numerator: toothGrowth.control, denominator: dose },
  treatment: { numerator: toothGrowth.treatment, denominator: dose },
};

/** chickwts$weight of the feeds linseed and casein. */
export const chicks = {
  control: [309, 229, 181, 141, 260, 203, 148, 169, 213, 257, 244, 271],
  treatment: [368, 390, 379, 260, 404, 318, 352, 359, 216, 222, 283, 332],
};

/** boot::gravity$g of the series 7 and 8: Davison and Hinkley (1997). */
export const gravity = {
  control: [82, 79, 81, 79, 77, 79, 79, 78, 79, 82, 76, 73, 64],
  treatment: [84, 86, 85, 82, 77, 76, 77, 80, 83, 81, 78, 78, 78],
};

/** boot::city (u, x), and rows 11–49 of boot::bigcity, whose first ten are city: inhabitants of cities in 1920 and 1930. Cochran (1977). */
export const cities = {
  control: {
    denominator: [138, 93, 61, 179, 48, 37, 29, 23, 30, 2],
    numerator: [143, 104, 69, 260, 75, 63, 50, 48, 111, 50],
  },
  treatment: {
    denominator: [
      38, 46, 71, 25, 298, 74, 50, 76, 381, 387, 78, 60, 507, 50, 77, 64, 40, 136, 243, 256, 94, 36, 45, 67,
      120, 172, 66, 46, 121, 44, 64, 56, 40, 116, 87, 43, 43, 161, 36,
    ],
    numerator: [
      52, 53, 79, 57, 317, 93, 58, 80, 464, 459, 106, 57, 634, 64, 89, 77, 60, 139, 291, 288, 85, 46, 53, 67,
      115, 183, 86, 65, 113, 58, 63, 142, 64, 130, 105, 61, 50, 232, 54,
    ],
  },
};

/** rivers: lengths of 141 rivers. */
export const rivers = [
  735, 320, 325, 392, 524, 450, 1459, 135, 465, 600, 330, 336, 280, 315, 870, 906, 202, 329, 290, 1000, 600,
  505, 1450, 840, 1243, 890, 350, 407, 286, 280, 525, 720, 390, 250, 327, 230, 265, 850, 210, 630, 260, 230,
  360, 730, 600, 306, 390, 420, 291, 710, 340, 217, 281, 352, 259, 250, 470, 680, 570, 350, 300, 560, 900,
  625, 332, 2348, 1171, 3710, 2315, 2533, 780, 280, 410, 460, 260, 255, 431, 350, 760, 618, 338, 981, 1306,
  500, 696, 605, 250, 411, 1054, 735, 233, 435, 490, 310, 460, 383, 375, 1270, 545, 445, 1885, 380, 300, 380,
  377, 425, 276, 210, 800, 420, 350, 360, 538, 1100, 1205, 314, 237, 610, 360, 540, 1038, 424, 310, 300, 444,
  301, 268, 620, 215, 652, 900, 525, 246, 360, 529, 500, 720, 270, 430, 671, 1770,
];

/** mtcars by am (0, 1): the first 19 are the control. */
const mpg = [
  21.4, 18.7, 18.1, 14.3, 24.4, 22.8, 19.2, 17.8, 16.4, 17.3, 15.2, 10.4, 10.4, 14.7, 21.5, 15.5, 15.2, 13.3,
  19.2, 21, 21, 22.8, 32.4, 30.4, 33.9, 27.3, 26, 30.4, 15.8, 19.7, 15, 21.4,
];
const wt = [
  3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424, 5.345, 2.465, 3.52, 3.435,
  3.84, 3.845, 2.62, 2.875, 2.32, 2.2, 1.615, 1.835, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78,
];
const hp = [
  110, 175, 105, 245, 62, 95, 123, 123, 180, 180, 180, 205, 215, 230, 97, 150, 150, 245, 175, 110, 110, 93,
  66, 52, 65, 66, 91, 113, 264, 175, 335, 109,
];
const cylinders = [
  6, 8, 6, 8, 4, 4, 6, 6, 8, 8, 8, 8, 8, 8, 4, 8, 8, 8, 8, 6, 6, 4, 4, 4, 4, 4, 4, 4, 8, 6, 8, 4,
];
const AUTOMATIC = 19;
export const milesPerGallon = { control: mpg.slice(0, AUTOMATIC), treatment: mpg.slice(AUTOMATIC) };

export function carsSummary(arm: 'control' | 'treatment') {
  const [from, to] = arm === 'control' ? [0, AUTOMATIC] : [AUTOMATIC, mpg.length];
  const covariates = wt.flatMap((weight, i) => [weight, hp[i] ?? 0]).slice(from * 2, to * 2);
  return summarizeCovariates({ outcome: mpg.slice(from, to), covariates, width: 2 });
}

export function carsByCylinders() {
  return [4, 6, 8].map((cyl) => {
    const of = (isTreatment: boolean) =>
      summarizeValues(mpg.filter((_, i) => cylinders[i] === cyl && i >= AUTOMATIC === isTreatment));
    return { control: of(false), treatment: of(true) };
  });
}

/** warpbreaks$breaks: nine each of wool A at tension L, M, H, then of wool B. */
const breaks = [
  26, 30, 54, 25, 70, 52, 51, 26, 67, 18, 21, 29, 17, 12, 18, 35, 30, 36, 36, 21, 24, 18, 10, 43, 28, 15, 26,
  27, 14, 29, 19, 29, 31, 41, 20, 44, 42, 26, 19, 16, 39, 28, 21, 39, 29, 20, 21, 24, 17, 13, 15, 15, 16, 28,
];
export const breaksByTension = [0, 1, 2].map((tension) => ({
  control: summarizeValues(breaks.slice(tension * 9, tension * 9 + 9)),
  treatment: summarizeValues(breaks.slice(27 + tension * 9, 36 + tension * 9)),
}));

/** iris, rows 51–100 (versicolor) and 101–150 (virginica): Anderson (1935). */
const sepalLength = [
  7, 6.4, 6.9, 5.5, 6.5, 5.7, 6.3, 4.9, 6.6, 5.2, 5, 5.9, 6, 6.1, 5.6, 6.7, 5.6, 5.8, 6.2, 5.6, 5.9, 6.1, 6.3,
  6.1, 6.4, 6.6, 6.8, 6.7, 6, 5.7, 5.5, 5.5, 5.8, 6, 5.4, 6, 6.7, 6.3, 5.6, 5.5, 5.5, 6.1, 5.8, 5, 5.6, 5.7,
  5.7, 6.2, 5.1, 5.7, 6.3, 5.8, 7.1, 6.3, 6.5, 7.6, 4.9, 7.3, 6.7, 7.2, 6.5, 6.4, 6.8, 5.7, 5.8, 6.4, 6.5,
  7.7, 7.7, 6, 6.9, 5.6, 7.7, 6.3, 6.7, 7.2, 6.2, 6.1, 6.4, 7.2, 7.4, 7.9, 6.4, 6.3, 6.1, 7.7, 6.3, 6.4, 6,
  6.9, 6.7, 6.9, 5.8, 6.8, 6.7, 6.7, 6.3, 6.5, 6.2, 5.9,
];
const petalLength = [
  4.7, 4.5, 4.9, 4, 4.6, 4.5, 4.7, 3.3, 4.6, 3.9, 3.5, 4.2, 4, 4.7, 3.6, 4.4, 4.5, 4.1, 4.5, 3.9, 4.8, 4, 4.9,
  4.7, 4.3, 4.4, 4.8, 5, 4.5, 3.5, 3.8, 3.7, 3.9, 5.1, 4.5, 4.5, 4.7, 4.4, 4.1, 4, 4.4, 4.6, 4, 3.3, 4.2, 4.2,
  4.2, 4.3, 3, 4.1, 6, 5.1, 5.9, 5.6, 5.8, 6.6, 4.5, 6.3, 5.8, 6.1, 5.1, 5.3, 5.5, 5, 5.1, 5.3, 5.5, 6.7, 6.9,
  5, 5.7, 4.9, 6.7, 4.9, 5.7, 6, 4.8, 4.9, 5.6, 5.8, 6.1, 6.4, 5.6, 5.1, 5.6, 6.1, 5.6, 5.5, 4.8, 5.4, 5.6,
  5.1, 5.1, 5.9, 5.7, 5.2, 5, 5.2, 5.4, 5.1,
];
const petalWidth = [
  1.4, 1.5, 1.5, 1.3, 1.5, 1.3, 1.6, 1, 1.3, 1.4, 1, 1.5, 1, 1.4, 1.3, 1.4, 1.5, 1, 1.5, 1.1, 1.8, 1.3, 1.5,
  1.2, 1.3, 1.4, 1.4, 1.7, 1.5, 1, 1.1, 1, 1.2, 1.6, 1.5, 1.6, 1.5, 1.3, 1.3, 1.3, 1.2, 1.4, 1.2, 1, 1.3, 1.2,
  1.3, 1.3, 1.1, 1.3, 2.5, 1.9, 2.1, 1.8, 2.2, 2.1, 1.7, 1.8, 1.8, 2.5, 2, 1.9, 2.1, 2, 2.4, 2.3, 1.8, 2.2,
  2.3, 1.5, 2.3, 2, 2, 1.8, 2.1, 1.8, 1.8, 1.8, 2.1, 1.6, 1.9, 2, 2.2, 1.5, 1.4, 2.3, 2.4, 1.8, 1.8, 2.1, 2.4,
  2.3, 1.9, 2.3, 2.5, 2.3, 1.9, 2, 2.3, 1.8,
];

export function irisSummary(from: 0 | 50) {
  const covariates = petalLength.flatMap((length, i) => [length, petalWidth[i] ?? 0]);
  const outcome = sepalLength.slice(from, from + 50);
  return summarizeCovariates({ outcome, covariates: covariates.slice(from * 2, from * 2 + 100), width: 2 });
}

export function irisRatio(from: 0 | 50) {
  const [numerator, denominator] = [petalLength.slice(from, from + 50), sepalLength.slice(from, from + 50)];
  return summarizeRatio({ numerator, denominator });
}

/** UCBAdmissions: [n, admitted] of women (control), then of men (treatment), in the departments A … F. Bickel et al. (1975). */
export const admissions = [
  [108, 89, 825, 512],
  [25, 17, 560, 353],
  [593, 202, 325, 120],
  [375, 131, 417, 138],
  [393, 94, 191, 53],
  [341, 24, 373, 22],
].map(stratumOf);

/** The Rabbits of ?mantelhaen.test: [n, cured] with penicillin after 1.5 hours (control), then at once (treatment), by its amount. */
export const rabbits = [
  [5, 0, 6, 0],
  [6, 0, 6, 3],
  [6, 2, 6, 6],
  [6, 6, 6, 5],
  [5, 5, 2, 2],
].map(stratumOf);

function stratumOf([n0 = 0, x0 = 0, n1 = 0, x1 = 0]: number[]) {
  return { control: { n: n0, successes: x0 }, treatment: { n: n1, successes: x1 } };
}
