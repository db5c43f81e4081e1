import type { Segment, Window } from '../core/window.ts'
import type { ProfileInput, TableInput } from './inputs.ts'
import { FAIRNESS_METRICS, PROFILE_METRICS, profileMetricsOf, QUALITY_METRICS } from './registry.ts'
import { RowValues } from './row-values.ts'
import { type MetricValues, type ProfileRow, TABLE_COLUMN } from './rows.ts'

/** Where a profile row stands. `window` is null on BASELINE rows. */
export interface ProfilePlace {
  readonly window: Window | null
  readonly logType: 'INPUT' | 'BASELINE'
  readonly segment: Segment
}

export interface ProfileOptions {
  /** The 1000 quantiles; without them only the median. They are four fifths of a row's cost and size. */
  readonly quantiles: boolean
  readonly custom?: MetricValues
}

const NO_CUSTOM: MetricValues = new Map()

/** The profile row of one column of one segment: every profile metric that applies to the column's kind. */
export function buildProfileRow(place: ProfilePlace, input: ProfileInput, options: ProfileOptions): ProfileRow {
  const row = new RowValues()
  for (const metric of profileMetricsOf(input.column.kind)) {
    if (metric.id === 'quantiles' && !options.quantiles) continue
    row.set(metric.id, metric.compute?.(input))
  }
  return {
    window: place.window,
    logType: place.logType,
    segment: place.segment,
    columnName: input.column.name,
    dataType: input.column.dataType,
    values: row.values,
    custom: options.custom ?? NO_CUSTOM,
    reasons: row.reasons,
  }
}

const TABLE_METRICS = PROFILE_METRICS.filter((metric) => metric.computeTable)

/** The `:table` row of one segment: counts, quality where labels are known, fairness where the slice has two groups. */
export function buildTableRow(place: ProfilePlace, input: TableInput, custom: MetricValues = NO_CUSTOM): ProfileRow {
  const row = new RowValues()
  for (const metric of TABLE_METRICS) row.set(metric.id, metric.computeTable?.(input))
  const { quality, fairness, settings = {} } = input
  if (quality) {
    for (const metric of QUALITY_METRICS) row.set(metric.id, metric.compute(quality, settings))
  }
  if (fairness) for (const metric of FAIRNESS_METRICS) row.set(metric.id, metric.compute(fairness))
  return {
    window: place.window,
    logType: place.logType,
    segment: place.segment,
    columnName: TABLE_COLUMN,
    dataType: null,
    values: row.values,
    custom,
    reasons: row.reasons,
  }
}
