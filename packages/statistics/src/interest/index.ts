/** Interest and intent: what goes together, what comes next, and how likely somebody is to do something. */
export {
  type Association,
  type AssociationInput,
  type AssociationTest,
  type PairCounts,
  readAssociation,
  testAssociationExactly,
} from './association.ts';
export { applyCalibration, type Calibration, type CalibrationInput, fitCalibration } from './calibration.ts';
export {
  type CalibrationBin,
  type CalibrationQuality,
  type CalibrationQualityInput,
  type CalibrationReading,
  measureCalibration,
} from './calibration-quality.ts';
export { type DiscriminationInput, measureDiscrimination } from './discrimination.ts';
export {
  type Contribution,
  type Explanation,
  type ExplanationInput,
  explainPrediction,
} from './explanation.ts';
export {
  type Correction,
  type FindAssociationsInput,
  type FoundAssociation,
  type FoundAssociations,
  findAssociations,
} from './find-associations.ts';
export { fitIntent, type IntentFit, type IntentInput, type IntentModel, predictIntent } from './intent.ts';
export type { Lists } from './lists.ts';
export {
  type FrequentSequence,
  type FrequentSequences,
  type MineSequencesInput,
  mineSequences,
} from './mine-sequences.ts';
export { findNextNeeds, type NextNeed, type NextNeeds, type NextNeedsInput } from './next-needs.ts';
export type { PairReading } from './steps.ts';
