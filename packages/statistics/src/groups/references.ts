/** Published numbers for scores, z-scores and k-means. The R lines were run with R 4.2.2. */
import type { ReferenceCase } from '../reference-case.ts';
import { assignToClusters } from './assign.ts';
import { fitKmeans, refineKmeans } from './kmeans.ts';
import { fitMiniBatchKmeans, startMiniBatchKmeans, updateMiniBatchKmeans } from './mini-batch.ts';
import { airlineReferences } from './references-of-airline.ts';
import { blobs, rowsOf, stretched } from './references-of-formulas.ts';
import { qualityReferences } from './references-of-quality.ts';
import { scoreRfm } from './rfm.ts';
import { fitColumnScale, restoreColumns, standardiseColumns } from './standardise.ts';
import { fitTileScale, scoreByTiles } from './tiles.ts';

const times = (n: number, of: (i: number) => number) => Array.from({ length: n }, (_, i) => of(i + 1));
const v = times(58, (i) => (i * i * 29) % 113);
const w = times(58, (i) => (i * i) % 7);
const rfm = {
  recency: times(58, (i) => (i * 41) % 97),
  frequency: times(58, (i) => 1 + ((i * i * 5) % 11)),
  monetary: times(58, (i) => ((i * i * 17) % 89) * 12.5 - 100),
};
const rfmInR =
  'R: i<-1:58; r<-(i*41)%%97; f<-1+(i*i*5)%%11; m<-((i*i*17)%%89)*12.5-100; s<-function(z,k)findInterval(z,quantile(z,1:(k-1)/k),left.open=TRUE)+1; 100*s(-r,k)+10*s(f,k)+s(m,k)';
const vInR = 'R: i<-1:58; v<-(i*i*29)%%113';
const xInR = 'R: i<-1:58; x<-cbind(((i*37)%%101)/10+(i%%3)*6, ((i*53)%%97)/10+((i%%3)==1)*8)';
const yInR = `${xInR}; y<-x; y[,2]<-y[,2]*1000+5`;
const bigInR = 'R: j<-1:2000; cbind((j%%7)/10+(j%%5>2)*10,(j%%11)/10-(j%%5==1)*20)';
const big4InR = 'R: j<-1:2000; cbind((j%%13)/10+c(0,30,60,90)[1+(j%%9)%%4],(j%%17)/10)';
const big = rowsOf(2000, (j) => [
  (j % 7) / 10 + (j % 5 > 2 ? 10 : 0),
  (j % 11) / 10 - (j % 5 === 1 ? 20 : 0),
]);
const big4 = rowsOf(2000, (j) => [(j % 13) / 10 + 30 * ((j % 9) % 4), (j % 17) / 10]);
const part = (from: number, to: number) => ({ values: blobs.values.slice(from * 2, to * 2), width: 2 });
const sample = { ...stretched, deviation: 'sample' as const };
const sculley =
  'one row at a time by l<-nearest centre before the batch; n[l]<-n[l]+1; c[l,]<-c[l,]+(x-c[l,])/n[l]';
const firstBatch = () => startMiniBatchKmeans({ batch: part(0, 20), clusters: 2, seed: 4 });
const secondBatch = () => updateMiniBatchKmeans(firstBatch(), part(20, 40));

const scores: readonly ReferenceCase[] = [
  {
    of: 'fitTileScale',
    name: 'quintiles of 58 values with ties: cuts, then customers per score',
    source: `${vInR}; q<-quantile(v,1:4/5); table(cut(v,c(-Inf,q,Inf)))`,
    published: '27.8 44.6 68.4 87.8 12 11 12 11 12',
    ours: () => {
      const scale = fitTileScale({ values: v, better: 'higher' });
      return [...scale.cuts, ...scale.counts];
    },
  },
  {
    of: 'fitTileScale',
    name: 'quartiles where less is better: cuts from worst to best, then customers per score',
    source: `${vInR}; q<-quantile(-v,1:3/4); -q; table(cut(-v,c(-Inf,q,Inf)))`,
    published: '79.75 56.5 34.25 15 14 14 15',
    ours: () => {
      const scale = fitTileScale({ values: v, better: 'lower', tiles: 4 });
      return [...scale.cuts, ...scale.counts];
    },
  },
  {
    of: 'fitTileScale',
    name: 'four different values: cuts coincide and scores 2 and 5 stay unused',
    source: 'R: i<-1:58; w<-(i*i)%%7; q<-quantile(w,1:4/5); tabulate(findInterval(w,q,left.open=TRUE)+1,5)',
    published: '1 1 2 4 25 0 16 17 0',
    ours: () => {
      const scale = fitTileScale({ values: w, better: 'higher' });
      return [...scale.cuts, ...scale.counts];
    },
  },
  {
    of: 'scoreByTiles',
    name: 'new values, those on the cuts among them',
    source: `${vInR}; q<-quantile(v,1:4/5); findInterval(c(-5,q,0,50,51,112,200),q,left.open=TRUE)+1`,
    published: '1 1 2 3 4 1 3 3 5 5',
    ours: () => {
      const scale = fitTileScale({ values: v, better: 'higher' });
      return scoreByTiles({ values: [-5, ...scale.cuts, 0, 50, 51, 112, 200], scale });
    },
  },
  {
    of: 'scoreByTiles',
    name: 'new values where less is better, those on the cuts among them',
    source: `${vInR}; q<-quantile(-v,1:3/4); findInterval(c(-200,q,0,-50,-51,-112,1),q,left.open=TRUE)+1`,
    published: '1 1 2 3 4 3 3 1 4',
    ours: () => {
      const scale = fitTileScale({ values: v, better: 'lower', tiles: 4 });
      return scoreByTiles({ values: [200, ...scale.cuts, 0, 50, 51, 112, -1], scale });
    },
  },
  {
    of: 'scoreRfm',
    name: 'cells of the first 20 of 58 customers in quintiles',
    source: `${rfmInR}; k=5`,
    published: '342 154 414 221 534 335 122 412 153 441 211 543 352 112 425 235 532 225 515 352',
    ours: () => scoreRfm(rfm).cells.slice(0, 20),
  },
  {
    of: 'scoreRfm',
    name: 'cells of the next 20 in quartiles',
    source: `${rfmInR}; k=4`,
    published: '132 312 231 441 212 121 322 123 423 214 443 233 111 334 144 413 222 424 322 123',
    ours: () => scoreRfm({ ...rfm, tiles: 4 }).cells.slice(20, 40),
  },
  {
    of: 'fitColumnScale',
    name: 'means and sample deviations of two columns',
    source: `${yInR}; scale(y)`,
    published: '11.01551724 7425.689655 5.517239385 4675.571402',
    ours: () => {
      const { means, deviations } = fitColumnScale(sample);
      return [...means, ...deviations];
    },
  },
  {
    of: 'fitColumnScale',
    name: 'population deviations of the same',
    source: `${yInR}; apply(y,2,sd)*sqrt(57/58)`,
    published: '5.469470179 4635.089503',
    ours: () => fitColumnScale(stretched).deviations,
  },
  {
    of: 'standardiseColumns',
    name: 'the first three rows, sample deviations',
    source: `${yInR}; t(scale(y)[1:3,])`,
    published: '-0.2384375862 1.257452799 1.519688049 -1.394629468 -1.815313156 -0.2610781764',
    ours: () => standardiseColumns({ ...stretched, scale: fitColumnScale(sample) }).values.slice(0, 6),
  },
  {
    of: 'standardiseColumns',
    name: 'the last three rows, population deviations',
    source: `${yInR}; t((scale(y)*sqrt(58/57))[56:58,])`,
    published: '1.130727942 -0.3496566041 -0.3867865025 -1.298937087 -0.4599197288 1.570478918',
    ours: () => standardiseColumns({ ...stretched, scale: fitColumnScale(stretched) }).values.slice(-6),
  },
  {
    of: 'restoreColumns',
    name: 'three rows, sample deviations',
    source: `${yInR}; z<-rbind(c(0,1),c(-2,.5),c(3,-1.25)); t(sweep(sweep(z,2,apply(y,2,sd),"*"),2,colMeans(y),"+"))`,
    published: '11.01551724 12101.26106 -0.01896152828 9763.475356 27.5672354 1581.225402',
    ours: () =>
      restoreColumns({ values: [0, 1, -2, 0.5, 3, -1.25], width: 2, scale: fitColumnScale(sample) }).values,
  },
  {
    of: 'restoreColumns',
    name: 'three rows, population deviations',
    source: `${yInR}; as above with apply(y,2,sd)*sqrt(57/58)`,
    published: '11.01551724 12060.77916 0.07657688268 9743.234406 27.42392778 1631.827777',
    ours: () =>
      restoreColumns({ values: [0, 1, -2, 0.5, 3, -1.25], width: 2, scale: fitColumnScale(stretched) })
        .values,
  },
];

const kmeansCases: readonly ReferenceCase[] = [
  {
    of: 'fitKmeans',
    name: 'k = 3 of 58 rows: sizes, inertia, centres',
    source: `${xInR}; set.seed(1); kmeans(x,3,nstart=200,algorithm="Lloyd",iter.max=1000)`,
    published: '21 19 18 877.5097285 5.39047619 5.157142857 16.70526316 4.626315789 11.57222222 13.01111111',
    ours: () => {
      const fit = fitKmeans({ points: blobs, clusters: 3, seed: 1 });
      return [...fit.sizes, fit.inertia, ...fit.centres.values];
    },
  },
  {
    of: 'fitKmeans',
    name: 'k = 4 of 58 rows: sizes, inertia, centres',
    source: `${xInR}; set.seed(1); kmeans(x,4,nstart=200,algorithm="Lloyd",iter.max=1000)`,
    published:
      '18 18 13 9 715.3655556 4.794444444 5.666666667 11.57222222 13.01111111 18.22307692 5.484615385 11.93333333 2.544444444',
    ours: () => {
      const fit = fitKmeans({ points: blobs, clusters: 4, seed: 1, restarts: 500 });
      return [...fit.sizes, fit.inertia, ...fit.centres.values];
    },
  },
  {
    of: 'refineKmeans',
    name: 'from the first four rows: sizes, inertia, centres',
    source: `${xInR}; kmeans(x,x[1:4,],algorithm="Lloyd",iter.max=1000)`,
    published:
      '13 14 19 12 745.3017804 10.92307692 14.17692308 17.58571429 3.771428571 4.957894737 5.115789474 13.04166667 8.008333333',
    ours: () => {
      const fit = refineKmeans({ points: blobs, centres: part(0, 4) });
      return [...fit.sizes, fit.inertia, ...fit.centres.values];
    },
  },
  {
    of: 'refineKmeans',
    name: 'from rows 5 to 9: sizes, inertia, centres',
    source: `${xInR}; kmeans(x,x[5:9,],algorithm="Lloyd",iter.max=1000)`,
    published:
      '12 11 13 10 12 591.7173543 16.375 7.933333333 5.681818182 2.845454545 11.47692308 13.94615385 16.49 2.27 5.483333333 8.325',
    ours: () => {
      const fit = refineKmeans({ points: blobs, centres: part(4, 9) });
      return [...fit.sizes, fit.inertia, ...fit.centres.values];
    },
  },
  {
    of: 'assignToClusters',
    name: 'three centres: the first 20 labels, sizes, inertia',
    source: `${xInR}; c<-rbind(c(2,3),c(9,12),c(15,4.5)); d<-sapply(1:3,function(k)colSums((t(x)-c[k,])^2)); max.col(-d,"first")-1; sum(apply(d,1,min))`,
    published: '1 2 0 1 2 0 1 2 0 1 2 0 2 2 0 1 2 1 1 2 13 22 23 1161.38',
    ours: () => {
      const read = assignToClusters({
        points: blobs,
        centres: { values: [2, 3, 9, 12, 15, 4.5], width: 2 },
      });
      return [...read.assignments.slice(0, 20), ...read.sizes, read.inertia];
    },
  },
  {
    of: 'assignToClusters',
    name: 'two centres: sizes, inertia',
    source: `${xInR}; as above with c<-rbind(c(5,5),c(10,10))`,
    published: '20 38 2425.83',
    ours: () => {
      const read = assignToClusters({ points: blobs, centres: { values: [5, 5, 10, 10], width: 2 } });
      return [...read.sizes, read.inertia];
    },
  },
  {
    of: 'startMiniBatchKmeans',
    name: 'two groups of 20 rows: counts, centres',
    source: `${xInR}; kmeans(x[1:20,],2,nstart=50,algorithm="Lloyd",iter.max=100)`,
    published: '14 6 14.66428571 8.378571429 3.5 5.533333333',
    ours: () => {
      const state = firstBatch();
      return [...state.counts, ...state.centres.values];
    },
  },
  {
    of: 'startMiniBatchKmeans',
    name: 'three groups of 30 rows: counts, centres',
    source: `${xInR}; kmeans(x[1:30,],3,nstart=50,algorithm="Lloyd",iter.max=100)`,
    published: '11 10 9 5.6 5.290909091 12.04 12.18 17 4.055555556',
    ours: () => {
      const state = startMiniBatchKmeans({ batch: part(0, 30), clusters: 3, seed: 4, restarts: 30 });
      return [...state.counts, ...state.centres.values];
    },
  },
  {
    of: 'updateMiniBatchKmeans',
    name: 'the second batch: counts, centres',
    source: `${xInR}; from the two groups of x[1:20,], the rows 21:40 ${sculley}`,
    published: '28 12 14.20357143 8.564285714 4.025 4.741666667',
    ours: () => {
      const state = secondBatch();
      return [...state.counts, ...state.centres.values];
    },
  },
  {
    of: 'updateMiniBatchKmeans',
    name: 'the third batch: counts, centres',
    source: `${xInR}; then the rows 41:58 in the same way`,
    published: '38 20 14.16315789 8.452631579 5.035 5.46',
    ours: () => {
      const state = updateMiniBatchKmeans(secondBatch(), part(40, 58));
      return [...state.counts, ...state.centres.values];
    },
  },
  {
    of: 'fitMiniBatchKmeans',
    name: 'three groups that lie apart: sizes as those of full k-means',
    source: `${bigInR}; kmeans(.,3,nstart=50)`,
    published: '800 800 400',
    ours: () =>
      fitMiniBatchKmeans({ points: big, clusters: 3, seed: 2, batchSize: 300, batches: 20 }).sizes.sort(
        (a, b) => b - a,
      ),
  },
  {
    of: 'fitMiniBatchKmeans',
    name: 'four groups that lie apart: sizes as those of full k-means',
    source: `${big4InR}; kmeans(.,4,nstart=50)`,
    published: '666 445 445 444',
    ours: () =>
      fitMiniBatchKmeans({ points: big4, clusters: 4, seed: 2, batchSize: 300, batches: 20 }).sizes.sort(
        (a, b) => b - a,
      ),
  },
];

export const groupsReferences: readonly ReferenceCase[] = [
  ...scores,
  ...kmeansCases,
  ...qualityReferences,
  ...airlineReferences,
];
