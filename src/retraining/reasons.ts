/** Why a model should be retrained, in the words of the document's `should_retrain`; other limits stand where it has its own. */
import { floatText, formatFixed, formatPercent, numberText } from './python-format.ts'

export const predictionDriftReason = (score: number, sigmas: number): string =>
  `Prediction drift score ${formatFixed(score, 2)} > ${floatText(sigmas)}`

export const featureDriftReason = (features: number): string => `${numberText(features)} features show significant drift`

/** The document decides on concept drift in its table, not in its function: the words are ours. */
export const conceptDriftReason = (test: string, p: number, limit: number): string =>
  `Label distribution moved: ${test} p-value ${pText(p)} < ${floatText(limit)}`

export const ageReason = (days: number, limit: number): string => `Model is ${numberText(days)} days old (> ${numberText(limit)})`

export const accuracyReason = (drop: number, limit: number): string =>
  `Accuracy dropped by ${formatPercent(drop, 1)} (> ${limitText(limit)})`

/** A regression has no accuracy: its loss is the relative rise of the mean absolute error. */
export const errorReason = (rise: number, limit: number): string =>
  `Mean absolute error rose by ${formatPercent(rise, 1)} (> ${limitText(limit)})`

/** `5%`, `2.5%`: without the digits that multiplying a double by 100 brings. */
const limitText = (limit: number): string => `${numberText(Number((limit * 100).toPrecision(12)))}%`

const pText = (p: number): string => (p === 0 ? '0.0' : floatText(Number(p.toPrecision(3))))
