import type { Granularity, GranularityUnit } from '../core/granularity.ts'

/** Months and years by their mean length: only the order of sizes is asked for. */
const MINUTES: Readonly<Record<GranularityUnit, number>> = {
  minutes: 1,
  hours: 60,
  days: 1440,
  weeks: 10_080,
  months: 43_830,
  years: 525_960,
  rows: Number.POSITIVE_INFINITY,
}

/** How long a window of this size is, about; windows of rows are longer than any. */
export const granularityMinutes = ({ unit, n }: Granularity): number => MINUTES[unit] * n
