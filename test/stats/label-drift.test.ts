import { existsSync, readFileSync } from 'node:fs'
import { DuckDBInstance } from '@duckdb/node-api'
import { describe, expect, it } from 'vitest'
import { labelDrift } from '../../src/stats/label-drift.ts'
import { isClose, readGolden } from './golden.ts'

interface LabelCase<T> {
  readonly name: string
  readonly training: readonly T[]
  readonly production: readonly T[]
  readonly statistic: number
  readonly p: number
}

const golden = readGolden<{ rel: number; numbers: readonly LabelCase<number>[]; classes: readonly LabelCase<string>[] }>(
  'label-drift',
)
const seed = new URL('../../../shared/acceptance/seed/', import.meta.url)
const present = existsSync(seed)
if (!present) process.stderr.write(`skipped: the labels of ${seed.pathname} are not here\n`)

describe('drift of labels', () => {
  it.each(golden.numbers)(
    'is the exact Kolmogorov-Smirnov test of SciPy for numbers: $name',
    ({ training, production, ...want }) => {
      const got = labelDrift(training, production)
      expect(got.test).toBe('ks')
      expect(isClose(got.statistic, want.statistic, golden.rel)).toBe(true)
      expect(isClose(got.pValue, want.p, golden.rel)).toBe(true)
    },
  )

  it.each(golden.classes)(
    'is the chi-squared test of the contingency table for classes: $name',
    ({ training, production, ...want }) => {
      const got = labelDrift(training, production)
      expect(got.test).toBe('chi_squared')
      expect(isClose(got.statistic, want.statistic, golden.rel)).toBe(true)
      expect(isClose(got.pValue, want.p, golden.rel)).toBe(true)
    },
  )

  it('is nothing where both sides have one class alone', () => {
    expect(labelDrift(['a'], ['a', 'a'])).toEqual({ test: 'chi_squared', statistic: 0, pValue: 1 })
  })

  it.skipIf(!present)('answers what the document’s own code answers under PySpark', async () => {
    const connection = await (await DuckDBInstance.create()).connect()
    const read = async (name: string): Promise<number[]> => {
      const rows = await connection.runAndReadAll(`select label from '${new URL(`data/${name}.parquet`, seed).pathname}'`)
      return rows.getColumns()[0]!.map(Number)
    }
    const { pValue, statistic } = labelDrift(await read('training_labels'), await read('production_labels'))
    connection.closeSync()
    const expected = JSON.parse(readFileSync(new URL('expected.json', seed), 'utf8')).S7_label_drift
    expect(isClose(statistic, expected.ks_statistic, 1e-12)).toBe(true)
    expect(isClose(pValue, expected.p_value, 1e-10)).toBe(true)
    expect(pValue < 0.05).toBe(expected.drift_detected)
  })
})
