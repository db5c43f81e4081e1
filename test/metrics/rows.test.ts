import { expect, it } from 'vitest'
import { WHOLE } from '../../src/core/window.ts'
import { buildDriftRow, buildTableDriftRow, type DriftPlace } from '../../src/metrics/build-drift-row.ts'
import { buildProfileRow, buildTableRow, type ProfilePlace } from '../../src/metrics/build-profile-row.ts'
import { categoryInput, classificationState, column, confusionOf, driftInput, numericInput } from './states-from-values.ts'

const WINDOW = { granularity: '1 day', startUs: 0, endUs: 86_400_000_000 }
const PLACE: ProfilePlace = { window: WINDOW, logType: 'INPUT', segment: WHOLE }
const AGAINST: DriftPlace = { window: WINDOW, windowCmp: null, driftType: 'BASELINE', segment: WHOLE }
const DOUBLE = column('x', 'numeric', 'double')
const TEXT = column('c', 'categorical', 'string')

it('lists non_null_columns in table order and counts those gained and lost in non_null_columns_delta', () => {
  const current = {
    rows: 9,
    columns: [
      { name: 'z', nonNull: 1 },
      { name: 'a', nonNull: 9 },
      { name: 'b', nonNull: 0 },
    ],
  }
  const reference = {
    rows: 5,
    columns: [
      { name: 'a', nonNull: 5 },
      { name: 'b', nonNull: 2 },
      { name: 'gone', nonNull: 1 },
    ],
  }
  expect(buildTableRow(PLACE, current).values.get('non_null_columns')).toEqual(['z', 'a'])
  expect(buildTableDriftRow(AGAINST, { current, reference }).values.get('non_null_columns_delta')).toEqual({
    added: 1,
    missing: 2,
  })
})

it('counts non-null rows on a column and all rows on the table', () => {
  const input = numericInput(DOUBLE, [1, null, 'nan', 4])
  expect(buildProfileRow(PLACE, input, { quantiles: false }).values.get('count')).toBe(3)
  expect(buildTableRow(PLACE, { rows: 4, columns: [] }).values.get('count')).toBe(4)
})

it('leaves NaN columns empty for types that cannot hold NaN', () => {
  const row = buildProfileRow(PLACE, numericInput(column('i', 'numeric', 'bigint'), [1, 2]), { quantiles: false })
  expect(row.values.has('num_nan')).toBe(false)
  expect(row.values.has('percent_nan')).toBe(false)
  expect(row.values.get('num_zeros')).toBe(0)
})

it('gives the 1000 quantiles only when asked, from the minimum to the maximum', () => {
  const input = numericInput(
    DOUBLE,
    Array.from({ length: 40 }, (_, i) => i),
  )
  expect(buildProfileRow(PLACE, input, { quantiles: false }).values.has('quantiles')).toBe(false)
  const values = buildProfileRow(PLACE, input, { quantiles: true }).values.get('quantiles') as number[]
  expect(values).toHaveLength(1000)
  expect([values[0], values[499], values[500], values[999]]).toEqual([0, 19, 20, 39])
})

it('never lists more than 100 frequent items, ties by value', () => {
  const values = Array.from({ length: 300 }, (_, i) => `v${String(i % 150).padStart(3, '0')}`)
  const items = buildProfileRow(PLACE, categoryInput(TEXT, values), { quantiles: false }).values.get('frequent_items')
  expect(items).toHaveLength(100)
  expect((items as unknown[]).slice(0, 2)).toEqual([
    { item: 'v000', count: 2 },
    { item: 'v001', count: 2 },
  ])
})

it('estimates distinct values within 5 % where neither values nor all categories are at hand, and never above the count', () => {
  const numbers = Array.from({ length: 5000 }, (_, i) => i * 0.37)
  const estimate = buildProfileRow(PLACE, numericInput(DOUBLE, numbers, { withSorted: false }), { quantiles: false }).values.get(
    'distinct_count',
  ) as number
  expect(Math.abs(estimate - 5000) / 5000).toBeLessThan(0.05)
  expect(estimate).toBeLessThanOrEqual(5000)
  const words = Array.from({ length: 2000 }, (_, i) => `w${i}`)
  const words100 = buildProfileRow(PLACE, categoryInput(TEXT, words, { keepCategories: 100 }), { quantiles: false }).values.get(
    'distinct_count',
  ) as number
  expect(Math.abs(words100 - 2000) / 2000).toBeLessThan(0.05)
})

it('gives a column whose kind changed the reason type_changed, and still counts it', () => {
  const before = numericInput(DOUBLE, [1, 2, 3])
  const now = categoryInput(column('x', 'categorical', 'string'), ['a', 'b', null])
  const row = buildDriftRow(AGAINST, { column: now.column, current: now, reference: before, frozen: { column: DOUBLE } })
  expect(row.reasons.get('js_distance')).toBe('type_changed')
  expect(row.values.get('count_delta')).toBe(-1)
  expect(row.values.get('percent_null_delta')).toBeCloseTo(100 / 3, 12)
})

it('says whether the reference or the window is empty', () => {
  const filled = driftInput(DOUBLE, [1, 2, 3, 4], [2, 3])
  const empty = numericInput(DOUBLE, [null], { edges: filled.frozen.fine! })
  const noCurrent = buildDriftRow(AGAINST, { ...filled, current: empty })
  const noReference = buildDriftRow(AGAINST, { ...filled, reference: empty })
  for (const id of ['ks_test', 'wasserstein_distance', 'population_stability_index', 'avg_delta', 'mean_shift_z']) {
    expect(noCurrent.reasons.get(id), id).toBe('no_values')
    expect(noReference.reasons.get(id), id).toBe('reference_empty')
  }
})

it('keeps the same categories in every window once a side has too many to name', () => {
  const reference = Array.from({ length: 400 }, (_, i) => `r${i % 130}`)
  const first = buildDriftRow(AGAINST, driftInput(TEXT, reference, ['r1', 'r2', 'new']))
  // One of three rows is new: with the frozen names it falls into the bin of all others.
  expect(first.values.get('unseen_categories')).toBeCloseTo(1 / 3, 12)
  expect(first.values.get('tv_distance')).toBeLessThan(1)
})

it('says that unseen categories cannot be known when the reference has too many', () => {
  const input = driftInput(TEXT, ['a', 'b', 'c'], ['a', 'x'], { keepCategories: 2 })
  const row = buildDriftRow(AGAINST, { ...input, frozen: { ...input.frozen, knownValues: null } })
  expect(row.reasons.get('unseen_categories')).toBe('too_many_categories')
})

it('has no chi-squared test for a single category, though its distances are 0', () => {
  const row = buildDriftRow(AGAINST, driftInput(TEXT, ['a', 'a'], ['a']))
  expect(row.reasons.get('chi_squared_test')).toBe('constant')
  expect(row.values.get('js_distance')).toBe(0)
})

it('counts range violations from bins as from values', () => {
  const reference = Array.from({ length: 500 }, (_, i) => Math.sin(i) * 10)
  const current = [-11, -10.5, 0, 3, 10.2, 11, 12]
  for (const withSorted of [true, false]) {
    const row = buildDriftRow(AGAINST, driftInput(DOUBLE, reference, current, { withSorted }))
    expect(row.values.get('range_violations')).toBeCloseTo(5 / 7, 12)
  }
})

it('has no precision of a class that is never predicted, and counts it as 0 in macro and weighted', () => {
  const quality = classificationState(['0', '0', '0'], ['0', '1', '0'], { 1: [0.1, 0.4, 0.2] })
  const row = buildTableRow(PLACE, { rows: 3, columns: [], quality })
  expect(row.values.get('precision')).toEqual({ one_vs_all: { 0: 2 / 3, 1: null }, macro: 1 / 3, weighted: 4 / 9 })
  expect(row.reasons.get('precision.one_vs_all.1')).toBe('never_predicted')
})

it('has no ROC AUC for labels of one class', () => {
  const row = buildTableRow(PLACE, {
    rows: 2,
    columns: [],
    quality: classificationState(['0', '0'], ['0', '0'], { 1: [0.1, 0.4] }),
  })
  expect(row.reasons.get('roc_auc_score')).toBe('one_class')
  expect(row.reasons.get('matthews_correlation')).toBe('one_class')
  expect(row.values.get('accuracy_score')).toBe(1)
})

it('compares predicted shares over all rows, labelled or not, where they were counted', () => {
  const groupTrue = {
    confusion: confusionOf(['a'], ['a']),
    predictions: new Map([
      ['a', 1],
      ['b', 3],
    ]),
  }
  const groupFalse = { confusion: confusionOf(['a'], ['a']), predictions: new Map([['a', 5]]) }
  const row = buildTableRow(PLACE, { rows: 4, columns: [], fairness: { groupTrue, groupFalse } })
  expect(row.values.get('statistical_parity')).toEqual({ a: -0.75, b: 0.75 })
})

it('keeps a class named like an object property apart', () => {
  const quality = classificationState(['__proto__', 'b'], ['__proto__', 'b'], { b: [0.2, 0.9] })
  const precision = buildTableRow(PLACE, { rows: 2, columns: [], quality }).values.get('precision')
  expect(JSON.stringify(precision)).toBe('{"one_vs_all":{"__proto__":1,"b":1},"macro":1,"weighted":1}')
})
