import { describe, expect, it } from 'vitest'
import { WHOLE, type Window } from '../../src/core/window.ts'
import { buildDriftRow } from '../../src/metrics/build-drift-row.ts'
import { buildProfileRow, buildTableRow, type ProfilePlace } from '../../src/metrics/build-profile-row.ts'
import { metricById } from '../../src/metrics/registry.ts'
import type { MetricValues } from '../../src/metrics/rows.ts'
import { expectClose, GOLDEN, type Tolerance } from './golden.ts'
import { classificationState, column, confusionOf, driftInput, errorsState, numericInput } from './states-from-values.ts'

const WINDOW: Window = { granularity: '1 day', startUs: 0, endUs: 86_400_000_000 }
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

it('judges regression as scikit-learn does', () => {
  const { predictions, labels, expected } = GOLDEN.regression
  const row = buildTableRow(PLACE, { rows: 180, columns: [], quality: { errors: errorsState(predictions, labels) } })
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
