import { LeewayError } from '../core/errors.ts'
import { chiSquaredContingency } from './chi-squared-contingency.ts'
import { ksTwoSampleExact } from './ks-exact.ts'

export interface LabelDrift {
  /** Numbers: Kolmogorov-Smirnov. Classes: Pearson's test of the contingency table. */
  readonly test: 'ks' | 'chi_squared'
  readonly statistic: number
  readonly pValue: number
}

/**
 * Concept drift in the labels: do production's labels come from the distribution of those of the training?
 *
 * Answers: has what the model should predict moved since it was trained?
 * Formula: numbers: two-sample Kolmogorov-Smirnov, exact up to 10,000 labels a side; classes (text): chi-squared of the 2 x K table of
 * classes. Numbers that are names of classes are passed as text. One class on both sides: statistic 0, p 1.
 * Unit: share of rows; chi-squared in squared standard deviations.
 *
 * @param training   labels the model was trained on, in any order, shape [n], all numbers or all text
 * @param production labels that came since, shape [m]
 * @returns { test, statistic, pValue }
 * @throws LeewayError STATS_EMPTY if a side has no label; STATS_DOMAIN if a number is not finite, or numbers stand beside text
 * Missing values: left out before.
 * Cost: O(n log n + m log m), and that of ksExact.
 * Source: equals scipy.stats.ks_2samp and chi2_contingency in test/golden/label-drift.json
 * @example labelDrift([2, 1], [4, 3]) // => { test: 'ks', statistic: 1, pValue: 0.3333333333333333 }
 */
export function labelDrift(
  training: ArrayLike<number> | ArrayLike<string>,
  production: ArrayLike<number> | ArrayLike<string>,
): LabelDrift {
  for (const [name, labels] of [
    ['training', training],
    ['production', production],
  ] as const)
    if (labels.length === 0) throw new LeewayError('STATS_EMPTY', `there are no ${name} labels`)
  const all = [...Array.from<number | string>(training), ...Array.from<number | string>(production)]
  const numbers = all.filter((label) => typeof label === 'number').length
  if (numbers === all.length) {
    const { statistic, pValue } = ksTwoSampleExact(ascending(training), ascending(production))
    return { test: 'ks', statistic, pValue }
  }
  if (numbers > 0) throw new LeewayError('STATS_DOMAIN', 'some labels are numbers and some are text')
  const classes = [...new Set(all.map(String))].sort()
  const test = chiSquaredContingency(countOf(training, classes), countOf(production, classes))
  return { test: 'chi_squared', statistic: test?.statistic ?? 0, pValue: test?.pValue ?? 1 }
}

const ascending = (labels: ArrayLike<number> | ArrayLike<string>): Float64Array =>
  Float64Array.from(Array.from<number | string>(labels), Number).sort()

function countOf(labels: ArrayLike<number> | ArrayLike<string>, classes: readonly string[]): number[] {
  const counts = new Map<string, number>()
  for (let i = 0; i < labels.length; i++) counts.set(String(labels[i]), (counts.get(String(labels[i])) ?? 0) + 1)
  return classes.map((name) => counts.get(name) ?? 0)
}
