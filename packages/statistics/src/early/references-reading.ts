/**
 * Published figures of planning and reading sequential tests. rpact 3.3.4 finds adjusted estimates to about 10⁻⁶, so they are held to the 6
 * digits it is sure of. For a two-sided test that stops on the lower side it leaves that side's bounds out of the interval (the
 * estimate for z = −3.58 below is its ordinary mean); ours is the mirror image of the upper side, and that is what is compared.
 */
import type { ReferenceCase } from '../reference-case.ts';
import { computeClassicBounds } from './classic-bounds.ts';
import { computeConditionalPower } from './conditional-power.ts';
import { computeSequentialPower, planSequentialTest } from './power.ts';
import { readSequentialTest, type SequentialReadingInput } from './sequential-reading.ts';
import { computeSpendingBounds } from './spending-bounds.ts';

const obrienFleming = { kind: 'obrien_fleming' } as const;
const pocock = { kind: 'pocock' } as const;
const oneSided = { alpha: 0.025, sides: 1 } as const;
const looks = [0.3, 0.7, 1];

const spentOneSided = () => computeSpendingBounds({ spending: obrienFleming, looks, ...oneSided });
const futile = (binding: boolean) =>
  computeSpendingBounds({
    spending: obrienFleming,
    looks,
    ...oneSided,
    futility: { spending: pocock, power: 0.9, binding },
  });

function characteristics(...[input]: Parameters<typeof planSequentialTest>): number[] {
  const { inflationFactor, expectedSampleSize } = planSequentialTest(input);
  return [inflationFactor, expectedSampleSize.none, expectedSampleSize.half, expectedSampleSize.planned];
}

const printed =
  'x<-rpact::getDesignCharacteristics(d); print(c(x$inflationFactor, x$averageSampleNumber0, x$averageSampleNumber01, x$averageSampleNumber1))';

const planning: readonly ReferenceCase[] = [
  {
    of: 'planSequentialTest',
    name: "O'Brien-Fleming, 5 looks, power 0.9",
    source: `R: d<-rpact::getDesignGroupSequential(kMax=5, sided=2, alpha=0.05, beta=0.1, typeOfDesign="OF"); ${printed}; Jennison and Turnbull (2000), tables 2.4 and 2.8, have 1.026 and 75.0 %`,
    published: '1.0264863 1.0191464 0.9606536 0.7502543',
    ours: () =>
      characteristics({ bounds: computeClassicBounds({ shape: obrienFleming, looks: 5 }), power: 0.9 }),
  },
  {
    of: 'planSequentialTest',
    name: 'Pocock, 5 looks, power 0.9',
    source: `R: d<-rpact::getDesignGroupSequential(kMax=5, sided=2, alpha=0.05, beta=0.1, typeOfDesign="P"); ${printed}; Jennison and Turnbull (2000), tables 2.2 and 2.7, have 1.207 and 68.5 %`,
    published: '1.2066032 1.1767423 1.0522275 0.6849124',
    ours: () => characteristics({ bounds: computeClassicBounds({ shape: pocock, looks: 5 }), power: 0.9 }),
  },
  {
    of: 'planSequentialTest',
    name: 'power family 1.5, uneven looks, power 0.8',
    source: `R: d<-rpact::getDesignGroupSequential(informationRates=c(0.25,0.4,0.85,1), sided=2, alpha=0.05, beta=0.2, typeOfDesign="asKD", gammaA=1.5); ${printed}`,
    published: '1.0815232 1.0679965 1.0158667 0.8349171',
    ours: () =>
      characteristics({
        bounds: computeSpendingBounds({
          spending: { kind: 'power', exponent: 1.5 },
          looks: [0.25, 0.4, 0.85, 1],
        }),
      }),
  },
  ...[false, true].map((binding) => ({
    of: 'planSequentialTest',
    name: `with futility that ${binding ? 'binds' : 'does not bind'}`,
    source: `R: d<-rpact::getDesignGroupSequential(informationRates=c(0.3,0.7,1), sided=1, alpha=0.025, beta=0.1, typeOfDesign="asOF", typeBetaSpending="bsP", bindingFutility=${binding ? 'TRUE' : 'FALSE'}); ${printed}`,
    published: binding
      ? '1.1530744 0.5718689 0.8299037 0.8616086'
      : '1.2292262 0.5927502 0.8698188 0.9059082',
    ours: () => characteristics({ bounds: futile(binding), power: 0.9 }),
  })),
  {
    of: 'computeSequentialPower',
    name: "O'Brien-Fleming type, drift 2.5: power and expected sample size of 100",
    source:
      'R: x<-rpact::getPowerAndAverageSampleNumber(rpact::getDesignGroupSequential(informationRates=c(0.3,0.7,1), sided=1, alpha=0.025, typeOfDesign="asOF"), theta=0.25, nMax=100); for (v in c(x$overallReject, x$averageSampleNumber)) print(v)',
    published: '0.6986347 88.85863',
    ours: () => {
      const { power, expectedInformation } = computeSequentialPower({ bounds: spentOneSided(), drift: 2.5 });
      return [power, 100 * expectedInformation];
    },
  },
  {
    of: 'computeSequentialPower',
    name: 'with futility, drift 2.5: power, expected sample size of 100, chances of futility',
    source:
      'R: x<-rpact::getPowerAndAverageSampleNumber(rpact::getDesignGroupSequential(informationRates=c(0.3,0.7,1), sided=1, alpha=0.025, beta=0.1, typeOfDesign="asOF", typeBetaSpending="bsP"), theta=0.25, nMax=100); for (v in c(x$overallReject, x$averageSampleNumber, x$futilityPerStage)) print(v)',
    published: '0.6207381 75.30755 0.1284883 0.1567638',
    ours: () => {
      const read = computeSequentialPower({ bounds: futile(false), drift: 2.5 });
      return [read.power, 100 * read.expectedInformation, ...read.looks.slice(0, 2).map(({ none }) => none)];
    },
  },
];

const conditional: readonly ReferenceCase[] = [
  {
    of: 'computeConditionalPower',
    name: 'two looks left',
    source:
      'R: u<-rpact::getDesignGroupSequential(kMax=4, sided=2, alpha=0.05, typeOfDesign="OF")$criticalValues; D<-c(0.25,0.5); r<-sqrt(0.5); 1-mvtnorm::pmvnorm(upper=(u[3:4]*sqrt(c(0.75,1))-1.2*sqrt(0.5)-2.8*D)/sqrt(D), corr=matrix(c(1,r,r,1),2), algorithm=mvtnorm::TVPACK(1e-15))[1]',
    published: '0.6306185',
    ours: () => {
      const bounds = computeClassicBounds({ shape: obrienFleming, looks: 4 });
      return computeConditionalPower({ bounds, look: 2, z: 1.2, drift: 2.8 }).power;
    },
  },
  {
    of: 'computeConditionalPower',
    name: 'one look left',
    source:
      'R: u<-rpact::getDesignGroupSequential(kMax=4, sided=2, alpha=0.05, typeOfDesign="OF")$criticalValues; pnorm((1.8*sqrt(0.75)+2.8*0.25-u[4])/sqrt(0.25))',
    published: '0.6805011',
    ours: () => {
      const bounds = computeClassicBounds({ shape: obrienFleming, looks: 4 });
      return computeConditionalPower({ bounds, look: 3, z: 1.8, drift: 2.8 }).power;
    },
  },
];

function adjustedFigures(input: SequentialReadingInput): number[] {
  const { adjusted } = readSequentialTest(input);
  if (adjusted === null) return [];
  const { pValue, estimate } = adjusted;
  return [pValue, estimate.value, estimate.interval.lower, estimate.interval.upper];
}

const analysis =
  'normalApproximation=TRUE); for (v in c(a$finalPValues, a$medianUnbiasedEstimates, a$finalConfidenceIntervalLowerBounds, a$finalConfidenceIntervalUpperBounds)) print(v, digits=6)';

const reading: readonly ReferenceCase[] = [
  {
    of: 'readSequentialTest',
    name: "O'Brien-Fleming type, one-sided, z = 3 at the second look: p value and drifts, to 10 digits",
    source:
      'R: u<-qnorm(1-2*pnorm(qnorm(0.0125)/sqrt(0.3))); r<-sqrt(3/7); f<-function(d) 1-mvtnorm::pmvnorm(upper=c(u,3)-d*sqrt(c(0.3,0.7)), corr=matrix(c(1,r,r,1),2), algorithm=mvtnorm::TVPACK(1e-15))[1]; print(c(f(0), sapply(c(0.5,0.025,0.975), function(q) uniroot(function(d) f(d)-q, c(-5,15), tol=1e-13)$root)*sqrt(0.7)), digits=10)',
    published: '0.001377322088 2.998449751 1.036751783 4.958991523',
    ours: () => adjustedFigures({ bounds: spentOneSided(), look: 2, estimate: 3, standardError: 1 }),
  },
  {
    of: 'readSequentialTest',
    name: 'Pocock type, two-sided, stopped at the second look: adjusted p value, estimate and interval',
    source: `R: a<-rpact::getAnalysisResults(rpact::getDesignGroupSequential(informationRates=c(0.3,0.7,1), sided=2, alpha=0.05, typeOfDesign="asP"), rpact::getDataset(overallN=c(30,70), overallMeans=c(0.3,0.45), overallStDevs=c(1,1.1)), stage=2, ${analysis}`,
    published: '0.0210666 0.403333 0.067863 0.683622',
    ours: () =>
      adjustedFigures({
        bounds: computeSpendingBounds({ spending: pocock, looks }),
        look: 2,
        estimate: 0.45,
        standardError: 1.1 / Math.sqrt(70),
      }),
  },
  {
    of: 'readSequentialTest',
    name: 'Pocock type, two-sided, second look: repeated interval',
    source:
      'R: as before; print(c(a$repeatedConfidenceIntervalLowerBounds[2], a$repeatedConfidenceIntervalUpperBounds[2]), digits=6)',
    published: '0.153084 0.746916',
    ours: () => {
      const { interval } = readSequentialTest({
        bounds: computeSpendingBounds({ spending: pocock, looks }),
        look: 2,
        estimate: 0.45,
        standardError: 1.1 / Math.sqrt(70),
      }).repeated;
      return [interval.lower, interval.upper];
    },
  },
  {
    of: 'readSequentialTest',
    name: 'Pocock, two-sided, stopped at the third look',
    source: `R: a<-rpact::getAnalysisResults(rpact::getDesignGroupSequential(informationRates=c(0.2,0.5,0.8,1), sided=2, alpha=0.05, typeOfDesign="P"), rpact::getDataset(overallN=c(20,50,80), overallMeans=c(0.2,0.1,0.4), overallStDevs=c(1,1,1)), stage=3, ${analysis}`,
    published: '0.032065 0.318014 0.0299313 0.570755',
    ours: () =>
      adjustedFigures({
        bounds: computeClassicBounds({ shape: pocock, looks: [0.2, 0.5, 0.8, 1] }),
        look: 3,
        estimate: 0.4,
        standardError: 1 / Math.sqrt(80),
      }),
  },
  {
    of: 'readSequentialTest',
    name: 'Pocock, one-sided, ended without an effect at the fourth look',
    source:
      'R: t<-c(0.2,0.5,0.8,1); S<-outer(t,t,function(a,b) sqrt(pmin(a,b)/pmax(a,b))); f<-function(u,d) 1-mvtnorm::pmvnorm(upper=u-d*sqrt(t), corr=S, algorithm=mvtnorm::Miwa(steps=2000))[1]; k<-uniroot(function(k) f(rep(k,4),0)-0.025, c(2,3), tol=1e-10)$root; g<-function(d) f(c(k,k,k,-0.5),d); for (v in c(g(0), 0.1*sapply(c(0.5,0.025,0.975), function(q) uniroot(function(d) g(d)-q, c(-6,6), tol=1e-10)$root))) print(v)',
    published: '0.6917272 -0.05009063 -0.2462787 0.145947',
    ours: () =>
      adjustedFigures({
        bounds: computeClassicBounds({ shape: pocock, looks: [0.2, 0.5, 0.8, 1], ...oneSided }),
        estimate: -0.05,
        standardError: 0.1,
      }),
  },
];

export const sequentialReferences = [...planning, ...conditional, ...reading];
