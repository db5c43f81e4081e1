import { describe, expect, it } from 'vitest'
import { WHOLE, type Window } from '../../src/core/window.ts'
import { buildDriftRow } from '../../src/metrics/build-drift-row.ts'
import { buildProfileRow, buildTableRow, type ProfilePlace } from '../../src/metrics/build-profile-row.ts'
import { numberAt } from '../../src/metrics/known-metrics.ts'
import { metricById } from '../../src/metrics/registry.ts'
import type { MetricValues } from '../../src/metrics/rows.ts'
import { expectClose, GOLDEN, type Tolerance } from './golden.ts'
import { classificationState, column, confusionOf, driftInput, errorsQuality, numericInput } from './states-from-values.ts'

const WINDOW: Window = { granularity: '1 day', startUs: 0, endUs: 86_400_000_000 }
type Intervals = Readonly<Record<string, { readonly lower: number; readonly upper: number }>>

const PLACE: ProfilePlace = { window: WINDOW, logType: 'INPUT', segment: WHOLE }

/** Every golden value is met, and the row says nothing that the golden file does not know. */
function expectRow(
  values: MetricValues,
  expected: Readonly<Record<string, unknown>>,
  own?: Readonly<Record<string, Tolerance>>,
): void {
  for (const [id, value] of Object.entries(expected)) expectClose(values.get(id), value as never, id, own)
  expect([...values.keys()].sort()).toEqual(Object.keys(expected).sort())
}

describe.each(GOLDEN.columns)('a column of $name', (golden) => {
  const col = column(golden.name, golden.kind, golden.dataType)
  const input = driftInput(col, golden.reference, golden.current)

  it('has the profile that pandas and NumPy give', () => {
    const row = buildProfileRow(PLACE, input.current, { quantiles: true })
    expectRow(row.values, golden.profile, golden.tolerance)
    expect(row.reasons.size).toBe(0)
  })

  it('has the drift that SciPy gives', () => {
    const row = buildDriftRow({ window: WINDOW, windowCmp: null, driftType: 'BASELINE', segment: WHOLE }, input)
    expectRow(row.values, golden.drift, golden.tolerance)
    expect(row.reasons.size).toBe(0)
  })
})

it('gives timestamps in seconds, without mean and spread', () => {
  const { current, profile } = GOLDEN.timestamps
  const row = buildProfileRow(PLACE, numericInput(column('t', 'timestamp', 'timestamp'), current), { quantiles: true })
  expectRow(row.values, profile)
})

it.each(GOLDEN.classification)('judges $name as scikit-learn does', ({ predictions, labels, scores, expected }) => {
  const row = buildTableRow(PLACE, {
    rows: labels.length,
    columns: [],
    quality: classificationState(predictions, labels, scores),
  })
  expectRow(row.values, { count: labels.length, non_null_columns: [], ...expected })
})

it.each(GOLDEN.classification)(
  'judges the ranking of $name from coarse score keys within their bound',
  ({ predictions, labels, scores, expected }) => {
    const quality = classificationState(predictions, labels, scores, 'coarse')
    const row = buildTableRow(PLACE, { rows: labels.length, columns: [], quality })
    const binned = GOLDEN.tolerance['binned']!
    for (const id of ['roc_auc_score', 'average_precision']) expectClose(row.values.get(id), expected[id]!, id, { [id]: binned })
  },
)

it('has no number for a class that was never predicted or never a label, says why, and means as scikit-learn has them', () => {
  const { predictions, labels, outcome_values, expected, reasons } = GOLDEN.undefined_classes
  const row = buildTableRow(PLACE, {
    rows: labels.length,
    columns: [],
    quality: { confusion: confusionOf(predictions, labels) },
    outcomeValues: { unit: 'EUR', cells: outcome_values },
  })
  for (const [id, value] of Object.entries(expected)) expectClose(row.values.get(id), value, id)
  expect(Object.fromEntries(row.reasons)).toEqual(reasons)
  expect(numberAt(row.values, 'precision_interval.a.lower')).toBe((row.values.get('precision_interval') as Intervals)['a']!.lower)
  expect(numberAt(row.values, 'precision_interval.c.lower')).toBeNull()
})

it('values classes as they are, whatever the configuration calls true and 1', () => {
  const values = { unit: null, cells: [{ prediction: '1', label: 'false', value: -2 }] }
  const confusion = confusionOf(['true', 'true', 'false'], ['false', 'true', 'false'])
  const row = buildTableRow(PLACE, { rows: 3, columns: [], quality: { confusion }, outcomeValues: values })
  expect(row.values.get('total_value')).toBe(-2)
})

it('judges regression as scikit-learn does', () => {
  const { predictions, labels, expected } = GOLDEN.regression
  const row = buildTableRow(PLACE, { rows: 180, columns: [], quality: errorsQuality(predictions, labels) })
  expectRow(row.values, { count: 180, non_null_columns: [], ...expected })
})

it('compares two groups by the difference true - false of the rates that scikit-learn gives', () => {
  const { groups, expected } = GOLDEN.fairness
  const group = (side: 'true' | 'false') => ({ confusion: confusionOf(groups[side].predictions, groups[side].labels) })
  const row = buildTableRow(PLACE, { rows: 120, columns: [], fairness: { groupTrue: group('true'), groupFalse: group('false') } })
  for (const [id, value] of Object.entries(expected)) {
    expect(metricById(id)?.kind).toBe('fairness')
    expectClose(row.values.get(id), value, id)
  }
})
