import { LeewayError } from '../core/errors.ts'
import { assertCount } from './check-values.ts'
import { normalUpperTail } from './special-functions.ts'

const MIN_MAD = 0.05
const CONSISTENCY = 1.4826

export interface RobustZResult {
  readonly statistic: number
  readonly pValue: number
  /** Current rows divided by the history's median rows. */
  readonly factor: number
}

function median(sorted: readonly number[]): number {
  const half = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}

/** Logarithm of a row count; no rows count as half a row. */
function logRows(rows: number): number {
  assertCount('rows', rows)
  return Math.log(Math.max(0.5, rows))
}

/**
 * How unusual a window's row count is among earlier ones.
 *
 * Answers: is today's volume outside what such days usually bring?
 * Formula: z = (ln rows - median of ln history) / (1.4826 max(MAD, 0.05)), MAD the median absolute deviation; p = 2 (1 - Phi(|z|)).
 * No rows count as half a row.
 * Unit: robust standard deviations of log rows; positive when there are more rows.
 *
 * @param history rows of comparable earlier windows (the same weekday's last 8), shape [k], k >= 1
 * @param rows    rows of the current window
 * @returns { statistic, pValue, factor }
 * @throws LeewayError STATS_EMPTY without history; STATS_DOMAIN if a count is negative or not finite
 * Missing values: none.
 * Cost: O(k log k).
 * Source: Leys et al. (2013), 10.1016/j.jesp.2013.03.013; test/golden/small-tests.json
 * @example robustZ([100, 100, 100], 100) // => { statistic: 0, pValue: 1, factor: 1 }
 */
export function robustZ(history: ArrayLike<number>, rows: number): RobustZResult {
  if (history.length === 0) throw new LeewayError('STATS_EMPTY', 'there is no earlier window to compare the volume with')
  const current = logRows(rows)
  const logs = Array.from(history, logRows).sort((a, b) => a - b)
  const centre = median(logs)
  const mad = median(logs.map((x) => Math.abs(x - centre)).sort((a, b) => a - b))
  const statistic = (current - centre) / (CONSISTENCY * Math.max(MIN_MAD, mad))
  return { statistic, pValue: Math.min(1, 2 * normalUpperTail(Math.abs(statistic))), factor: Math.exp(current - centre) }
}
