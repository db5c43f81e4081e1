/** Quality of real models by window, slice and model id, through the command line as a process, against scikit-learn. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { LEEWAY, startProcess } from '../start-process.ts'
import { createCliFolder } from './fixture.ts'

interface Expected {
  readonly where: {
    readonly month: string
    readonly model: string
    readonly slice_key: string | null
    readonly slice_value: string | null
  }
  readonly values: Readonly<Record<string, number | null | Readonly<Record<string, number>>>>
}

const golden = JSON.parse(readFileSync(new URL('../golden/quality-real.json', import.meta.url), 'utf8')) as {
  readonly rel: number
  readonly own: Readonly<Record<string, number>>
  readonly hotel: readonly Expected[]
  readonly loan: readonly Expected[]
}
const data = fileURLToPath(new URL('../../../shared/data', import.meta.url))
const present = existsSync(data)
if (!present) process.stderr.write(`skipped: the data of ${data} is not here\n`)

type ExportedRow = Readonly<Record<string, unknown>>

async function tableRows(config: string): Promise<readonly ExportedRow[]> {
  const house = createCliFolder()
  try {
    house.config(config)
    const leeway = (args: readonly string[]) => startProcess(process.execPath, [...LEEWAY, ...args], { cwd: house.folder }).ended
    const ran = await leeway(['run', '--quiet'])
    expect([0, 1], ran.err).toContain(ran.code)
    const exported = await leeway(['export', 'profile_metrics', '--where', "column_name = ':table' and log_type = 'INPUT'"])
    expect(exported.err).toBe('')
    return JSON.parse(exported.out) as readonly ExportedRow[]
  } finally {
    house.remove()
  }
}

/** `precision.one_vs_all.1` inside a row. */
const walk = (row: ExportedRow, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as ExportedRow | null | undefined)?.[key], row)

function expectRows(rows: readonly ExportedRow[], expected: readonly Expected[], modelColumn: string): void {
  for (const { where, values } of expected) {
    const found = rows.filter(
      (row) =>
        (row['window'] as { start: string }).start.startsWith(where.month) &&
        row[modelColumn] === where.model &&
        row['slice_key'] === where.slice_key &&
        row['slice_value'] === where.slice_value,
    )
    expect(found, JSON.stringify(where)).toHaveLength(1)
    for (const [path, want] of Object.entries(values)) {
      const place = `${JSON.stringify(where)} ${path}`
      const got = walk(found[0]!, path)
      if (want === null) {
        expect(got ?? null, place).toBeNull()
        const reasons = found[0]!['reasons'] as ExportedRow
        expect(reasons[path] ?? reasons[path.split('.')[0]!], `${place} has no reason`).toBeTypeOf('string')
        continue
      }
      for (const [end, number] of typeof want === 'number' ? [['', want] as const] : Object.entries(want)) {
        const value = end === '' ? got : (got as ExportedRow)[end]
        const rel = golden.own[path.split('.')[0]!] ?? golden.rel
        expect(value, place).toBeTypeOf('number')
        expect(Math.abs((value as number) - number), `${place} ${end}: ${value}, not ${number}`).toBeLessThanOrEqual(
          Math.max(1e-12, rel * Math.abs(number)),
        )
      }
    }
  }
}

it.skipIf(!present)(
  'a classifier has the quality of scikit-learn in every window, slice and model, and null with a reason where there is none',
  async () => {
    const rows = await tableRows(`
version: 1
monitors:
  hotel:
    type: inference
    table: "${data}/hotel_booking/monitoring.parquet"
    timestamp: timestamp
    granularities: [1 month]
    problem: classification
    prediction: y_pred
    probability: y_pred_proba
    positive: 1
    label: is_canceled
    model_id: customer_type
    features: [adr]
    slices: [hotel, "lead_time > 90"]
    outcome_values: {unit: EUR, cells: [{prediction: 1, label: 1, value: 30}, {prediction: 1, label: 0, value: -25}, {prediction: 0, label: 1, value: -60}]}
`)
    expectRows(rows, golden.hotel, 'customer_type')
    expect(golden.hotel.some(({ values }) => Object.values(values).includes(null))).toBe(true)
  },
  120_000,
)

it.skipIf(!present)(
  'a regression has the errors of scikit-learn in every window, slice and model, with the labels of zero counted',
  async () => {
    const rows = await tableRows(`
version: 1
monitors:
  loan:
    type: inference
    table: "${data}/car_loan/monitoring.parquet"
    timestamp: timestamp
    granularities: [1 month]
    problem: regression
    prediction: y_pred_proba
    label: repaid
    model_id: salary_range
    features: [loan_length]
    slices: ["loan_length > 12"]
`)
    expectRows(rows, golden.loan, 'salary_range')
  },
  120_000,
)
