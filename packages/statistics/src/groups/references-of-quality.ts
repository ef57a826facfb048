/** Published numbers for the quality of groups, their number and their matching. The R lines were run with R 4.2.2, cluster 2.1.4, fpc 2.2.10, clue 0.3.64. */
import type { ReferenceCase } from '../reference-case.ts';
import { chooseClusterCount } from './choose.ts';
import { pairAtLeastCost } from './hungarian.ts';
import { matchClusters, matchClustersByMembers } from './match.ts';
import { blobs, lonely, mixed, rowsOf, stretched } from './references-of-formulas.ts';
import { measureCalinskiHarabasz, measureDaviesBouldin } from './separation.ts';
import { measureSilhouette, sampleSilhouette } from './silhouette.ts';

const xInR = 'R: i<-1:58; x<-cbind(((i*37)%%101)/10+(i%%3)*6, ((i*53)%%97)/10+((i%%3)==1)*8)';
const gInR = 'g<-ifelse(i%%7<3,0,ifelse(i%%7<5,1,2))';
const hInR = 'h<-ifelse(i==17,3,i%%3)';
const dbInR =
  'C the centres; S<-mean distance of the rows of each group to its centre; M<-as.matrix(dist(C)); R<-outer(S,S,"+")/M; diag(R)<-0; mean(apply(R,1,max))';
const poor = { points: blobs, assignments: mixed };
const good = { points: blobs, assignments: lonely };
const chosen = () => chooseClusterCount({ points: blobs, to: 6, seed: 1, restarts: 500, sample: 58 }).tried;
const six = {
  values: rowsOf(6, (a) => [1, 2, 3, 4, 5, 6].map((b) => (a * a * 17 + b * b * 31 + a * b * 7) % 53)).values,
  width: 6,
};
const wide = rowsOf(5, (a) =>
  Array.from({ length: 9 }, (_, b) => ((a * a * 23 + (b + 1) ** 3 * 5 + a * (b + 1) * 11) % 97) / 8),
);
const rows = ({ values }: { values: number[] }, from: number, to: number) => ({
  values: values.slice(from * 2, to * 2),
  width: 2,
});
/** Numbered from one, as in R: what the seed draws. */
const SAMPLED = [
  3, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15, 16, 18, 19, 21, 24, 28, 30, 32, 33, 36, 39, 40, 41, 42, 45, 46, 48,
  49, 52, 53, 54, 56, 57, 58,
];
const matched = ({ pairs }: ReturnType<typeof matchClusters>) => [
  ...pairs.map(({ after }) => after),
  ...pairs.map(({ measure }) => measure),
];
const labels = (of: (i: number) => number) => Array.from({ length: 58 }, (_, i) => of(i + 1));

export const qualityReferences: readonly ReferenceCase[] = [
  {
    of: 'measureSilhouette',
    name: 'poor groups: mean, the first six rows, each group',
    source: `${xInR}; ${gInR}; s<-silhouette(g+1,dist(x)); mean(s[,3]); s[1:6,3]; tapply(s[,3],s[,1],mean)`,
    published:
      '-0.05481213415 -0.04996566375 0.01673007974 -0.06141056652 -0.08060945941 -0.0877295964 0.003593448861 -0.05609519963 -0.08585615973 -0.02168312715',
    ours: () => {
      const read = measureSilhouette(poor);
      return [read.mean, ...read.widths.slice(0, 6), ...read.groups.map(({ mean }) => mean)];
    },
  },
  {
    of: 'measureSilhouette',
    name: 'a row alone in its group: mean, rows 16 to 18, each group',
    source: `${xInR}; ${hInR}; s<-silhouette(h+1,dist(x))`,
    published: '0.1981617556 0.4959440693 0 0.3312248866 0.3586717639 0.3620543353 -0.1423593554 0',
    ours: () => {
      const read = measureSilhouette(good);
      return [read.mean, ...read.widths.slice(15, 18), ...read.groups.map(({ mean }) => mean)];
    },
  },
  {
    of: 'measureCalinskiHarabasz',
    name: 'poor groups',
    source: `${xInR}; ${gInR}; fpc::calinhara(x,g+1)`,
    published: '0.2109588901',
    ours: () => measureCalinskiHarabasz(poor),
  },
  {
    of: 'measureCalinskiHarabasz',
    name: 'a row alone in its group',
    source: `${xInR}; ${hInR}; fpc::calinhara(x,h+1)`,
    published: '40.63424035',
    ours: () => measureCalinskiHarabasz(good),
  },
  {
    of: 'measureCalinskiHarabasz',
    name: 'three clouds',
    source: `${xInR}; fpc::cluster.stats(dist(x),i%%3+1)$ch`,
    published: '61.14754031',
    ours: () => measureCalinskiHarabasz({ points: blobs, assignments: labels((i) => i % 3) }),
  },
  {
    of: 'measureDaviesBouldin',
    name: 'poor groups',
    source: `${xInR}; ${gInR}; ${dbInR}`,
    published: '14.83539555',
    ours: () => measureDaviesBouldin(poor),
  },
  {
    of: 'measureDaviesBouldin',
    name: 'a row alone in its group',
    source: `${xInR}; ${hInR}; ${dbInR}`,
    published: '0.999004714',
    ours: () => measureDaviesBouldin(good),
  },
  {
    of: 'chooseClusterCount',
    name: 'mean silhouettes of k = 2 … 6',
    source: `${xInR}; set.seed(2); for k in 2:6 b<-kmeans(x,k,nstart=500,iter.max=1000); mean(silhouette(b$cluster,dist(x))[,3])`,
    published: '0.3716830753 0.4445887016 0.3839795957 0.372221681 0.3677563333',
    ours: () => chosen().map(({ silhouette }) => silhouette.value),
  },
  {
    of: 'chooseClusterCount',
    name: 'Calinski-Harabasz, then Davies-Bouldin of the same',
    source: `${xInR}; fpc::calinhara(x,b$cluster); ${dbInR}`,
    published:
      '40.48871325 65.92535533 57.01160953 56.09811087 60.37426219 1.030471481 0.733578276 0.8140920378 0.7956405342 0.7872757283',
    ours: () => {
      const tried = chosen();
      return [
        ...tried.map(({ calinskiHarabasz }) => calinskiHarabasz),
        ...tried.map(({ daviesBouldin }) => daviesBouldin),
      ];
    },
  },
  {
    of: 'sampleSilhouette',
    name: 'all 58 rows sampled: mean and no error',
    source: `${xInR}; ${gInR}; mean(silhouette(g+1,dist(x))[,3])`,
    published: '-0.05481213415 0',
    ours: () => {
      const { mean } = sampleSilhouette({ ...poor, sample: 58, seed: 1 });
      return [mean.value, mean.standardError];
    },
  },
  {
    of: 'sampleSilhouette',
    name: '35 of 58 rows: mean, standard error, interval',
    source: `${xInR}; ${hInR}; s<-silhouette(h+1,dist(x))[${SAMPLED.join()},3]; se<-sqrt((1-35/58)*var(s)/35); mean(s); se; mean(s)+c(-1,1)*qt(.975,34)*se`,
    published: '0.2709932694 0.03493666987 0.1999934139 0.3419931249',
    ours: () => {
      const { mean, rows: measured } = sampleSilhouette({ ...good, sample: 35, seed: 7 });
      const asInR = measured.every((row, i) => row + 1 === SAMPLED[i]);
      return asInR ? [mean.value, mean.standardError, mean.interval.lower, mean.interval.upper] : [];
    },
  },
  {
    of: 'pairAtLeastCost',
    name: 'six by six: columns, total',
    source:
      'R: M<-outer(1:6,1:6,function(a,b)(a*a*17+b*b*31+a*b*7)%%53); s<-clue::solve_LSAP(M); s-1; sum(M[cbind(1:6,s)])',
    published: '0 4 1 5 3 2 45',
    ours: () => {
      const { columnOfRow, total } = pairAtLeastCost(six);
      return [...columnOfRow, total];
    },
  },
  {
    of: 'pairAtLeastCost',
    name: 'five by nine: columns, total',
    source:
      'R: N<-outer(1:5,1:9,function(a,b)((a*a*23+b*b*b*5+a*b*11)%%97)/8); s<-clue::solve_LSAP(N); s-1; sum(N[cbind(1:5,s)])',
    published: '5 3 6 1 2 6.5',
    ours: () => {
      const { columnOfRow, total } = pairAtLeastCost(wide);
      return [...columnOfRow, total];
    },
  },
  {
    of: 'matchClusters',
    name: 'five centres with seven: counterparts, distances',
    source: `${xInR}; D<-as.matrix(dist(rbind(x[1:5,],x[21:27,])))[1:5,6:12]; s<-clue::solve_LSAP(D); s-1; D[cbind(1:5,s)]`,
    published: '4 5 1 6 2 2.370653918 2.370653918 5.946427499 3.023243292 4.401136217',
    ours: () => matched(matchClusters({ before: rows(blobs, 0, 5), after: rows(blobs, 20, 27) })),
  },
  {
    of: 'matchClusters',
    name: 'six centres with six on a stretched scale: counterparts, distances',
    source: `${xInR}; y<-x; y[,2]<-y[,2]*1000+5; D<-as.matrix(dist(rbind(y[1:6,],y[31:36,])))[1:6,7:12]; s<-clue::solve_LSAP(D)`,
    published: '0 2 1 3 5 4 3800.000001 600.2851406 1500.111626 3800.000001 600.2851406 1500.111626',
    ours: () => matched(matchClusters({ before: rows(stretched, 0, 6), after: rows(stretched, 30, 36) })),
  },
  {
    of: 'matchClustersByMembers',
    name: 'three groups with others that use the numbers 0, 1 and 4: counterparts, common members',
    source: `R: i<-1:58; ${gInR}; t<-table(g,(i*i)%%5); s<-clue::solve_LSAP(t,maximum=TRUE); colnames(t)[s]; t[cbind(1:3,s)]`,
    published: '1 4 0 11 7 4',
    ours: () => matched(matchClustersByMembers({ before: mixed, after: labels((i) => (i * i) % 5) })),
  },
  {
    of: 'matchClustersByMembers',
    name: 'four groups with four: counterparts, common members',
    source:
      'R: i<-1:58; t<-table((i*13)%%4,((i*13)%%4+(i%%6==0)*2)%%4); s<-clue::solve_LSAP(t,maximum=TRUE); colnames(t)[s]; t[cbind(1:4,s)]',
    published: '0 1 2 3 10 15 10 14',
    ours: () =>
      matched(
        matchClustersByMembers({
          before: labels((i) => (i * 13) % 4),
          after: labels((i) => (((i * 13) % 4) + (i % 6 === 0 ? 2 : 0)) % 4),
        }),
      ),
  },
];
