/** Assignment: who sees what, decided by a hash alone, in JavaScript and in the stores alike. */
export {
  allocateLayer,
  allocateVariants,
  type BucketRange,
  type LayerShares,
  type NamedShare,
  type VariantShares,
} from './allocation.ts';
export { type BucketInput, bucketOf, type Unit } from './bucket.ts';
export {
  type Assignment,
  assignVariant,
  assignVariants,
  type Experiment,
  type Holdout,
  type Layer,
} from './experiment.ts';
export {
  type AssignmentSqlInput,
  assignmentSql,
  type BucketSqlInput,
  bucketSql,
  type SqlDialect,
} from './sql.ts';
