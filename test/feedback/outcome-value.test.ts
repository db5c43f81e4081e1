import { describe, expect, it } from 'vitest'
import type { OutcomeValues } from '../../src/config/project.ts'
import { WHOLE } from '../../src/core/window.ts'
import { valueOfConfusion, valueOfRow } from '../../src/feedback/outcome-value.ts'
import type { ProfileRow } from '../../src/metrics/rows.ts'

const VALUES: OutcomeValues = {
  unit: 'EUR',
  cells: [
    { prediction: '1', label: '1', value: 100 },
    { prediction: '1', label: '0', value: -25 },
    { prediction: '0', label: '1', value: -80.5 },
  ],
}
const MATRIX = [
  { prediction: '0', label: '0', count: 70 },
  { prediction: '0', label: '1', count: 4 },
  { prediction: '1', label: '0', count: 6 },
  { prediction: '1', label: '1', count: 20 },
]
const row = (values: Record<string, ProfileRow['values'] extends ReadonlyMap<string, infer V> ? V : never>): ProfileRow => ({
  window: null,
  logType: 'INPUT',
  segment: WHOLE,
  columnName: ':table',
  dataType: null,
  values: new Map(Object.entries(values)),
  custom: new Map(),
  reasons: new Map(),
})

describe('the worth of a confusion matrix', () => {
  it('is each cell’s count times its value; a cell that is not listed is worth nothing', () => {
    expect(valueOfConfusion(MATRIX, VALUES)).toEqual({ total: 20 * 100 - 6 * 25 - 4 * 80.5, labelled: 100 })
  })

  it('is unknown without a matrix or without labelled rows', () => {
    for (const none of [undefined, null, [], 'text', [{ prediction: '1', label: '1' }], [null]])
      expect(valueOfConfusion(none, VALUES)).toBeNull()
  })

  it('is the metric total_value where the row has it', () => {
    expect(valueOfRow(row({ confusion_matrix: MATRIX }), VALUES)).toEqual({ total: 1528, labelled: 100 })
    expect(valueOfRow(row({ confusion_matrix: MATRIX, total_value: 7 }), VALUES)).toEqual({ total: 7, labelled: 100 })
    expect(valueOfRow(row({}), VALUES)).toBeNull()
  })
})
