/** Builders for evidence and monitors, so that a test says only what it is about. */
import type { CategoriesState, ColumnState, QualityState } from '../../src/aggregates/states.ts'
import type { SegmentEvidence, Side, WindowEvidence } from '../../src/checks/evidence.ts'
import type { Monitor } from '../../src/config/project.ts'
import type { ColumnKind } from '../../src/core/columns.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { WHOLE, type Window } from '../../src/core/window.ts'
import type { DriftRow, ProfileRow, ReasonCode } from '../../src/metrics/rows.ts'
import type { FrozenColumn } from '../../src/store/store.ts'

export const DAY_US = 86_400_000_000
export const WINDOW: Window = { granularity: '1 day', startUs: 20_000 * DAY_US, endUs: 20_001 * DAY_US }

export const monitorOf = (overrides: Partial<Monitor> = {}): Monitor => ({
  name: 'hotel',
  type: 'inference',
  connection: 'default',
  table: 'hotel.parquet',
  timeZone: 'UTC',
  timestamp: 'scored_at',
  granularities: [{ text: '1 day', unit: 'days', n: 1 }],
  labels: null,
  retraining: null,
  mlflow: null,
  documentation: null,
  operations: null,
  outcomeValues: null,
  features: { include: null, exclude: [] },
  types: new Map(),
  slices: [],
  reference: { kind: 'table', table: 'reference.parquet' },
  bins: 32,
  customMetrics: [],
  policy: 'calibrated',
  policySettings: { failP: 0.01, warnP: 0.05, failSize: 0.1, warnSize: 0.05 },
  checks: [],
  key: null,
  minimumCategoryCount: 5,
  place: 'leeway.yaml:3:3',
  ...overrides,
})

const columnOf = (name: string, kind: ColumnKind) => ({
  name,
  engineType: kind === 'numeric' ? 'DOUBLE' : 'VARCHAR',
  dataType: kind === 'numeric' ? 'double' : 'string',
  kind,
})

/** Bins with edges 0, 1, 2, …: `bins` of them beside under and over, fine bins equal to the coarse ones. */
export function numericBins(name: string, bins: number): FrozenColumn {
  const edges = Float64Array.from({ length: bins + 1 }, (_, i) => i)
  return {
    column: columnOf(name, 'numeric'),
    fine: edges,
    coarse: edges,
    coarseOfFine: Int32Array.from({ length: bins + 2 }, (_, i) => i),
    shift: 0,
  }
}

export const categoryBins = (name: string, categories: readonly string[], knownValues = categories): FrozenColumn => ({
  column: columnOf(name, 'categorical'),
  categories,
  knownValues,
})

const total = (values: ArrayLike<number>): number => Array.from(values).reduce((a, b) => a + b, 0)

export interface CountOverrides {
  readonly missing?: number
  readonly nan?: number
}

/** A numeric column from counts: under, bins…, over. Values lie in the middle of their bin. */
export function numericState(histogram: ArrayLike<number>, { missing = 0, nan = 0 }: CountOverrides = {}): ColumnState {
  const n = total(histogram)
  let sum = 0
  let sumSquares = 0
  const filled: number[] = []
  for (const [i, count] of Array.from(histogram).entries()) {
    const middle = i - 0.5
    sum += count * middle
    sumSquares += count * middle * middle
    if (count > 0) filled.push(middle)
  }
  return {
    counts: { rows: n + missing + nan, nonNull: n + nan, nan, positiveInfinity: 0, negativeInfinity: 0, zeros: 0 },
    moments: { n, shift: 0, sum, sumSquares, min: filled[0] ?? null, max: filled.at(-1) ?? null },
    histogram: Float64Array.from(histogram),
  }
}

export function categoryState(counts: Readonly<Record<string, number>>, { missing = 0 }: CountOverrides = {}): ColumnState {
  const n = total(Object.values(counts))
  const categories: CategoriesState = {
    items: new Map(Object.entries(counts).filter(([, count]) => count > 0)),
    other: 0,
    complete: true,
  }
  return { counts: { rows: n + missing, nonNull: n, nan: 0, positiveInfinity: 0, negativeInfinity: 0, zeros: 0 }, categories }
}

export const confusionOf = (cells: readonly (readonly [prediction: string, label: string, count: number])[]): QualityState => ({
  confusion: new Map(cells.map(([prediction, label, count]) => [JSON.stringify([prediction, label]), count])),
})

export function profileRow(
  columnName: string,
  values: Readonly<Record<string, JsonValue>>,
  custom: Readonly<Record<string, JsonValue>> = {},
  reasons: Readonly<Record<string, ReasonCode>> = {},
): ProfileRow {
  return {
    window: WINDOW,
    logType: 'INPUT',
    segment: WHOLE,
    columnName,
    dataType: null,
    values: new Map(Object.entries(values)),
    custom: new Map(Object.entries(custom)),
    reasons: new Map(Object.entries(reasons)),
  }
}

export function driftRow(columnName: string, values: Readonly<Record<string, JsonValue>>): DriftRow {
  return {
    window: WINDOW,
    windowCmp: null,
    driftType: 'BASELINE',
    segment: WHOLE,
    columnName,
    dataType: null,
    values: new Map(Object.entries(values)),
    custom: new Map(),
    reasons: new Map(),
  }
}

export function sideOf(
  rows: number,
  columns: Readonly<Record<string, ColumnState>> = {},
  profile: readonly ProfileRow[] = [],
  quality?: QualityState,
): Side {
  return {
    rows,
    columns: new Map(Object.entries(columns)),
    profile: new Map(profile.map((row) => [row.columnName, row])),
    ...(quality === undefined ? {} : { quality }),
  }
}

export const segmentOf = (current: Side, overrides: Partial<SegmentEvidence> = {}): SegmentEvidence => ({
  segment: WHOLE,
  current,
  reference: null,
  previous: null,
  periods: new Map(),
  baselineDrift: new Map(),
  consecutiveDrift: new Map(),
  ...overrides,
})

export function evidenceOf(
  segments: readonly SegmentEvidence[],
  bins: readonly FrozenColumn[] = [],
  overrides: Partial<WindowEvidence> = {},
): WindowEvidence {
  return {
    window: WINDOW,
    complete: true,
    rows: segments[0]?.current.rows ?? 0,
    segments,
    bins: new Map(bins.map((frozen) => [frozen.column.name, frozen])),
    hasReference: segments.some(({ reference }) => reference !== null),
    insideReference: false,
    referenceName: 'the reference',
    wobble: null,
    volumeHistory: null,
    duplicates: null,
    facts: null,
    ...overrides,
  }
}
