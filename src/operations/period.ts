/** The days that the document counts: "n days" runs from midnight n days before the as-of date, so n + 1 dates. */
import { keyOfInstant, parseGranularity, windowOfKey } from '../core/granularity.ts'

const DAY = parseGranularity('1 day')!

export interface Period {
  readonly asOfUs: number
  /** Midnight in the zone. */
  readonly fromUs: number
  /** `2026-01-31`, oldest first, the as-of date last. */
  readonly dates: readonly string[]
}

export function periodOf(asOfUs: number, days: number, zone: string): Period {
  const today = keyOfInstant(DAY, asOfUs, zone)
  return {
    asOfUs,
    fromUs: windowOfKey(DAY, today - days, zone).startUs,
    dates: Array.from({ length: days + 1 }, (_, i) => dateOfKey(today - days + i)),
  }
}

/** A day's key counts local days since 1970-01-01, whatever the zone. */
export const dateOfKey = (key: number): string => new Date(key * 86_400_000).toISOString().slice(0, 10)
