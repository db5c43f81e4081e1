import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { metricsPage } from '../../scripts/generate-metrics-page.ts'
import { registryText } from '../../scripts/generate-registry.ts'
import type { Column, ColumnKind } from '../../src/core/columns.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { WHOLE } from '../../src/core/window.ts'
import { buildDriftRow, buildTableDriftRow, type DriftPlace } from '../../src/metrics/build-drift-row.ts'
import { buildProfileRow, buildTableRow, type ProfilePlace } from '../../src/metrics/build-profile-row.ts'
import { ALL_KINDS } from '../../src/metrics/column-kinds.ts'
import type { Metric } from '../../src/metrics/define-metric.ts'
import { METRICS } from '../../src/metrics/registry.ts'
import type { MetricValues } from '../../src/metrics/rows.ts'
import { DRIFT_COLUMNS, PROFILE_COLUMNS } from '../../src/metrics/table-columns.ts'
import { GOLDEN } from './golden.ts'
import {
  categoryInput,
  classificationState,
  column,
  driftInput,
  errorsQuality,
  numericInput,
  type RawValue,
} from './states-from-values.ts'

const WINDOW = { granularity: '1 day', startUs: 0, endUs: 86_400_000_000 }
const PLACE: ProfilePlace = { window: WINDOW, logType: 'INPUT', segment: WHOLE }
const AGAINST: DriftPlace = { window: WINDOW, windowCmp: null, driftType: 'BASELINE', segment: WHOLE }

/** Metrics whose values are lists of names: exact by a named test instead of a golden number. */
const NAMED_TESTS: Readonly<Record<string, string>> = {
  label_coverage: 'label-metrics.test.ts',
  labelled_predictions: 'label-metrics.test.ts',
  outcome_pairs: 'label-metrics.test.ts',
  multiple_outcomes: 'label-metrics.test.ts',
  label_delay_median: 'label-metrics.test.ts',
  label_delay_p90: 'label-metrics.test.ts',
  quality_provisional: 'label-metrics.test.ts',
  non_null_columns: 'rows.test.ts',
  non_null_columns_delta: 'rows.test.ts',
}

const goldenIds = new Set(
  [
    ...GOLDEN.columns.flatMap((golden) => [golden.profile, golden.drift]),
    ...GOLDEN.classification.map((golden) => golden.expected),
    GOLDEN.regression.expected,
    GOLDEN.undefined_classes.expected,
    GOLDEN.fairness.expected,
  ].flatMap((expected) => Object.keys(expected)),
)

const TYPE = /^(string|int|bigint|double|(array|map|struct)<.+>)$/

it('has every metric file in the generated registry', () => {
  const written = readFileSync(new URL('../../src/metrics/registry.generated.ts', import.meta.url), 'utf8')
  expect(written).toBe(registryText())
})

it('has the reference page of these definitions', () => {
  expect(readFileSync(new URL('../../docs/metrics.md', import.meta.url), 'utf8')).toBe(metricsPage())
})

it('gives each metric its own id', () => {
  expect(new Set(METRICS.map((metric) => metric.id)).size).toBe(METRICS.length)
})

describe.each(METRICS.map((metric) => [metric.id, metric] as const))('%s', (id, metric) => {
  it('says what it answers, how, in which unit and from which source', () => {
    expect(metric.title).toMatch(/^[A-Z]/)
    expect(metric.answers).toMatch(/\?$/)
    expect(metric.formula).toMatch(/\.$/)
    expect(metric.source.length).toBeGreaterThan(5)
    expect(metric.type).toMatch(TYPE)
    expect(metric.needs.length).toBeGreaterThan(0)
    const [low, high] = metric.range
    if (low !== null && high !== null) expect(low).toBeLessThan(high)
  })

  it('has a golden value, or a test of its name', () => {
    const named = NAMED_TESTS[id]
    if (named) expect(readFileSync(new URL(named, import.meta.url), 'utf8')).toContain(id)
    else expect(goldenIds).toContain(id)
  })

  it('is a column of its table, with its type', () => {
    const found = (metric.kind === 'drift' ? DRIFT_COLUMNS : PROFILE_COLUMNS).find((col) => col.name === id)
    expect(found).toMatchObject({ from: 'metric', type: metric.type })
  })

  it('applies somewhere', () => {
    const somewhere = 'appliesTo' in metric ? metric.appliesTo.length > 0 || metric.computeTable !== undefined : true
    expect(somewhere).toBe(true)
    if ('appliesTo' in metric) expect(metric.appliesTo.length > 0).toBe(metric.compute !== undefined)
  })

  it('names its fields where its type is a struct', () => {
    if (/^(map<string,)?struct</.test(metric.type)) {
      expect(metric.fields).toContain(metric.main)
      for (const field of metric.fields ?? []) expect(metric.type).toContain(`${field}:`)
    } else expect(metric.fields).toBeUndefined()
  })
})

const col = (kind: ColumnKind): Column =>
  column('x', kind, kind === 'numeric' ? 'double' : kind === 'boolean' ? 'boolean' : 'string')
const inputOf = (kind: ColumnKind, values: readonly RawValue[]) =>
  kind === 'numeric' || kind === 'timestamp' ? numericInput(col(kind), values) : categoryInput(col(kind), values)

/** Every number in a value, however deep. */
function* numbersIn(value: JsonValue): Generator<number> {
  if (typeof value === 'number') yield value
  else if (value !== null && typeof value === 'object')
    for (const inner of Object.values(value)) yield* numbersIn(inner as JsonValue)
}

function expectInRange(metrics: readonly Metric[], values: MetricValues): void {
  for (const metric of metrics) {
    const value = values.get(metric.id)
    if (value === undefined) continue
    const [low, high] = metric.range
    for (const number of numbersIn(value)) {
      expect(Number.isFinite(number), metric.id).toBe(true)
      // A test's p-value and a list's counts share the metric's range; rounding may leave it by a hair.
      if (low !== null) expect(number, metric.id).toBeGreaterThanOrEqual(low - 1e-12)
      if (high !== null) expect(number, metric.id).toBeLessThanOrEqual(high + 1e-12)
    }
  }
}

const EDGE_CASES: readonly (readonly [string, Readonly<Record<'numeric' | 'other', readonly RawValue[]>>])[] = [
  ['no rows', { numeric: [], other: [] }],
  ['only nulls', { numeric: [null, null], other: [null, null] }],
  ['one row', { numeric: [3], other: ['a'] }],
  ['a constant', { numeric: [3, 3, 3], other: ['a', 'a', 'a'] }],
  ['only NaN and infinities', { numeric: ['nan', 'inf', '-inf'], other: ['', '', 'x'] }],
]

describe.each(EDGE_CASES)('of %s', (_name, values) => {
  it.each(ALL_KINDS)('a %s column has a profile of finite numbers, and each null has its reason', (kind) => {
    const row = buildProfileRow(
      PLACE,
      inputOf(kind, kind === 'numeric' || kind === 'timestamp' ? values.numeric : values.other),
      {
        quantiles: true,
      },
    )
    expectInRange(METRICS, row.values)
    for (const [id, value] of row.values) expect(value === null, id).toBe(row.reasons.has(id))
    expect(row.values.has('count')).toBe(true)
  })

  it.each(ALL_KINDS)('a %s column drifts by finite numbers, on either side', (kind) => {
    const sides = kind === 'numeric' ? values.numeric : values.other
    const full = kind === 'numeric' ? [1, 2, 3, 4, 5, 6] : ['a', 'b', 'b', 'c']
    const bins = driftInput(col(kind), full, full)
    const current = kind === 'numeric' ? numericInput(col(kind), sides, { edges: bins.frozen.fine! }) : inputOf(kind, sides)
    for (const input of [
      { ...bins, current },
      { ...bins, reference: current },
      { ...bins, current, reference: current },
    ]) {
      const row = buildDriftRow(AGAINST, input)
      expectInRange(METRICS, row.values)
      for (const [id, value] of row.values) expect(value === null, id).toBe(row.reasons.has(id))
    }
  })
})

it('keeps every value of the golden cases in the range that the metric states', () => {
  for (const golden of GOLDEN.columns) {
    const input = driftInput(column('x', golden.kind, golden.dataType), golden.reference, golden.current)
    expectInRange(METRICS, buildProfileRow(PLACE, input.current, { quantiles: true }).values)
    expectInRange(METRICS, buildDriftRow(AGAINST, input).values)
  }
  for (const { predictions, labels, scores } of GOLDEN.classification) {
    const quality = classificationState(predictions, labels, scores)
    expectInRange(METRICS, buildTableRow(PLACE, { rows: labels.length, columns: [], quality }).values)
  }
})

it('gives quality without labels a reason instead of a number', () => {
  const rows = [classificationState([], [], { 1: [] }), errorsQuality([], [])].map((quality) =>
    buildTableRow(PLACE, { rows: 5, columns: [], quality }),
  )
  for (const row of rows) {
    for (const [id, value] of row.values) {
      if (id === 'count' || id === 'non_null_columns' || id === 'labelled_count') continue
      expect(value, id).toBeNull()
      expect(row.reasons.get(id), id).toBe('no_labels')
    }
  }
  expect(rows.map((row) => row.values.get('labelled_count'))).toEqual([0, 0])
})

it('leaves quality out of rows whose monitor has no label', () => {
  const row = buildTableRow(PLACE, { rows: 5, columns: [{ name: 'a', nonNull: 0 }] })
  expect([...row.values.keys()].sort()).toEqual(['count', 'non_null_columns'])
  expect(
    buildTableDriftRow(AGAINST, { current: { rows: 5, columns: [] }, reference: { rows: 2, columns: [] } }).values.get(
      'count_delta',
    ),
  ).toBe(3)
})
