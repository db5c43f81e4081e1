/** How good the model is by one row of the profile table, with the counts that a test needs. */
import type { Monitor } from '../config/project.ts'
import type { JsonValue } from '../core/json.ts'
import type { ProfileRow } from '../metrics/rows.ts'
import type { ShareCounts } from '../stats/check-share.ts'
import type { WelchInput } from '../stats/welch-t-test.ts'
import { numberOf } from './monitor-record.ts'

export interface Quality {
  /** Accuracy for classes, the mean absolute error for numbers. */
  readonly metric: 'accuracy_score' | 'mean_average_error'
  readonly value: number
  /** Rows with a label. */
  readonly rows: number
  readonly share: ShareCounts | null
  readonly mean: WelchInput | null
}

/** Null without labelled rows. */
export const qualityOf = (row: ProfileRow, monitor: Pick<Monitor, 'problem'>): Quality | null =>
  monitor.problem === 'regression' ? errorOf(row) : accuracyOf(row)

function accuracyOf(row: ProfileRow): Quality | null {
  const cells = row.values.get('confusion_matrix')
  if (!Array.isArray(cells)) return null
  let successes = 0
  let rows = 0
  for (const cell of cells as readonly { readonly [key: string]: JsonValue }[]) {
    const count = Number(cell['count'])
    rows += count
    if (cell['prediction'] === cell['label']) successes += count
  }
  return rows === 0 ? null : shareQuality({ successes, rows })
}

const shareQuality = (share: ShareCounts): Quality => ({
  metric: 'accuracy_score',
  value: share.successes / share.rows,
  rows: share.rows,
  share,
  mean: null,
})

function errorOf(row: ProfileRow): Quality | null {
  const mean = numberOf(row, 'mean_average_error')
  const squares = numberOf(row, 'mean_squared_error')
  const rows = numberOf(row, 'labelled_count')
  if (mean === null || squares === null || rows === null || rows === 0) return null
  return meanQuality({ n: rows, sum: mean * rows, sumSquares: squares * rows })
}

function meanQuality({ n, sum, sumSquares }: { readonly n: number; readonly sum: number; readonly sumSquares: number }): Quality {
  const mean = sum / n
  const variance = n < 2 ? null : Math.max(0, (sumSquares - n * mean * mean) / (n - 1))
  return { metric: 'mean_average_error', value: mean, rows: n, share: null, mean: { n, mean, variance } }
}

/** Of several windows together, as if they were one. Null without any. */
export function pooledQuality(parts: readonly Quality[]): Quality | null {
  const shares = parts.flatMap(({ share }) => share ?? [])
  if (shares.length > 0)
    return shareQuality({
      successes: shares.reduce((sum, { successes }) => sum + successes, 0),
      rows: shares.reduce((sum, { rows }) => sum + rows, 0),
    })
  const means = parts.flatMap(({ mean }) => mean ?? [])
  if (means.length === 0) return null
  let n = 0
  let sum = 0
  let sumSquares = 0
  for (const part of means) {
    const mean = part.mean ?? 0
    n += part.n
    sum += mean * part.n
    sumSquares += (part.variance ?? 0) * Math.max(0, part.n - 1) + part.n * mean * mean
  }
  return meanQuality({ n, sum, sumSquares })
}
