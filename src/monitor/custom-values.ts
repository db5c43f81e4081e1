/**
 * Values of custom aggregates. They do not merge, so the engine is asked for every granularity, and for every stretch of time that a
 * window is compared with, directly: one statement for the windows, one for the stretches, one for a reference table.
 */
import type { CustomMetric } from '../config/project.ts'
import { LeewayError } from '../core/errors.ts'
import { type Granularity, windowOfKey } from '../core/granularity.ts'
import type { JsonValue } from '../core/json.ts'
import { type Segment, segmentId, type Window } from '../core/window.ts'
import type { CustomExpression, CustomRequest, CustomRow, Source, TableDescription, TimestampSpec } from '../engines/engine.ts'
import { fillAggregate } from '../metrics/aggregate-template.ts'
import { readsLabel } from '../metrics/label-metrics.ts'
import { TABLE_COLUMN } from '../metrics/rows.ts'
import type { Interval } from '../plan/comparands.ts'
import { aggregateSql, duplicateRowsSql } from '../sql/custom-metric.ts'
import { dialectOf } from '../sql/dialect-of.ts'
import type { OpenTable } from './open-table.ts'
import type { ReferenceRows } from './reference-rows.ts'
import { engineContext, type RefreshContext, sourceOf } from './refresh-context.ts'
import type { CustomOfSegment } from './row-maker.ts'
import { grouping } from './scan-table.ts'

/** Internal expression: rows whose declared key occurred before in the window. */
export const DUPLICATES = 'duplicate rows of the key'

interface Wanted extends CustomExpression {
  readonly columnName: string
  readonly metric: string
  /** It reads an outcome of another table, so it is asked of pairs of predictions and outcomes. */
  readonly joined: boolean
}

const NOTHING: CustomOfSegment = new Map()

export const windowPlace = (window: Window): string => `${window.granularity}@${window.startUs}`
/** Stretches of time whose rows are pooled: one, or those of a seasonal reference. */
export type Stretches = readonly Interval[]
export const stretchesPlace = (stretches: Stretches): string =>
  stretches.map(({ startUs, endUs }) => `${startUs}-${endUs}`).join('+')

export class CustomValues {
  readonly #values: Map<string, Map<string, Map<string, Map<string, JsonValue>>>>

  private constructor(values: Map<string, Map<string, Map<string, Map<string, JsonValue>>>>) {
    this.#values = values
  }

  static readonly none = new CustomValues(new Map())

  /** @param place `windowPlace`, `stretchesPlace` or `reference` */
  of(place: string, segment: Segment): CustomOfSegment {
    return this.#values.get(place)?.get(segmentId(segment)) ?? NOTHING
  }

  /** Values of a fixed reference, under the place `reference`. */
  static async ofReference(
    context: RefreshContext,
    table: OpenTable,
    rows: ReferenceRows,
    sliceValues: ReadonlyMap<string, readonly string[]>,
    totals: { statements: number },
  ): Promise<CustomValues> {
    const { reference } = context.monitor
    if (reference?.kind !== 'table' && reference?.kind !== 'period') return CustomValues.none
    const description = rows.table?.description ?? table.description
    // A reference table brings its labels itself.
    const joined = rows.table ? null : joinedOf(table)
    const expressions = wantedExpressions(context, description, joined, false)
    if (expressions.length === 0) return CustomValues.none
    const group = grouping(context.monitor, description, sliceValues)
    const base = { source: rows.source, grouping: group, expressions }
    const period = reference.kind === 'period' ? [{ startUs: reference.fromUs, endUs: reference.toUs }] : null
    const request: CustomRequest = period
      ? { ...base, time: { ...rows.time!, granularities: [] }, intervals: period }
      : { ...base, time: null }
    return CustomValues.#ask(context, request, joined, expressions, () => 'reference', totals)
  }

  /** Values of every window that starts in a stretch of time, at these granularities. */
  static async ofWindows(
    context: RefreshContext,
    table: OpenTable,
    input: {
      readonly timestamp: TimestampSpec
      readonly granularities: readonly Granularity[]
      readonly interval: Interval
      readonly startOfRowsWindow: ReadonlyMap<number, number>
      readonly sliceValues: ReadonlyMap<string, readonly string[]>
    },
    totals: { statements: number },
  ): Promise<CustomValues> {
    const expressions = wantedExpressions(context, table.description, joinedOf(table), true)
    if (expressions.length === 0) return CustomValues.none
    const { granularities, interval, timestamp } = input
    const isRows = granularities.some((g) => g.unit === 'rows')
    const request: CustomRequest = {
      source: sourceOf(context.monitor),
      grouping: grouping(context.monitor, table.description, input.sliceValues),
      expressions,
      time: {
        timestamp,
        granularities,
        asOfUs: context.asOfUs,
        ...(isRows ? {} : { fromUs: interval.startUs, untilUs: interval.endUs }),
      },
    }
    const place = (row: CustomRow): string => {
      const granularity = granularities[row.granularity]!
      const startUs =
        granularity.unit === 'rows'
          ? input.startOfRowsWindow.get(row.key)!
          : windowOfKey(granularity, row.key, context.monitor.timeZone).startUs
      return `${granularity.text}@${startUs}`
    }
    return CustomValues.#ask(context, request, joinedOf(table), expressions, place, totals)
  }

  /** Values pooled over stretches of time, for each entry of `pools`. */
  static async ofStretches(
    context: RefreshContext,
    table: OpenTable,
    input: {
      readonly timestamp: TimestampSpec
      readonly pools: readonly Stretches[]
      readonly sliceValues: ReadonlyMap<string, readonly string[]>
    },
    totals: { statements: number },
  ): Promise<CustomValues> {
    const expressions = wantedExpressions(context, table.description, joinedOf(table), false)
    if (expressions.length === 0 || input.pools.length === 0) return CustomValues.none
    const request: CustomRequest = {
      source: sourceOf(context.monitor),
      grouping: grouping(context.monitor, table.description, input.sliceValues),
      expressions,
      time: { timestamp: input.timestamp, granularities: [], asOfUs: context.asOfUs },
      intervals: input.pools.flatMap((stretches, key) => stretches.map((interval) => ({ ...interval, key }))),
    }
    return CustomValues.#ask(
      context,
      request,
      joinedOf(table),
      expressions,
      (row) => stretchesPlace(input.pools[row.key]!),
      totals,
    )
  }

  /** The values of a table that is one window. */
  static async ofSnapshot(
    context: RefreshContext,
    table: OpenTable,
    place: string,
    sliceValues: ReadonlyMap<string, readonly string[]>,
    totals: { statements: number },
  ): Promise<CustomValues> {
    const expressions = wantedExpressions(context, table.description, joinedOf(table), true)
    if (expressions.length === 0) return CustomValues.none
    const request = {
      source: sourceOf(context.monitor),
      grouping: grouping(context.monitor, table.description, sliceValues),
      expressions,
      time: null,
    }
    return CustomValues.#ask(context, request, joinedOf(table), expressions, () => place, totals)
  }

  static async #ask(
    context: RefreshContext,
    request: CustomRequest,
    joined: Source | null,
    wanted: readonly Wanted[],
    placeOf: (row: CustomRow) => string,
    totals: { statements: number },
  ): Promise<CustomValues> {
    const values = new Map<string, Map<string, Map<string, Map<string, JsonValue>>>>()
    for (const source of joined ? [request.source, joined] : [request.source]) {
      const expressions = wanted.filter((w) => w.joined === (source === joined))
      if (expressions.length === 0) continue
      const result = await context.engine.custom({ ...request, source, expressions }, engineContext(context, 'custom metrics'))
      totals.statements += result.statements
      for (const failure of result.failures)
        context.say(`${context.monitor.name}: custom metric ${failure.name} has no value: ${failure.problem}`)
      for (const row of result.rows) {
        const ofPlace = getOrMake(values, placeOf(row))
        const ofSegment = getOrMake(ofPlace, segmentId(row.segment))
        for (const [i, { columnName, metric }] of expressions.entries())
          getOrMake(ofSegment, columnName).set(metric, row.values[i] ?? null)
      }
    }
    return new CustomValues(values)
  }
}

function getOrMake<K, A, B>(map: Map<K, Map<A, B>>, key: K): Map<A, B> {
  const kept = map.get(key)
  if (kept) return kept
  const made = new Map<A, B>()
  map.set(key, made)
  return made
}

const joinedOf = ({ labels }: OpenTable): Source | null => labels?.joined ?? null

/** @param joined where a metric that reads the label is asked, if not of the table itself */
function wantedExpressions(
  context: RefreshContext,
  table: TableDescription,
  joined: Source | null,
  withDuplicates: boolean,
): readonly Wanted[] {
  const { monitor } = context
  const names = new Set(table.columns.map((c) => c.name))
  const { label } = monitor
  const reads = (definition: string, columnName: string): boolean =>
    monitor.labels !== null && readsLabel(definition, columnName, label)
  const wanted = monitor.customMetrics
    .filter((m) => m.type === 'aggregate')
    .flatMap((metric) => {
      // A reference table that has no label has no such value.
      const columns = metric.inputColumns.filter(
        (columnName) => joined !== null || !reads(metric.definition, columnName) || names.has(label!),
      )
      return columns.map(
        (columnName): Wanted => ({
          name: `${metric.name}:${columnName}`,
          columnName,
          metric: metric.name,
          sql: sqlOf(context, metric, columnName),
          joined: joined !== null && reads(metric.definition, columnName),
        }),
      )
    })
    .filter((w) => w.columnName === TABLE_COLUMN || names.has(w.columnName) || (w.joined && w.columnName === label))
  if (withDuplicates && monitor.key?.every((column) => names.has(column))) {
    return [
      ...wanted,
      {
        name: DUPLICATES,
        columnName: TABLE_COLUMN,
        metric: DUPLICATES,
        sql: duplicateRowsSql(dialectOf(context.engine.name), monitor.key),
        joined: false,
      },
    ]
  }
  return wanted
}

/** The metric's SQL on one of its columns. @throws LeewayError SQL_REFUSED */
export function sqlOf(context: Pick<RefreshContext, 'monitor' | 'engine'>, metric: CustomMetric, columnName: string): string {
  const { monitor, engine } = context
  const parts = fillAggregate(metric.definition, {
    ...(columnName === TABLE_COLUMN ? {} : { input_column: columnName }),
    ...(monitor.prediction === undefined ? {} : { prediction_col: monitor.prediction }),
    ...(monitor.label === undefined ? {} : { label_col: monitor.label }),
  })
  if ('message' in parts)
    throw new LeewayError('SQL_REFUSED', `custom metric "${metric.name}": ${parts.message}`, {
      place: metric.place,
      mend: parts.mend,
    })
  return aggregateSql(dialectOf(engine.name), parts)
}
