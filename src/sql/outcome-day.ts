/** Which outcome belongs to which prediction where only dates tell: one of the same key, some days later. */
import { parseGranularity } from '../core/granularity.ts'
import type { Dialect } from './dialect.ts'
import { type OffsetSegment, offsetSegments } from './offsets.ts'
import { instantSql, timestampForm } from './timestamp.ts'
import { windowKey } from './window-key.ts'

export interface DatedSide {
  readonly key: string
  readonly time: string
  /** The engine's type of `time`. */
  readonly type: string
  readonly place: string
  /** strptime format of a text. */
  readonly format?: string
}

export interface DaysBefore {
  /** `p` in the condition. */
  readonly prediction: DatedSide
  /** `l` in the condition. */
  readonly outcome: DatedSide
  /** The outcome's date minus the prediction's. */
  readonly days: number
  readonly zone: string
  /** Times up to a day after it are told apart. */
  readonly untilUs: number
}

const DAY = parseGranularity('1 day')!
const US_PER_DAY = 86_400_000_000
const HISTORY_START_US = Date.UTC(1970, 0, 1) * 1000

/**
 * `p` and `l` have equal keys, and `l`'s date in the zone is `days` after that of `p`.
 * @throws LeewayError COLUMN_TYPE when a time cannot be read as one
 */
export function daysBeforeCondition(dialect: Dialect, { prediction, outcome, days, zone, untilUs }: DaysBefore): string {
  const segments = offsetSegments(zone, HISTORY_START_US, untilUs + US_PER_DAY)
  const keyOf = (alias: string, side: DatedSide): string => `${alias}.${dialect.quoteIdentifier(side.key)}`
  return (
    `${keyOf('p', prediction)} = ${keyOf('l', outcome)}` +
    ` and ${dayOf(dialect, 'p', prediction, segments)} = ${dayOf(dialect, 'l', outcome, segments)} - ${dialect.integerLiteral(days)}`
  )
}

function dayOf(dialect: Dialect, alias: string, side: DatedSide, segments: readonly OffsetSegment[]): string {
  const expression = `${alias}.${dialect.quoteIdentifier(side.time)}`
  const form = timestampForm(side.time, side.type, side.place)
  const text = side.format === undefined ? { expression } : { expression, format: side.format }
  const { micros } = instantSql(dialect, text, form, side.type, segments)
  return windowKey(dialect, DAY, micros, segments)
}
