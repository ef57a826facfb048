/**
 * Published bounds. rpact 3.3.4 spends 10⁻⁸ less than alpha at the last look and solves to about 10⁻⁸, so its figures are held as R prints
 * them by default, to 7 digits; those of mvtnorm's TVPACK, which is exact for three looks, to 13.
 */
import type { ReferenceCase } from '../reference-case.ts';
import { computeClassicBounds } from './classic-bounds.ts';
import { spendError } from './spending.ts';
import { adaptSpendingBounds, computeSpendingBounds } from './spending-bounds.ts';

const obrienFleming = { kind: 'obrien_fleming' } as const;
const pocock = { kind: 'pocock' } as const;
const uneven = [0.15, 0.4, 0.55, 0.9, 1];
const oneSided = { alpha: 0.025, sides: 1 } as const;

const spending: readonly ReferenceCase[] = [
  {
    of: 'spendError',
    name: "O'Brien-Fleming type, half-way, one-sided 2.5 %",
    source: 'R: print(2*pnorm(qnorm(0.025/2)/sqrt(0.5)), digits=10)',
    published: '0.001525322758',
    ours: () => spendError({ spending: obrienFleming, total: 0.025, informationTime: 0.5 }),
  },
  {
    of: 'spendError',
    name: "O'Brien-Fleming type at 7 %, two-sided 1 %: a far tail",
    source: 'R: print(4*pnorm(qnorm(0.01/4)/sqrt(0.07)), digits=10)',
    published: '5.378508305e-26',
    ours: () => spendError({ spending: obrienFleming, total: 0.01, sides: 2, informationTime: 0.07 }),
  },
  {
    of: 'spendError',
    name: 'Pocock type and power family at 37 %, 5 %',
    source: 'R: print(c(0.05*log(1+(exp(1)-1)*0.37), 0.05*0.37^2.5), digits=10)',
    published: '0.02460550713 0.004163650952',
    ours: () =>
      [pocock, { kind: 'power', exponent: 2.5 } as const].map((one) =>
        spendError({ spending: one, total: 0.05, informationTime: 0.37 }),
      ),
  },
  {
    of: 'spendError',
    name: 'exponential family with −4',
    source: 'R: print(0.025*(1-exp(4*c(0.2,0.55)))/(1-exp(4)), digits=10)',
    published: '0.0005716339686 0.0037431392196',
    ours: () =>
      [0.2, 0.55].map((informationTime) =>
        spendError({ spending: { kind: 'exponential', gamma: -4 }, total: 0.025, informationTime }),
      ),
  },
];

const lastBound = (shape: typeof obrienFleming | typeof pocock) => (looks: number) =>
  computeClassicBounds({ shape, looks }).effect.at(-1) ?? Number.NaN;

const classic: readonly ReferenceCase[] = [
  {
    of: 'computeClassicBounds',
    name: "O'Brien-Fleming, 5 looks, two-sided 5 %",
    source:
      'O\'Brien and Fleming (1979); R: rpact::getDesignGroupSequential(kMax=5, sided=2, alpha=0.05, typeOfDesign="OF")',
    published: '4.5617 3.2256 2.6337 2.2809 2.0401',
    ours: () => computeClassicBounds({ shape: obrienFleming, looks: 5 }).effect,
  },
  {
    of: 'computeClassicBounds',
    name: 'Pocock, 5 looks, two-sided 5 %',
    source:
      'Pocock (1977); R: rpact::getDesignGroupSequential(kMax=5, sided=2, alpha=0.05, typeOfDesign="P")',
    published: '2.4132 2.4132 2.4132 2.4132 2.4132',
    ours: () => computeClassicBounds({ shape: pocock, looks: 5 }).effect,
  },
  {
    of: 'computeClassicBounds',
    name: 'Pocock constants of 2, 3, 4, 5, 10 and 20 looks',
    source: 'Jennison and Turnbull (2000), table 2.1, two-sided 5 %',
    published: '2.178 2.289 2.361 2.413 2.555 2.672',
    ours: () => [2, 3, 4, 5, 10, 20].map(lastBound(pocock)),
  },
  {
    of: 'computeClassicBounds',
    name: "O'Brien-Fleming constants of 2, 3, 4, 5, 10 and 20 looks",
    source: 'Jennison and Turnbull (2000), table 2.3, two-sided 5 %',
    published: '1.977 2.004 2.024 2.040 2.087 2.126',
    ours: () => [2, 3, 4, 5, 10, 20].map(lastBound(obrienFleming)),
  },
  {
    of: 'computeClassicBounds',
    name: 'Wang-Tsiatis ¼, 5 looks, two-sided 5 %',
    source:
      'R: rpact::getDesignGroupSequential(kMax=5, sided=2, alpha=0.05, typeOfDesign="WT", deltaWT=0.25)$criticalValues',
    published: '3.194083 2.685893 2.426978 2.258558 2.136012',
    ours: () => computeClassicBounds({ shape: { kind: 'wang_tsiatis', exponent: 0.25 }, looks: 5 }).effect,
  },
  {
    of: 'computeClassicBounds',
    name: 'Wang-Tsiatis 0.1, uneven looks, one-sided 1 %',
    source:
      'R: rpact::getDesignGroupSequential(informationRates=c(0.1,0.35,0.6,1), sided=1, alpha=0.01, typeOfDesign="WT", deltaWT=0.1)$criticalValues',
    published: '5.930735 3.593199 2.896330 2.361068',
    ours: () =>
      computeClassicBounds({
        shape: { kind: 'wang_tsiatis', exponent: 0.1 },
        looks: [0.1, 0.35, 0.6, 1],
        alpha: 0.01,
        sides: 1,
      }).effect,
  },
  {
    of: 'computeClassicBounds',
    name: "constants of Pocock and O'Brien-Fleming at uneven looks, one-sided 2.5 %, to 13 digits",
    source:
      'R: t<-c(0.2,0.7,1); S<-outer(t,t,function(a,b) sqrt(pmin(a,b)/pmax(a,b))); for (h in c(0,0.5)) print(uniroot(function(c) 0.975-mvtnorm::pmvnorm(upper=c/t^h, corr=S, algorithm=mvtnorm::TVPACK(1e-15))[1], c(1.9,2.5), tol=1e-14)$root, digits=13)',
    published: '2.308520290808 2.008026302513',
    ours: () =>
      [pocock, obrienFleming].map(
        (shape) => computeClassicBounds({ shape, looks: [0.2, 0.7, 1], ...oneSided }).effect[2] ?? Number.NaN,
      ),
  },
];

const spent: readonly ReferenceCase[] = [
  {
    of: 'computeSpendingBounds',
    name: "O'Brien-Fleming type, 5 looks, two-sided 5 %",
    source:
      'R: rpact::getDesignGroupSequential(kMax=5, sided=2, alpha=0.05, typeOfDesign="asOF")$criticalValues (Lan and DeMets 1983)',
    published: '4.876885 3.357012 2.680280 2.289817 2.031032',
    ours: () => computeSpendingBounds({ spending: obrienFleming, looks: 5 }).effect,
  },
  {
    of: 'computeSpendingBounds',
    name: "O'Brien-Fleming type, uneven looks, two-sided 5 %",
    source:
      'R: rpact::getDesignGroupSequential(informationRates=c(0.15,0.4,0.55,0.9,1), sided=2, alpha=0.05, typeOfDesign="asOF")$criticalValues',
    published: '5.669670 3.356871 2.822713 2.112471 2.059887',
    ours: () => computeSpendingBounds({ spending: obrienFleming, looks: uneven }).effect,
  },
  {
    of: 'computeSpendingBounds',
    name: 'Pocock type, uneven looks, two-sided 5 %',
    source:
      'R: rpact::getDesignGroupSequential(informationRates=c(0.15,0.4,0.55,0.9,1), sided=2, alpha=0.05, typeOfDesign="asP")$criticalValues',
    published: '2.528169 2.383380 2.447867 2.307579 2.413526',
    ours: () => computeSpendingBounds({ spending: pocock, looks: uneven }).effect,
  },
  {
    of: 'computeSpendingBounds',
    name: 'power family 2.5, uneven looks, one-sided 2.5 %',
    source:
      'R: rpact::getDesignGroupSequential(informationRates=c(0.15,0.4,0.55,0.9,1), sided=1, alpha=0.025, typeOfDesign="asKD", gammaA=2.5)$criticalValues',
    published: '3.517452 2.824391 2.626117 2.132209 2.099851',
    ours: () =>
      computeSpendingBounds({ spending: { kind: 'power', exponent: 2.5 }, looks: uneven, ...oneSided })
        .effect,
  },
  {
    of: 'computeSpendingBounds',
    name: 'exponential family, two looks close together, one-sided 1 %: first three bounds to 12 digits',
    source:
      'R: t<-c(0.3,0.31,0.8,1); S<-outer(t,t,function(a,b) sqrt(pmin(a,b)/pmax(a,b))); a<-0.01*(1-exp(2*t))/(1-exp(2)); b<-qnorm(1-a[1]); for (k in 2:3) b<-c(b, uniroot(function(c) 1-mvtnorm::pmvnorm(upper=c(b,c), corr=S[1:k,1:k], algorithm=mvtnorm::TVPACK(1e-15))[1]-a[k], c(1,5), tol=1e-14)$root); print(b, digits=12). (rpact has 2.565009 for the third: its grid is too wide for so small a step)',
    published: '3.01456012881 3.17842975644 2.56373067080',
    ours: () =>
      computeSpendingBounds({
        spending: { kind: 'exponential', gamma: -2 },
        looks: [0.3, 0.31, 0.8, 1],
        alpha: 0.01,
        sides: 1,
      }).effect.slice(0, 3),
  },
  {
    of: 'computeSpendingBounds',
    name: 'power family 2, three uneven looks, one-sided 2.5 %, to 13 digits',
    source:
      'R: as the constants of computeClassicBounds, bound by bound with uniroot on 1-pmvnorm(upper=c(bounds before, c), corr=S, algorithm=TVPACK(1e-15))[1] - 0.025*t^2',
    published: '3.090232306168 2.272096697590 2.065251851096',
    ours: () =>
      computeSpendingBounds({
        spending: { kind: 'power', exponent: 2 },
        looks: [0.2, 0.7, 1],
        ...oneSided,
      }).effect,
  },
];

export const boundsReferences = [...spending, ...classic, ...spent, ...futile(), ...adapted()];

function futile(): readonly ReferenceCase[] {
  const design = (binding: boolean) =>
    computeSpendingBounds({
      spending: obrienFleming,
      looks: [0.3, 0.7, 1],
      ...oneSided,
      futility: { spending: pocock, power: 0.9, binding },
    });
  const command = (binding: string) =>
    `R: d<-rpact::getDesignGroupSequential(informationRates=c(0.3,0.7,1), sided=1, alpha=0.025, beta=0.1, typeOfDesign="asOF", typeBetaSpending="bsP", bindingFutility=${binding}); print(c(d$criticalValues, d$futilityBounds))`;
  return [
    {
      of: 'computeSpendingBounds',
      name: 'futility that does not bind, one-sided: effect bounds, then futility bounds',
      source: command('FALSE'),
      published: '3.9285725 2.4387424 2.0000086 0.2357401 1.3973063',
      ours: () => [...design(false).effect, ...(design(false).futility ?? []).slice(0, 2)],
    },
    {
      of: 'computeSpendingBounds',
      name: 'futility that binds, one-sided: effect bounds, then futility bounds',
      source: command('TRUE'),
      published: '3.928573 2.432274 1.878679 0.173792 1.302676',
      ours: () => [...design(true).effect, ...(design(true).futility ?? []).slice(0, 2)],
    },
    {
      of: 'computeSpendingBounds',
      name: 'two-sided inner wedge, two looks: effect bounds, wedge, drift',
      source:
        'R, nested integrals: a<-4*pnorm(qnorm(0.0125)/sqrt(0.5)); u<-qnorm(1-a/2); r<-sqrt(0.5); second bound by uniroot on a+2*integrate(function(x) dnorm(x)*pnorm((r*x-v)/r), -u, u)$value-0.05; w(d) by uniroot on pnorm(w-d*r)-pnorm(-w-d*r)-0.2*0.25; d by uniroot on w’s chance + pnorm(-u-d*r) + integrals of dnorm(x-d*r)*pnorm((v-d-r*(x-d*r))/r) over (-u,-w) and (w,u) - 0.2',
      published: '2.9625880427 1.9685956406 0.4384438607 2.8551973201',
      ours: () => {
        const bounds = computeSpendingBounds({
          spending: obrienFleming,
          looks: 2,
          futility: { spending: { kind: 'power', exponent: 2 } },
        });
        return [...bounds.effect, bounds.futility?.[0] ?? Number.NaN, bounds.drift ?? Number.NaN];
      },
    },
  ];
}

function adapted(): readonly ReferenceCase[] {
  return [
    {
      of: 'adaptSpendingBounds',
      name: 'a last look 10 % over the plan, Pocock type',
      source:
        'R: t<-c(1200,3100,8800); rpact::getDesignGroupSequential(informationRates=t/8800, sided=2, alpha=0.05, typeOfDesign="asUser", userAlphaSpending=c(0.05*log(1+(exp(1)-1)*t[1:2]/8000), 0.05))$criticalValues',
      published: '2.528169 2.396497 2.180977',
      ours: () =>
        adaptSpendingBounds({
          spending: pocock,
          information: [1200, 3100, 8800],
          plannedInformation: 8000,
          final: true,
        }).effect,
    },
    {
      of: 'adaptSpendingBounds',
      name: "a last look 17 % short of the plan, O'Brien-Fleming type",
      source:
        'R: t<-c(500,900,1250); rpact::getDesignGroupSequential(informationRates=t/1250, sided=2, alpha=0.05, typeOfDesign="asUser", userAlphaSpending=c(4*pnorm(qnorm(0.05/4)/sqrt(t[1:2]/1500)), 0.05))$criticalValues',
      published: '3.710303 2.671813 1.971272',
      ours: () =>
        adaptSpendingBounds({
          spending: obrienFleming,
          information: [500, 900, 1250],
          plannedInformation: 1500,
          final: true,
        }).effect,
    },
  ];
}
