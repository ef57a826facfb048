/** Groups of customers: scores by quantiles (RFM), z-scores, k-means for thousands and for millions, how good groups are, how many there are, and which is which from run to run. */
export { type AssignedRows, type AssignInput, assignToClusters } from './assign.ts';
export {
  type ChooseInput,
  type ChosenClusterCount,
  type ClusterCount,
  chooseClusterCount,
} from './choose.ts';
export { type CheapestPairs, pairAtLeastCost } from './hungarian.ts';
export {
  fitKmeans,
  type KmeansFit,
  type KmeansInput,
  type LloydOptions,
  type RefineInput,
  refineKmeans,
  type SeededKmeansFit,
} from './kmeans.ts';
export {
  type ClusterMatch,
  type ClusterPair,
  type MatchCentresInput,
  type MatchMembersInput,
  matchClusters,
  matchClustersByMembers,
} from './match.ts';
export {
  fitMiniBatchKmeans,
  type MiniBatchFit,
  type MiniBatchInput,
  type MiniBatchState,
  type StartMiniBatchInput,
  startMiniBatchKmeans,
  updateMiniBatchKmeans,
} from './mini-batch.ts';
export { type RfmInput, type RfmScales, type RfmScores, scoreRfm } from './rfm.ts';
export type { ComputedRows, RowMatrix } from './rows.ts';
export type { Grouped } from './scatter.ts';
export { measureCalinskiHarabasz, measureDaviesBouldin } from './separation.ts';
export {
  measureSilhouette,
  type SampledSilhouette,
  type SampleSilhouetteInput,
  type Silhouette,
  sampleSilhouette,
} from './silhouette.ts';
export {
  type ColumnScale,
  type ColumnScaleInput,
  fitColumnScale,
  restoreColumns,
  type ScaledInput,
  standardiseColumns,
} from './standardise.ts';
export { fitTileScale, scoreByTiles, type TileInput, type TileScale } from './tiles.ts';
