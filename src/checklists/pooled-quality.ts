/** The quality of several windows together, from the `:table` rows that the store holds. */
import type { ConfusionState } from '../aggregates/states.ts'
import { numberAt } from '../metrics/known-metrics.ts'
import type { ProfileRow } from '../metrics/rows.ts'
import type { WelchInput } from '../stats/welch-t-test.ts'

export interface PooledQuality {
  readonly rows: number
  /** Predictions with an outcome. */
  readonly labelled: number
  /** Pairs of a prediction and an outcome: more than `labelled` where one has several. */
  readonly pairs: number
  /** Counts of all windows; null where no row has a confusion matrix. */
  readonly confusion: ConfusionState | null
  /** The absolute error; null where no row has errors. */
  readonly error: WelchInput | null
  /** Mean of the error, signed. */
  readonly meanError: number | null
  readonly meanSquaredError: number | null
}

/**
 * Counts and sums add up, so pooled accuracy, precision, recall and mean errors are those of the rows themselves.
 * @param rows of windows that do not overlap, one segment
 */
export function poolQuality(rows: readonly ProfileRow[]): PooledQuality {
  const confusion: ConfusionState = new Map()
  const errors = { n: 0, sumAbs: 0, sum: 0, sumSquares: 0 }
  let total = 0
  let labelled = 0
  let pairs = 0
  let hasMatrix = false
  for (const { values } of rows) {
    total += numberAt(values, 'count') ?? 0
    const own = numberAt(values, 'labelled_count') ?? 0
    pairs += own
    labelled += numberAt(values, 'labelled_predictions') ?? own
    const matrix = values.get('confusion_matrix')
    if (Array.isArray(matrix)) {
      hasMatrix = true
      for (const cell of matrix as readonly { readonly prediction: string; readonly label: string; readonly count: number }[]) {
        const key = JSON.stringify([cell.prediction, cell.label])
        confusion.set(key, (confusion.get(key) ?? 0) + cell.count)
      }
    }
    const absolute = numberAt(values, 'mean_average_error')
    if (absolute === null || own === 0) continue
    errors.n += own
    errors.sumAbs += absolute * own
    errors.sum += (numberAt(values, 'mean_error') ?? 0) * own
    errors.sumSquares += (numberAt(values, 'mean_squared_error') ?? 0) * own
  }
  const { n, sumAbs, sum, sumSquares } = errors
  const mean = n === 0 ? null : sumAbs / n
  return {
    rows: total,
    labelled,
    pairs,
    confusion: hasMatrix ? confusion : null,
    error: mean === null ? null : { n, mean, variance: n < 2 ? null : Math.max(0, (sumSquares - n * mean * mean) / (n - 1)) },
    meanError: n === 0 ? null : sum / n,
    meanSquaredError: n === 0 ? null : sumSquares / n,
  }
}
