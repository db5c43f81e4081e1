import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DELAY_EDGES } from '../../src/aggregates/labels.ts'
import type { LabelsState } from '../../src/aggregates/states.ts'
import type { Monitor } from '../../src/config/project.ts'
import { WHOLE, type Window } from '../../src/core/window.ts'
import { buildTableRow } from '../../src/metrics/build-profile-row.ts'
import { delayQuantile } from '../../src/metrics/label-delay.ts'
import { labelMetrics, namesColumn, readsLabel } from '../../src/metrics/label-metrics.ts'
import { NoValue } from '../../src/metrics/no-value.ts'
import { countIntoBins } from '../../src/stats/count-into-bins.ts'

const WINDOW: Window = { granularity: '1 day', startUs: 0, endUs: 86_400_000_000 }
const PLACE = { window: WINDOW, logType: 'INPUT', segment: WHOLE } as const

/** Delays in seconds, counted as an engine does. */
function delayed(delays: readonly number[]): LabelsState {
  const n = delays.length
  return {
    labelled: n,
    pairs: n,
    several: 0,
    delay: {
      moments: {
        n,
        shift: 0,
        sum: delays.reduce((a, b) => a + b, 0),
        sumSquares: 0,
        min: n === 0 ? null : Math.min(...delays),
        max: n === 0 ? null : Math.max(...delays),
      },
      histogram: countIntoBins(DELAY_EDGES, Float64Array.from(delays)),
    },
  }
}

it('label_coverage counts a prediction once, outcome_pairs and multiple_outcomes all of its outcomes', () => {
  const state: LabelsState = { labelled: 30, pairs: 42, several: 10 }
  const row = buildTableRow(PLACE, {
    rows: 40,
    columns: [],
    quality: { confusion: new Map() },
    labels: { state, joined: true, provisional: true },
  })
  expect(Object.fromEntries(row.values)).toMatchObject({
    count: 40,
    label_coverage: 0.75,
    labelled_predictions: 30,
    outcome_pairs: 42,
    multiple_outcomes: 10,
    quality_provisional: 1,
  })
  expect(row.values.has('label_delay_median')).toBe(false)
})

it('labels of the same table have a coverage, and neither quality_provisional nor multiple_outcomes', () => {
  const state: LabelsState = { labelled: 30, pairs: 30, several: 0 }
  const quality = { confusion: new Map() }
  const row = buildTableRow(PLACE, { rows: 40, columns: [], quality, labels: { state, joined: false, provisional: null } })
  expect(row.values.get('label_coverage')).toBe(0.75)
  for (const id of ['quality_provisional', 'multiple_outcomes', 'label_delay_p90']) expect(row.values.has(id)).toBe(false)
  const empty = buildTableRow(PLACE, { rows: 0, columns: [], quality, labels: { state, joined: false, provisional: null } })
  expect(empty.reasons.get('label_coverage')).toBe('no_rows')
})

it('label_delay_median and label_delay_p90 lie within 4.5 % of the value whose cumulative share reaches them', () => {
  // From a second to nine years, and what was known before its prediction.
  const delay = fc.oneof(
    fc.integer({ min: 1, max: 300_000_000 }),
    fc.integer({ min: 1, max: 90_000 }),
    fc.integer({ min: -90_000, max: 0 }),
  )
  fc.assert(
    fc.property(fc.array(delay, { minLength: 1, maxLength: 60 }), (delays) => {
      const sorted = delays.toSorted((a, b) => a - b)
      for (const [numerator, parts] of [
        [1, 2],
        [9, 10],
      ] as const) {
        const exact = sorted[Math.ceil((numerator * sorted.length) / parts) - 1]!
        const value = delayQuantile(delayed(delays), numerator, parts)
        expect(value).toBeTypeOf('number')
        // All that is known before its prediction lies in one bin.
        if (exact <= 0) expect(value).toBeLessThanOrEqual(0)
        else expect(Math.abs((value as number) - exact)).toBeLessThanOrEqual(0.045 * exact)
      }
    }),
  )
  const none = delayQuantile(delayed([]), 1, 2)
  expect(none instanceof NoValue && none.reason).toBe('no_labels')
})

it('a metric rests on the label where its SQL names it, or where it uses one that does', () => {
  const aggregate = (name: string, definition: string) => ({
    name,
    definition,
    type: 'aggregate' as const,
    inputColumns: [':table'],
    place: '',
  })
  const monitor = {
    label: 'truth',
    customMetrics: [
      aggregate('losses', 'sum(case when truth = 1 then 1 else 0 end)'),
      aggregate('template', 'avg({{label_col}})'),
      aggregate('plain', "count(case when kind = 'truth' then 1 end) + max(untruth)"),
      { ...aggregate('share', 'losses / 10'), type: 'derived' as const },
      { ...aggregate('shift', '{{current_df}}.accuracy_score - 1'), type: 'drift' as const },
    ],
  } satisfies Pick<Monitor, 'label' | 'customMetrics'>
  const found = labelMetrics(monitor)
  expect(
    ['losses', 'template', 'plain', 'share', 'shift', 'label_coverage', 'recall', 'count'].filter((m) => found.has(m)),
  ).toEqual(['losses', 'template', 'share', 'shift', 'label_coverage', 'recall'])
  expect(namesColumn('max("a.b")', 'a.b')).toBe(true)
  expect(namesColumn('max(a_b)', 'a.b')).toBe(false)
  expect(readsLabel('avg({{input_column}})', 'truth', 'truth')).toBe(true)
  expect(readsLabel('avg({{input_column}})', 'price', 'truth')).toBe(false)
})
