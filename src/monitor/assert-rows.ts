/**
 * A table without a row that can be used is an error, not an empty result: nothing is recorded, so that a delivery that
 * failed does not take away what was computed from the rows of before.
 */

import { LeewayError } from '../core/errors.ts'
import type { TimestampSpec } from '../engines/engine.ts'
import type { TableIndex } from './index-table.ts'
import type { RefreshContext } from './refresh-context.ts'

const placeOf = ({ monitor }: RefreshContext): string => monitor.table ?? `the query of ${monitor.name}`
const KEPT = 'What was computed before is kept.'

/** @throws LeewayError TABLE_EMPTY when no row falls into any window, with how many rows were left out and why */
export function assertRowsInTime(context: RefreshContext, index: TableIndex, timestamp: TimestampSpec, fromUs?: number): void {
  if (index.windows.length > 0) return
  const { nullTimestamps, unreadableTimestamps, futureRows } = index
  const date = (us: number): string => new Date(us / 1000).toISOString().replace(/(:\d\d)\.000Z$/, '$1Z')
  const reasons = [
    ...(nullTimestamps > 0 ? [`${nullTimestamps} without a timestamp`] : []),
    ...(unreadableTimestamps > 0 ? [`${unreadableTimestamps} with one that cannot be read`] : []),
    ...(futureRows > 0 ? [`${futureRows} after ${date(context.asOfUs)}`] : []),
  ]
  if (reasons.length === 0 && fromUs === undefined) assertRows(context, 0)
  const where = fromUs === undefined ? '' : ` since ${date(fromUs)}, where the refresh begins`
  const found = reasons.length === 0 ? '' : `: ${reasons.join(', ')}`
  const mend =
    nullTimestamps + unreadableTimestamps > 0
      ? `check timestamp: ${timestamp.expression}${timestamp.format === undefined ? ' (text that is not ISO 8601 needs timestamp_format)' : ` with timestamp_format: ${timestamp.format}`}.`
      : futureRows > 0
        ? 'check the clock, time_zone and --as-of.'
        : 'check the data, or give a longer lookback.'
  throw new LeewayError('TABLE_EMPTY', `no row falls into a window${where}${found}`, {
    place: placeOf(context),
    mend: `${mend} ${KEPT}`,
  })
}

/** @throws LeewayError TABLE_EMPTY */
export function assertRows(context: RefreshContext, rows: number): void {
  if (rows > 0) return
  throw new LeewayError('TABLE_EMPTY', 'the table has no rows', {
    place: placeOf(context),
    mend: `write the data again. ${KEPT}`,
  })
}
