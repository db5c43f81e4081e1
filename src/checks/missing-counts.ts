import type { CountsState } from '../aggregates/states.ts'
import type { ShareCounts } from '../stats/check-share.ts'

/** Rows of a column without a usable value: null, NaN, infinite. Null when there are no rows. */
export function missingCounts(counts: CountsState | undefined): ShareCounts | null {
  if (counts === undefined || counts.rows === 0) return null
  const missing = counts.rows - counts.nonNull + counts.nan + counts.positiveInfinity + counts.negativeInfinity
  return { successes: missing, rows: counts.rows }
}
