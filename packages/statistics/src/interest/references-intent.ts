/** Published numbers for intent: the pieces fitIntent is made of, put together in R 4.2.2 with the same folds. */
import type { ReferenceCase } from '../reference-case.ts';
import { fitIntent, predictIntent } from './intent.ts';

const rows = Array.from({ length: 80 }, (_, i) => i);
const x1 = rows.map((i) => ((i * 37) % 97) / 97);
const x2 = rows.map((i) => (i * 11) % 13);
const outcome = rows.map((i, k) => (((i * 53) % 89) / 89 < 0.15 + 0.6 * (x1[k] ?? 0) ? 1 : 0));
const fitted = () => fitIntent({ outcome, covariates: [x1, x2], ridge: 0, seed: 7 });
const inR =
  'i=0…79, x1=(i*37)%%97/97, x2=(i*11)%%13, y=(((i*53)%%89)/89 < .15+.6*x1), folds of seed 7: 11432100023243440440313122313414333201442031020311130224240232300421124400201031';

export const intentReferences: readonly ReferenceCase[] = [
  {
    of: 'fitIntent',
    name: 'the model on all rows, without a ridge',
    source: `R: coef(glm(y~x1+x2, binomial)); ${inR}`,
    published: '-0.9030193542658 0.9993275036120 0.0171067116473',
    ours: () => {
      const { model } = fitted();
      return [model.intercept, ...model.slopes];
    },
  },
  {
    of: 'fitIntent',
    name: 'calibration out of fold, its area and Brier score',
    source: `R: u = predictions of glm fitted on the other folds; h<-glm(y~qlogis(u), binomial): coef(h), auc(roc(y,u)), mean((fitted(h)-y)^2); ${inR}`,
    published: '-0.498562445690 -0.772808463665 0.423913043478 0.236854835879',
    ours: () => {
      const { calibration, discrimination, quality } = fitted();
      if (calibration.method !== 'logistic') return [];
      return [calibration.intercept, calibration.slope, discrimination.value, quality.brier];
    },
  },
  {
    of: 'predictIntent',
    name: 'three customers by that fit',
    source: `R: plogis(coef(h)[1]+coef(h)[2]*predict(g, data.frame(x1=c(.1,.5,.9), x2=c(0,6,12)))); ${inR}`,
    published: '0.530479581076 0.433848309369 0.341997824435',
    ours: () =>
      predictIntent(fitted(), [
        [0.1, 0.5, 0.9],
        [0, 6, 12],
      ]),
  },
  {
    of: 'predictIntent',
    name: 'a model written down',
    source: 'R: plogis(.1+1.2*(-1+.5*c(0,2,4)))',
    published: '0.249739894405 0.524979187479 0.785834983043',
    ours: () => {
      const model = { intercept: -1, slopes: [0.5] };
      return predictIntent({ model, calibration: { method: 'logistic', intercept: 0.1, slope: 1.2 } }, [
        [0, 2, 4],
      ]);
    },
  },
];
