/** A table made ready for grouping by window: its rows with their instant, and how a window's key is written over them. */
import type { Granularity } from '../core/granularity.ts'
import type { Dialect } from './dialect.ts'
import type { OffsetSegment } from './offsets.ts'
import { type InstantSql, rawRange, timePredicate } from './timestamp.ts'
import { rowWindowKey, windowKey } from './window-key.ts'

/** Added to the table's columns; user tables have no business with such names. */
const MICROS = '__lw_us'
const rowsKey = (n: number): string => `__lw_row_key_${n}`

export interface Frame {
  readonly from: string
  /** Predicate over `from`, or empty. */
  readonly where: string
  /** Window key per granularity, in the order asked; null for rows of no window. */
  readonly keys: readonly string[]
  /** Name of the instant's column. */
  readonly micros: string
  /** See `InstantSql.stored`. */
  readonly stored: string | null
}

export interface FrameTime {
  readonly instant: InstantSql
  readonly segments: readonly OffsetSegment[]
  readonly granularities: readonly Granularity[]
  readonly asOfUs: number
  readonly fromUs?: number | undefined
  readonly untilUs?: number | undefined
}

/**
 * Rows without a readable instant or after `asOfUs` are left out. Windows of rows are numbered over all others before
 * `fromUs` and `untilUs` cut, so that they keep their keys.
 */
export function frameOf(dialect: Dialect, from: string, time: FrameTime): Frame {
  const { instant, granularities, asOfUs, fromUs, segments } = time
  const untilUs = Math.min(time.untilUs ?? Number.POSITIVE_INFINITY, asOfUs + 1)
  const counted = granularities.filter((g) => g.unit === 'rows')
  const keys = granularities.map((g) => (g.unit === 'rows' ? rowsKey(g.n) : windowKey(dialect, g, MICROS, segments)))
  if (counted.length === 0) {
    const range = rawRange(instant, fromUs, untilUs)
    return {
      from: `(select *, ${instant.micros} as ${MICROS} from ${from}${range === '' ? '' : ` where ${range}`})`,
      where: timePredicate(MICROS, fromUs, untilUs),
      keys,
      micros: MICROS,
      stored: instant.stored,
    }
  }
  const numbers = [...new Map(counted.map((g) => [g.n, g])).values()].map(
    (g) => `${rowWindowKey(g, MICROS, '__lw_hash')} as ${rowsKey(g.n)}`,
  )
  const hashed = `select *, ${instant.micros} as ${MICROS}, ${dialect.rowHash} as __lw_hash from ${from}`
  return {
    from: `(select *, ${numbers.join(', ')} from (${hashed}) where ${MICROS} <= ${asOfUs})`,
    where: timePredicate(MICROS, fromUs, untilUs),
    keys,
    micros: MICROS,
    stored: instant.stored,
  }
}
