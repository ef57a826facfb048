/** Published numbers for interest and intent. The R lines were run with R 4.2.2. */
import { listsOf, type ReferenceCase } from '../reference-case.ts';
import { fitLogisticRegression } from '../regression/logistic-regression.ts';
import { mtcars } from '../regression/references-samples.ts';
import { readAssociation, testAssociationExactly } from './association.ts';
import { applyCalibration, fitCalibration } from './calibration.ts';
import { measureCalibration } from './calibration-quality.ts';
import { measureDiscrimination } from './discrimination.ts';
import { explainPrediction } from './explanation.ts';
import { findAssociations } from './find-associations.ts';
import { mineSequences } from './mine-sequences.ts';
import { findNextNeeds } from './next-needs.ts';
import { intentReferences } from './references-intent.ts';

const fisher =
  'R: phyper(both-1, first, baskets-first, second, lower.tail=FALSE), as fisher.test(alternative="greater")';
const delta =
  'R: lift ± by numeric gradient g of log(lift) at the four multinomial cells, s = sqrt(g S g) with S=(diag(p)-p%o%p)/N; lift, lift*s, exp(log(lift)±qnorm*s)';

/** 400 baskets by formula: the same in R. */
const baskets = listsOf(
  Array.from({ length: 400 }, (_, i) => [
    ...((i * 7) % 11 < 4 ? [0] : []),
    ...((i * 7) % 11 < 3 || (i * 5) % 17 === 0 ? [1] : []),
    ...((i * 3) % 13 < 5 ? [2] : []),
    ...((i * 9) % 19 < 6 ? [3] : []),
    ...(i % 23 < 2 ? [4] : []),
  ]),
);
const basketsInR =
  'i=0…399 hold 0 if (i*7)%%11<4, 1 if (i*7)%%11<3|(i*5)%%17==0, 2 if (i*3)%%13<5, 3 if (i*9)%%19<6, 4 if i%%23<2';

const shortHistories = listsOf(
  Array.from({ length: 60 }, (_, i) =>
    Array.from({ length: 3 + (i % 4) }, (__, j) => (i * i + j * ((i % 7) + 2)) % 5),
  ),
);
const shortInR =
  'histories i=0…59 of (i*i+j*(i%%7+2))%%5 for j=0…2+i%%4; all candidate sequences tried as subsequences';

const answered = Array.from({ length: 120 }, (_, i) => {
  const history: number[] = [];
  for (let j = 0; j <= 3 + (i % 5); j++)
    history.push(history.at(-1) === 1 && i % 3 < 2 ? 2 : (i * i + j * ((i % 7) + 2)) % 5);
  return history;
});
const answeredInR =
  'histories i=0…119, j=0…3+i%%5: 2 after a 1 if i%%3<2, else (i*i+j*(i%%7+2))%%5; p=mean(next==b), u=O-p*A-(sum(A)-A)/(sum(F)-F)*(B-p*F) per history (O steps a to b, A from a, B to b, F all), pnorm(-sum(O-p*A)/sqrt(sum(u^2))), p.adjust';
const columnsOf = (needs: ReturnType<typeof findNextNeeds>['needs']) => [
  ...needs.map(({ chance }) => chance),
  ...needs.map(({ baseline }) => baseline),
  ...needs.map(({ pValue }) => pValue),
  ...needs.map(({ adjustedPValue }) => adjustedPValue),
];

const rows = Array.from({ length: 80 }, (_, i) => i);
const probabilities = rows.map((i) => (((i * 37) % 97) + 1) / 99);
const outcome = rows.map((i, k) => (((i * 53) % 89) / 89 < 0.15 + 0.6 * (probabilities[k] ?? 0) ? 1 : 0));
const rarer = rows.map((i, k) => (((i * 29) % 71) / 71 < (probabilities[k] ?? 0) ** 2 ? 1 : 0));
const eighty = 'i=0…79, p=((i*37)%%97+1)/99, y=(((i*53)%%89)/89 < .15+.6p)';
const at = [0.05, 0.3, 0.5, 0.93];

const cars = () => {
  const { model } = fitLogisticRegression({ outcome: mtcars.am, covariates: [mtcars.wt, mtcars.hp] });
  const mean = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
  return { model, reference: [mean(mtcars.wt), mean(mtcars.hp)], names: ['wt', 'hp'] };
};
const contributionsTo = (car: number) => {
  const why = explainPrediction({ ...cars(), row: [mtcars.wt[car] ?? 0, mtcars.hp[car] ?? 0] });
  const of = (name: string) => why.contributions.find((one) => one.name === name)?.logOdds ?? Number.NaN;
  return [of('wt'), of('hp'), why.probability];
};

export const interestReferences: readonly ReferenceCase[] = [
  {
    of: 'testAssociationExactly',
    name: '31 of a million together where 15 are expected',
    source: `${fisher}; 1e6 3000 5000 31`,
    published: '0.000184389056',
    ours: () => testAssociationExactly({ baskets: 1_000_000, first: 3_000, second: 5_000, both: 31 }).pValue,
  },
  {
    of: 'testAssociationExactly',
    name: 'twenty baskets',
    source: `${fisher}; 20 8 7 6`,
    published: '0.00443756449948',
    ours: () => testAssociationExactly({ baskets: 20, first: 8, second: 7, both: 6 }).pValue,
  },
  {
    of: 'readAssociation',
    name: 'tea and coffee: support, confidence, lift',
    source:
      'Tan, Steinbach and Kumar (2005), Introduction to Data Mining, table 6.7: 150 of 200 tea drinkers among 1,000, 800 drink coffee',
    published: '0.15 0.75 0.9375',
    ours: () => {
      const read = readAssociation({ baskets: 1_000, first: 200, second: 800, both: 150 });
      return [read.support, read.confidence, read.lift.value];
    },
  },
  {
    of: 'readAssociation',
    name: 'tea and coffee: error and interval of lift, p',
    source: `${delta}; phyper for p; 1000 200 800 150`,
    published: '0.033693529 0.873734116 1.005919575 0.979389500208',
    ours: () => {
      const { lift, pValue } = readAssociation({ baskets: 1_000, first: 200, second: 800, both: 150 });
      return [lift.standardError, lift.interval.lower, lift.interval.upper, pValue];
    },
  },
  {
    of: 'readAssociation',
    name: 'a strong pair at 90 %',
    source: `${delta}; 500 60 90 25, level .9`,
    published: '2.31481481 0.32309277 1.83996670 2.91220903',
    ours: () => {
      const { lift } = readAssociation({ baskets: 500, first: 60, second: 90, both: 25, level: 0.9 });
      return [lift.value, lift.standardError, lift.interval.lower, lift.interval.upper];
    },
  },
  {
    of: 'findAssociations',
    name: 'the one real pair of ten: baskets, adjusted p (BH), pairs looked at',
    source: `R: phyper per pair, p.adjust(p,"BH"); ${basketsInR}`,
    published: '111 5.30719822e-49 10',
    ours: () => {
      const { found, tested } = findAssociations({ baskets });
      return [...found.flatMap(({ both, adjustedPValue }) => [both, adjustedPValue]), tested];
    },
  },
  {
    of: 'findAssociations',
    name: 'all that is above chance before a level of 0.75 (BH): lifts by rising p',
    source: `R: both*400/(count*count), ordered by p; ${basketsInR}`,
    published: '2.4135681670 1.0498687664 1.0822510823 1.0140544387 1.0139143566 1.0021474588',
    ours: () => findAssociations({ baskets, alpha: 0.75 }).found.map(({ lift }) => lift),
  },
  {
    of: 'mineSequences',
    name: 'the counts of the twenty most frequent of sixty histories',
    source: `R: ${shortInR}`,
    published: '49 48 48 42 38 29 28 27 26 25 24 23 22 21 21 21 20 18 18 17',
    ours: () =>
      mineSequences({ histories: shortHistories, minimumCount: 12, maximumLength: 3 })
        .sequences.slice(0, 20)
        .map(({ count }) => count),
  },
  {
    of: 'mineSequences',
    name: 'how many of one, two, three steps occur in twelve of sixty histories',
    source: `R: ${shortInR}`,
    published: '5 20 2',
    ours: () => {
      const { sequences } = mineSequences({ histories: shortHistories, minimumCount: 12, maximumLength: 3 });
      return [1, 2, 3].map((length) => sequences.filter(({ items }) => items.length === length).length);
    },
  },
  {
    of: 'findNextNeeds',
    name: 'chances, baselines, p and adjusted p (BH) of the six that follow',
    source: `R: ${answeredInR}`,
    published:
      '3.30097087379e-01 6.91176470588e-01 3.16455696203e-01 2.97468354430e-01 3.76811594203e-01 2.61194029851e-01 1.45000000000e-01 3.13333333333e-01 1.61666666667e-01 2.03333333333e-01 1.76666666667e-01 1.76666666667e-01 6.79270444855e-05 5.78586055145e-11 5.77546870407e-06 6.60381941505e-03 9.12021698885e-04 3.02771283473e-02 5.66058704046e-04 1.44646513786e-09 7.21933588008e-05 3.30190970752e-02 5.70013561803e-03 1.26154701447e-01',
    ours: () => {
      const { needs } = findNextNeeds({ histories: listsOf(answered), alpha: 0.2 });
      return columnsOf([...needs].sort((a, b) => a.given - b.given || a.next - b.next));
    },
  },
  {
    of: 'findNextNeeds',
    name: 'the same within two days, watched for 25 (Holm)',
    source: `R: ${answeredInR}; gaps 1+(i+j)%%4 days`,
    published:
      '1.57024793388e-01 3.05194805195e-01 1.22340425532e-01 6.11111111111e-02 1.29166666667e-01 6.25000000000e-02 1.09170865559e-03 1.58757150531e-06 1.30898186579e-03 2.62010077342e-02 3.96892876328e-05 3.01065829133e-02',
    ours: () => {
      const times = answered.flatMap((history, i) => {
        let day = 0;
        return history.map((_, j) => (day += 1 + ((i + j) % 4)));
      });
      const asked = { times, within: 2, watchedUntil: 25, alpha: 0.2, correction: 'holm' } as const;
      return columnsOf(findNextNeeds({ histories: listsOf(answered), ...asked }).needs);
    },
  },
  {
    of: 'measureDiscrimination',
    name: 'area, error and interval by DeLong',
    source: `R pROC 1.18: auc(roc(y,p)), sqrt(var()), ci.auc(); ${eighty}`,
    published: '0.581841432225 0.0647662980582 0.454901820619 0.708781043831',
    ours: () => {
      const auc = measureDiscrimination({ scores: probabilities, outcome });
      return [auc.value, auc.standardError, auc.interval.lower, auc.interval.upper];
    },
  },
  {
    of: 'measureDiscrimination',
    name: 'scores with many ties, at 90 %',
    source: `R pROC 1.18: the same with scores (i*13)%%7, conf.level .9; ${eighty}`,
    published: '0.464833759591 0.0653821142705 0.357289751795 0.572377767386',
    ours: () => {
      const scores = rows.map((i) => (i * 13) % 7);
      const auc = measureDiscrimination({ scores, outcome, level: 0.9 });
      return [auc.value, auc.standardError, auc.interval.lower, auc.interval.upper];
    },
  },
  {
    of: 'fitCalibration',
    name: 'logistic: intercept and slope',
    source: `R: glm(y~qlogis(p), binomial); ${eighty}`,
    published: '-0.297569452816 0.151603670042',
    ours: () => {
      const fit = fitCalibration({ probabilities, outcome, method: 'logistic' });
      return fit.method === 'logistic' ? [fit.intercept, fit.slope] : [];
    },
  },
  {
    of: 'fitCalibration',
    name: 'isotonic: the levels',
    source: `R: unique(isoreg(p,y)$yf); i=0…79, p as before, y=((i*29)%%71/71 < p^2)`,
    published:
      '0.0833333333333 0.1000000000000 0.1428571428571 0.2857142857143 0.5000000000000 0.7142857142857 1.0000000000000',
    ours: () => {
      const fit = fitCalibration({ probabilities, outcome: rarer, method: 'isotonic' });
      return fit.method === 'isotonic' ? [...new Set(fit.to)] : [];
    },
  },
  {
    of: 'applyCalibration',
    name: 'logistic, at four probabilities',
    source: `R: predict(glm(y~qlogis(p), binomial)); ${eighty}`,
    published: '0.322139418057 0.395076420810 0.426151757883 0.523627924689',
    ours: () => applyCalibration(fitCalibration({ probabilities, outcome, method: 'logistic' }), at),
  },
  {
    of: 'applyCalibration',
    name: 'isotonic, at four probabilities',
    source: `R: approx(p, isoreg(p,y)$yf, rule=2); ${eighty}`,
    published: '0.222222222222 0.428571428571 0.489795918367 0.500000000000',
    ours: () => applyCalibration(fitCalibration({ probabilities, outcome, method: 'isotonic' }), at),
  },
  {
    of: 'measureCalibration',
    name: 'Brier, log loss, bias, Spiegelhalter, expected error in ten bins',
    source: `R: mean((p-y)^2), -mean(log(P(y))), mean(y-p), 2*pnorm(-|z|), sum(|tapply means|*n/80); ${eighty}`,
    published: '0.290817263545 0.86563933498 -0.0671717171717 2.93443714601e-09 0.199747474747',
    ours: () => {
      const read = measureCalibration({ probabilities, outcome });
      return [read.brier, read.logLoss, read.bias, read.pValue, read.expectedError];
    },
  },
  {
    of: 'measureCalibration',
    name: 'fitted probabilities of mtcars: Brier, Spiegelhalter',
    source: 'R: p<-fitted(glm(am~wt+hp,mtcars,family=binomial)); mean((p-am)^2), 2*pnorm(-|z|)',
    published: '0.0465923632253 0.931773933494',
    ours: () => {
      const { model } = cars();
      const fitted = mtcars.wt.map((wt, i) => {
        const logit =
          model.intercept + (model.slopes[0] ?? 0) * wt + (model.slopes[1] ?? 0) * (mtcars.hp[i] ?? 0);
        return 1 / (1 + Math.exp(-logit));
      });
      const read = measureCalibration({ probabilities: fitted, outcome: mtcars.am });
      return [read.brier, read.pValue];
    },
  },
  {
    of: 'explainPrediction',
    name: 'why a Mazda RX4 is likely manual: weight, power, probability',
    source: 'R: g<-glm(am~wt+hp,mtcars,family=binomial); predict(g,type="terms")[1,], fitted(g)[1]',
    published: '4.82785555272 -1.33012718127 0.842335536517',
    ours: () => contributionsTo(0),
  },
  {
    of: 'explainPrediction',
    name: 'why a Ford Pantera L is',
    source: 'R: the same, row 29',
    published: '0.381944202371 4.253234615395 0.943382823596',
    ours: () => contributionsTo(28),
  },
  ...intentReferences,
];
