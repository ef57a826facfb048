/** Published numbers for what changed. The R lines were run with R 4.2.2. */
import type { ReferenceCase } from '../reference-case.ts';
import { decomposeByLmdi } from './lmdi.ts';
import { decomposeMix } from './mix.ts';
import { comparePlan } from './plan.ts';
import { decomposeByShapley, decomposeFormula } from './shapley.ts';

/** ((i·a + b) mod m + 1) / m for i = 1 … 7: the same numbers in R. */
const formula = ([a, b, m]: readonly [number, number, number]) =>
  Array.from({ length: 7 }, (_, i) => ((((i + 1) * a + b) % m) + 1) / m);

const industry = {
  factors: [
    { name: 'activity', before: [50, 50], after: [80, 80] },
    { name: 'structure', before: [0.2, 0.8], after: [0.5, 0.5] },
    { name: 'intensity', before: [3, 0.5], after: [2, 0.4] },
  ],
};
const seven = {
  factors: [
    { name: 'A', before: formula([3, 1, 11]), after: formula([5, 2, 11]) },
    { name: 'B', before: formula([7, 3, 13]), after: formula([2, 5, 13]) },
    { name: 'C', before: formula([4, 1, 17]), after: formula([9, 2, 17]) },
    { name: 'D', before: formula([6, 5, 19]), after: formula([8, 3, 19]) },
  ],
};

const additive = ({ effects }: ReturnType<typeof decomposeByLmdi>) =>
  effects.map((effect) => effect.additive);
const multiplicative = ({ effects }: ReturnType<typeof decomposeByLmdi>) =>
  effects.map((effect) => effect.multiplicative ?? Number.NaN);

const mean =
  'R: L<-function(a,b)(a-b)/log(a/b); w<-L(V1,V0), V the products of the factors; per factor sum(w*log(x1/x0)), ratio exp(that/L(sum(V1),sum(V0)))';
const sevenInR =
  'f<-function(a,b,m)((1:7*a+b)%%m+1)/m; A f(3,1,11) f(5,2,11), B f(7,3,13) f(2,5,13), C f(4,1,17) f(9,2,17), D f(6,5,19) f(8,3,19)';
const orders = 'R: mean over all permutations of the factors of the change of the total as each moves';

export const decompositionReferences: readonly ReferenceCase[] = [
  {
    of: 'decomposeByLmdi',
    name: 'energy of two sectors, additive',
    source: `Data of Ang (2005); ${mean}`,
    published: '32.3846379109 38.2848673502 -24.6695052611',
    ours: () => additive(decomposeByLmdi(industry)),
  },
  {
    of: 'decomposeByLmdi',
    name: 'energy of two sectors, multiplicative',
    source: `Data of Ang (2005); ${mean}`,
    published: '1.582880007254 1.721019807484 0.704802387002',
    ours: () => multiplicative(decomposeByLmdi(industry)),
  },
  {
    of: 'decomposeByLmdi',
    name: 'four factors, seven segments, additive',
    source: `${mean}; ${sevenInR}`,
    published: '-0.0460712672419 -0.1339340920926 0.1013098465851 0.0200235345728',
    ours: () => additive(decomposeByLmdi(seven)),
  },
  {
    of: 'decomposeByShapley',
    name: 'energy of two sectors, additive',
    source: `Data of Ang (2005); ${orders}`,
    published: '34.35 39.30 -27.65',
    ours: () => additive(decomposeByShapley(industry)),
  },
  {
    of: 'decomposeByShapley',
    name: 'four factors, seven segments, additive',
    source: `${orders}; ${sevenInR}`,
    published: '-0.05728636688389 -0.13319910223935 0.12786594210743 0.00394754883919',
    ours: () => additive(decomposeByShapley(seven)),
  },
  {
    of: 'decomposeByShapley',
    name: 'four factors, seven segments, multiplicative',
    source: `${orders}, of log(total), then exp; ${sevenInR}`,
    published: '0.906556437288 0.821553394892 1.203342667110 1.013718902210',
    ours: () => multiplicative(decomposeByShapley(seven)),
  },
  {
    of: 'decomposeFormula',
    name: '(price − cost) × orders × (1 − rebate)',
    source: `${orders}; 10 6 100 .2 to 12 7 90 .25`,
    published: '147.3333333333 -73.6666666667 -34.8333333333 -21.3333333333',
    ours: () =>
      decomposeFormula({
        factors: [
          { name: 'price', before: 10, after: 12 },
          { name: 'cost', before: 6, after: 7 },
          { name: 'orders', before: 100, after: 90 },
          { name: 'rebate', before: 0.2, after: 0.25 },
        ],
        total: ([price = 0, cost = 0, count = 0, rebate = 0]) => (price - cost) * count * (1 - rebate),
      }).map((effect) => effect.additive),
  },
  {
    of: 'decomposeFormula',
    name: 'ab + c²/d − e with signs that change',
    source: `${orders}; 2 3 -4 1.5 .5 to -1 5 2 2.5 .25`,
    published: '-12.00000000000 1.00000000000 -6.40000000000 -2.66666666667 0.25000000000',
    ours: () =>
      decomposeFormula({
        factors: [
          { name: 'a', before: 2, after: -1 },
          { name: 'b', before: 3, after: 5 },
          { name: 'c', before: -4, after: 2 },
          { name: 'd', before: 1.5, after: 2.5 },
          { name: 'e', before: 0.5, after: 0.25 },
        ],
        total: ([a = 0, b = 0, c = 0, d = 0, e = 0]) => a * b + (c * c) / d - e,
      }).map((effect) => effect.additive),
  },
  {
    of: 'decomposeMix',
    name: 'admission to Berkeley, men against women, by department',
    source:
      'R: UCBAdmissions, q shares of applicants, a rates; sum((q0+q1)/2*(a1-a0)), sum((q1-q0)*(a0+a1)/2)',
    published: '0.0360284829057 -0.1776739111522',
    ours: () => {
      const men = { applicants: [825, 560, 325, 417, 191, 373], admitted: [512, 353, 120, 138, 53, 22] };
      const women = { applicants: [108, 25, 593, 375, 393, 341], admitted: [89, 17, 202, 131, 94, 24] };
      const period = ({ applicants, admitted }: typeof men) => ({
        units: applicants,
        rates: admitted.map((count, i) => count / (applicants[i] ?? 1)),
      });
      const read = decomposeMix({ before: period(men), after: period(women) });
      return [read.withinSegments, read.mix];
    },
  },
  {
    of: 'decomposeMix',
    name: 'a segment that is gone and one that is new',
    source:
      'R: the same sums with the one known rate in both periods; units 120 340 80 0 15 to 200 260 0 30 15, rates .021 .034 .055 – .09 to .024 .031 – .12 .07',
    published: '-0.00134011238962 0.00028364998662',
    ours: () => {
      const read = decomposeMix({
        before: { units: [120, 340, 80, 0, 15], rates: [0.021, 0.034, 0.055, Number.NaN, 0.09] },
        after: { units: [200, 260, 0, 30, 15], rates: [0.024, 0.031, Number.NaN, 0.12, 0.07] },
      });
      return [read.withinSegments, read.mix];
    },
  },
  {
    of: 'comparePlan',
    name: 'three fares: quantity, mix, price',
    source:
      'R: sum((Q1-Q0)*u0/Q0*p0), sum((u1/Q1-u0/Q0)*Q1*p0), sum((p1-p0)*u1); u 4000 2500 500 to 3600 3100 610, p 30 45.5 120 to 31 44.2 118',
    published: '13008.9285714 15491.0714286 -1650.0000000',
    ours: () => {
      const read = comparePlan({
        plan: { units: [4000, 2500, 500], prices: [30, 45.5, 120] },
        actual: { units: [3600, 3100, 610], prices: [31, 44.2, 118] },
      });
      return [read.quantity, read.mix, read.price];
    },
  },
  {
    of: 'comparePlan',
    name: 'one fare not planned, one not sold',
    source:
      'R: the same sums with the one known price on both sides; u 0 250 90 to 40 300 0, p 12.5 8 3.25 to 12.5 7.6 3.25',
    published: '0.0 607.5 -120.0',
    ours: () => {
      const read = comparePlan({
        plan: { units: [0, 250, 90], prices: [Number.NaN, 8, 3.25] },
        actual: { units: [40, 300, 0], prices: [12.5, 7.6, Number.NaN] },
      });
      return [read.quantity, read.mix, read.price];
    },
  },
];
