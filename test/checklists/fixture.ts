/** Two months of a model that goes wrong in its last week, and one that falls silent; run once, looked at from several days. */
import { writeFileSync } from 'node:fs'
import { expect } from 'vitest'
import { type CliFolder, createCliFolder } from '../cli/fixture.ts'

export interface JsonLine {
  readonly checklist: string
  readonly id: string
  readonly line: string
  readonly monitor: string | null
  readonly by_person: boolean
  readonly status: string
  readonly evidence: string
  // biome-ignore lint/suspicious/noExplicitAny: each line has numbers of its own, and the test names the ones that it asks for
  readonly values: any
  readonly command: string
  readonly ticked_by: string | null
  readonly ticked_at: string | null
  readonly note: string | null
  readonly period_start: string
  readonly looked_at: { readonly start: string; readonly end: string }
}

/** The clock of the tests: a day after the last row. */
const NOW = '2026-02-02T08:00:00Z'

/**
 * From 2025-12-01 to 2026-02-01, 300 rows a day. From Monday 2026-01-26 `amount` is higher and more answers are wrong; on 2026-02-01 60 rows came
 * and half of them are anomalies. Version v2 answers from 2026-01-12. `silent` predicted for the last time on 2026-01-20, `weekday` never
 * on Sundays.
 */
export async function writeMonths(house: CliFolder): Promise<void> {
  await house.sql(`copy (
    with days as (select d, timestamp '2025-12-01' + interval 1 day * d as day from range(63) t(d)),
    rows as (
      select d, day, i, day + interval 4 minute * i as scored_at from days, range(300) r(i)
      where d < 62 or i < 60
    )
    select scored_at,
      case when hash(d, i, 'l') % 1000 < 300 then 1 else 0 end as label,
      case when (hash(d, i, 'w') % 1000) < (case when d >= 56 then 350 else 100 end)
        then 1 - (case when hash(d, i, 'l') % 1000 < 300 then 1 else 0 end)
        else (case when hash(d, i, 'l') % 1000 < 300 then 1 else 0 end) end as predicted,
      round((hash(d, i, 'a') % 1000) / 10.0 + (case when d >= 56 then 60 else 0 end), 1) as amount,
      round((hash(d, i, 'b') % 1000) / 10.0, 1) as balance,
      case when d = 62 then i % 2 else case when hash(d, i, 'n') % 100 < 5 then 1 else 0 end end as is_anomaly,
      case when d >= 42 then 'v2' else 'v1' end as version,
      case when i % 4 = 0 then 'north' else 'south' end as region
    from rows
  ) to '${house.path('orders.parquet')}' (format parquet)`)
  await house.sql(`copy (
    select timestamp '2025-12-01' + interval 1 day * (i // 20) + interval 1 hour * (i % 20) as scored_at, 1.5 * i as forecast
    from range(51 * 20) t(i)
  ) to '${house.path('silent.parquet')}' (format parquet)`)
  await house.sql(`copy (
    select * from (select timestamp '2025-12-01' + interval 1 day * (i // 20) + interval 1 hour * (i % 20) as scored_at, 2.5 * i as forecast
    from range(62 * 20) t(i)) where dayofweek(scored_at) <> 0
  ) to '${house.path('weekday.parquet')}' (format parquet)`)
  writeFileSync(house.path('runbook.md'), '# What to do\n')
  house.config(CONFIG)
}

export const CONFIG = `version: 1
project: months
monitors:
  orders:
    type: inference
    table: orders.parquet
    timestamp: scored_at
    granularities: [1 day]
    problem: classification
    prediction: predicted
    positive: 1
    label: label
    model_id: version
    slices: [region]
    features: {exclude: [is_anomaly]}
    reference: {period: [2025-12-01, 2025-12-22]}
    custom_metrics:
      - {name: anomaly_rate, type: aggregate, definition: "avg(is_anomaly)"}
    checks:
      - {name: rate limits, metric: anomaly_rate, fail: {above: 0.15}}
      - {name: mean amount, metric: avg, columns: [amount], warn: {above: 100}}
    retraining: {trained_at: 2026-01-05}
    outcome_values:
      unit: EUR
      cells: [{prediction: 1, label: 1, value: 10}, {prediction: 1, label: 0, value: -4}]
    documentation: {owner: payments, description: Says which orders are fraud, runbook: runbook.md, updated: 2025-11-01}
  silent:
    type: inference
    table: silent.parquet
    timestamp: scored_at
    granularities: [1 day]
    problem: regression
    prediction: forecast
    documentation: {owner: payments, runbook: lost.md, updated: 2025-01-01}
  weekday:
    type: inference
    table: weekday.parquet
    timestamp: scored_at
    granularities: [1 day]
    problem: regression
    prediction: forecast
`

export async function createMonths(): Promise<CliFolder> {
  const house = createCliFolder()
  await writeMonths(house)
  const { code, err } = await house.leeway(['run', '--quiet'], { nowUs })
  expect(err).toBe('')
  expect(code).toBe(1)
  return house
}

export const nowUs = (): number => Date.parse(NOW) * 1000

/** A checklist as JSON, with its exit code. */
export async function readChecklist(
  house: CliFolder,
  name: string,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly lines: readonly JsonLine[] }> {
  const { code, out, err } = await house.leeway(['checklist', name, '--json', ...args], { nowUs })
  expect(out, err).not.toBe('')
  return { code, lines: JSON.parse(out) }
}

/** One computed line of one monitor. */
export function lineOf(lines: readonly JsonLine[], id: string, monitor: string | null): JsonLine {
  const found = lines.find((l) => l.id === id && l.monitor === monitor && !l.by_person)
  if (!found) throw new Error(`no line ${id} of ${monitor}`)
  return found
}
