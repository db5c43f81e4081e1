import { DEFAULT_TRIGGERS } from '../config/build-retraining.ts'
import { LeewayError } from '../core/errors.ts'
import type { Urgency } from '../store/journal.ts'
import { accuracyReason, ageReason, featureDriftReason, predictionDriftReason } from './reasons.ts'

/** The arguments of the document's function, by its names. */
export interface ShouldRetrainInput {
  /** Standard deviations of the reference by which the mean prediction moved. */
  readonly prediction_drift_score: number
  readonly feature_drift_count: number
  readonly days_since_training: number
  /** Reference accuracy minus the current one, as shares: 0.03 is 3 points. */
  readonly accuracy_drop: number
}

/** The same in this language's own spelling. */
export interface ShouldRetrainArguments {
  readonly predictionDriftScore: number
  readonly featureDriftCount: number
  readonly daysSinceTraining: number
  readonly accuracyDrop: number
}

export interface ShouldRetrainAnswer {
  readonly should_retrain: boolean
  readonly reasons: string[]
  readonly urgency: Urgency
}

const NAMES = [
  ['prediction_drift_score', 'predictionDriftScore'],
  ['feature_drift_count', 'featureDriftCount'],
  ['days_since_training', 'daysSinceTraining'],
  ['accuracy_drop', 'accuracyDrop'],
] as const

/**
 * The document's `should_retrain`, to the letter.
 *
 * Answers: should this model be retrained, why, and how urgently?
 * Rules: drift score above 2.0; 3 or more drifted features (the document's table says more than 3; this is its code); more than 30 days
 * since training; accuracy lower by more than 0.05, which alone makes it urgent.
 * Missing values: NaN crosses no limit, as in Python.
 * Numbers are printed as Python prints them; a whole number as its `int` (JavaScript has no other 45.0).
 *
 * @param input the four numbers in an object, in the document's names or in camelCase, or one after the other
 * @returns { should_retrain, reasons, urgency }
 * @throws LeewayError USAGE when one of the four is not a number
 * Source: the model monitoring guide (retraining decision logic); test/golden/should-retrain.json
 * @example shouldRetrain({ prediction_drift_score: 2.5, feature_drift_count: 2, days_since_training: 45, accuracy_drop: 0.03 }).reasons
 * // => ['Prediction drift score 2.50 > 2.0', 'Model is 45 days old (> 30)']
 */
export function shouldRetrain(input: ShouldRetrainInput | ShouldRetrainArguments): ShouldRetrainAnswer
export function shouldRetrain(
  predictionDriftScore: number,
  featureDriftCount: number,
  daysSinceTraining: number,
  accuracyDrop: number,
): ShouldRetrainAnswer
export function shouldRetrain(
  first: ShouldRetrainInput | ShouldRetrainArguments | number,
  ...rest: readonly number[]
): ShouldRetrainAnswer {
  const given = typeof first === 'object' && first !== null ? namedValues(first) : [first, ...rest]
  const [score, features, days, drop] = NAMES.map(([name], i) => numberNamed(name, given[i])) as [number, number, number, number]
  const limits = DEFAULT_TRIGGERS
  const reasons: string[] = []
  if (score > limits.predictionDriftSigmas) reasons.push(predictionDriftReason(score, limits.predictionDriftSigmas))
  if (features >= limits.driftedFeatures) reasons.push(featureDriftReason(features))
  if (days > limits.ageDays) reasons.push(ageReason(days, limits.ageDays))
  const dropped = drop > limits.performanceDrop
  if (dropped) reasons.push(accuracyReason(drop, limits.performanceDrop))
  return { should_retrain: reasons.length > 0, reasons, urgency: dropped ? 'HIGH' : 'NORMAL' }
}

function namedValues(input: ShouldRetrainInput | ShouldRetrainArguments): readonly unknown[] {
  const values = new Map<string, unknown>(Object.entries(input))
  return NAMES.map(([name, camel]) => values.get(name) ?? values.get(camel))
}

function numberNamed(name: string, value: unknown): number {
  if (typeof value === 'number') return value
  throw new LeewayError(
    'USAGE',
    `shouldRetrain: ${name} is ${value === undefined ? 'missing' : `not a number (${typeof value})`}`,
    {
      mend: `give all four: ${NAMES.map(([each]) => each).join(', ')}`,
    },
  )
}
