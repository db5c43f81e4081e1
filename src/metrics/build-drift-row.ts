import type { Segment, Window } from '../core/window.ts'
import type { DriftInput, TableDriftInput } from './inputs.ts'
import { DRIFT_METRICS, driftMetricsOf } from './registry.ts'
import { RowValues } from './row-values.ts'
import { type DriftRow, type MetricValues, TABLE_COLUMN } from './rows.ts'

/** Where a drift row stands. `windowCmp` is null against a table or a fixed period. */
export interface DriftPlace {
  readonly window: Window
  readonly windowCmp: Window | null
  readonly driftType: 'BASELINE' | 'CONSECUTIVE'
  readonly segment: Segment
}

const NO_CUSTOM: MetricValues = new Map()

/** The drift row of one column of one segment: every drift metric that applies to the column's kind. */
export function buildDriftRow(place: DriftPlace, input: DriftInput, custom: MetricValues = NO_CUSTOM): DriftRow {
  const row = new RowValues()
  for (const metric of driftMetricsOf(input.column.kind)) row.set(metric.id, metric.compute?.(input))
  return rowOf(place, input.column.name, input.column.dataType, row, custom)
}

const TABLE_METRICS = DRIFT_METRICS.filter((metric) => metric.computeTable)

/** The `:table` row of one segment. */
export function buildTableDriftRow(place: DriftPlace, input: TableDriftInput, custom: MetricValues = NO_CUSTOM): DriftRow {
  const row = new RowValues()
  for (const metric of TABLE_METRICS) row.set(metric.id, metric.computeTable?.(input))
  return rowOf(place, TABLE_COLUMN, null, row, custom)
}

function rowOf(place: DriftPlace, columnName: string, dataType: string | null, row: RowValues, custom: MetricValues): DriftRow {
  return {
    window: place.window,
    windowCmp: place.windowCmp,
    driftType: place.driftType,
    segment: place.segment,
    columnName,
    dataType,
    values: row.values,
    custom,
    reasons: row.reasons,
  }
}
