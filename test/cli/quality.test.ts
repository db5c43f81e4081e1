import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { textWidth } from '../../src/cli/render/text-width.ts'
import { percentOf } from '../../src/monitor/quality-windows.ts'
import { type CliFolder, createCliFolder, isPlain } from './fixture.ts'

/** Ten days of ten predictions from 2026-01-22; each has its outcome a day later, those of the last two days are not known yet. */
const CONFIG = `version: 1
monitors:
  orders:
    table: scored.parquet
    timestamp: scored_at
    granularities: [1 day, 1 week]
    problem: classification
    prediction: y
    positive: 1
    label: late
    labels: {table: outcomes.parquet, on: {id: booking}, value: outcome, known_at: seen, mature_after: 3 days}
  prices:
    table: scored.parquet
    timestamp: scored_at
    granularities: [1 hour]
    problem: regression
    prediction: price
    label: paid
    labels: {table: outcomes.parquet, on: {id: booking}, value: amount, known_at: seen, match: last}
  bare:
    type: time_series
    table: scored.parquet
    timestamp: scored_at
    granularities: [1 day]
`

let house: CliFolder
beforeAll(async () => {
  house = createCliFolder()
  await house.sql(
    `copy (select i as id, timestamp '2026-01-22' + interval (i // 10) day + interval (i % 10) minute as scored_at, i % 2 as y, i::double as price
    from range(100) t(i)) to 'scored.parquet' (format parquet)`.replace("'scored", `'${house.path('scored')}`),
  )
  await house.sql(
    `copy (select i as booking, case when i % 10 = 3 then 0 else i % 2 end as outcome, i + 0.5 as amount,
      timestamp '2026-01-23' + interval (i // 10) day as seen from range(80) t(i)
      union all select 7, 1, 9.0, timestamp '2026-01-26' union all select 95, 1, 1.0, timestamp '2026-03-01') to '${house.path('outcomes.parquet')}' (format parquet)`,
  )
  house.config(CONFIG)
})
afterAll(() => house.remove())

describe('leeway quality', () => {
  it('says what to run before anything is recorded', async () => {
    const { code, err } = await house.leeway(['quality'])
    expect(code).toBe(2)
    expect(err).toContain('leeway run')
  })

  it('tells days newest first, with counts, accuracy in percent, coverage, delay and what is provisional', async () => {
    const run = await house.leeway(['run', '--as-of', '2026-02-01T00:00:00Z'])
    expect(run.err).toContain('orders: 1 prediction has more than one outcome: match: all counts each')
    expect(run.err).not.toContain('prices: 1 prediction')
    const { code, out, err } = await house.leeway(['quality', '--json', '--monitor', 'orders'])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const rows = JSON.parse(out) as Record<string, unknown>[]
    expect(rows.map((row) => row['date'])).toEqual(
      ['29', '28', '27', '26', '25', '24', '23', '22'].map((day) => `2026-01-${day}`),
    )
    expect(rows[0]).toMatchObject({
      model_name: 'orders',
      predictions: 10,
      correct: 9,
      accuracy: 90,
      scored: 10,
      labelled: 10,
      label_coverage: 1,
      provisional: true,
      precision: 0.8,
      recall: 1,
      mean_average_error: null,
      estimated_accuracy: null,
    })
    // 24 hours less 0 to 9 minutes.
    expect(Math.abs(Number(rows[0]!['label_delay_median']) / 86_100 - 1)).toBeLessThan(0.045)
    expect(rows.at(-1)).toMatchObject({
      predictions: 11,
      correct: 10,
      accuracy: 90.91,
      labelled: 10,
      multiple_outcomes: 1,
      provisional: false,
    })
  })

  it('shows days without outcomes and names monitors without a label, within 80 columns', async () => {
    const { out } = await house.leeway(['quality'])
    expect(isPlain(out)).toBe(true)
    for (const line of out.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(80)
    expect(out).toMatch(/^orders {2}80 of 100 predictions have an outcome, 3 windows are provisional$/m)
    expect(out).toMatch(/^2026-01-31 +10 +0 \(0 %\) .*provisional$/m)
    expect(out).toMatch(/^2026-01-29 +10 +10 \(100 %\) +9 +90\.00 % .*provisional$/m)
    expect(out).toMatch(/^2026-01-22T00:00 +10 +10 \(100 %\) .* 0\.65 /m)
    expect(out).toMatch(/^without a label +bare$/m)
    const wide = await house.leeway(['quality', '--monitor', 'orders'], {
      columns: 100,
      outIsTerminal: true,
      env: { NO_COLOR: '1' },
    })
    expect(wide.out).toMatch(/^date +scored +labelled +pairs +correct +accuracy +precision +recall +delay$/m)
    expect(wide.out).toMatch(/ 90\.00 % +0\.8 +1 +24 hours +provisional$/m)
  })

  it('tells nothing after the as-of time, and that a later refresh knew more', async () => {
    const { out, err } = await house.leeway(['quality', '--json', '--monitor', 'orders', '--as-of', '2026-01-25T12:00:00Z'])
    const rows = JSON.parse(out) as Record<string, unknown>[]
    expect(rows.map((row) => row['date'])).toEqual(['25', '24', '23', '22'].map((day) => `2026-01-${day}`))
    expect(rows.map((row) => row['provisional'])).toEqual([true, true, true, true])
    expect(err).toContain('outcomes that became known by 2026-02-01')
  })

  it('takes other windows and other stretches, and refuses what is none', async () => {
    const week = await house.leeway(['quality', '--json', '--monitor', 'orders', '--granularity', '1 week'])
    const rows = JSON.parse(week.out) as Record<string, unknown>[]
    expect(rows.map((row) => [row['date'], row['predictions'], row['scored']])).toEqual([
      ['2026-01-26', 40, 60],
      ['2026-01-19', 41, 40],
    ])
    const few = await house.leeway(['quality', '--json', '--monitor', 'orders', '--days', '4'])
    expect(JSON.parse(few.out)).toHaveLength(2)
    const prices = await house.leeway(['quality', '--json', '--monitor', 'prices'])
    const errors = (JSON.parse(prices.out) as Record<string, unknown>[]).map((row) => row['mean_average_error'])
    // Seven was corrected from 7.5 to 9.
    expect(errors.at(-1)).toBeCloseTo((9 * 0.5 + 2) / 10, 12)
    expect(await house.leeway(['quality', '--days', 'all'])).toMatchObject({ code: 2 })
    const wrong = await house.leeway(['quality', '--granularity', '1 month'])
    expect(wrong).toMatchObject({ code: 2 })
    expect(wrong.err).toContain('there are windows of 1 day, 1 week, 1 hour')
  })
})

it('a percentage has two decimals, halves rounded up as decimals are', () => {
  expect([percentOf(1, 3), percentOf(2, 3), percentOf(1, 800), percentOf(5, 8), percentOf(7, 7), percentOf(0, 9)]).toEqual([
    33.33, 66.67, 0.13, 62.5, 100, 0,
  ])
})

const SEED = fileURLToPath(new URL('../../../shared/acceptance/', import.meta.url))
const seedTest = existsSync(`${SEED}seed/expected.json`) ? it : it.skip
if (seedTest === it.skip) process.stdout.write('skipped: the tables of the acceptance cases are not beside this folder\n')

seedTest('the accuracy per day of a join that fans out is what the same SQL answers elsewhere, all thirty days', async () => {
  const seed = createCliFolder()
  try {
    const config = readFileSync(`${SEED}cases/seed/leeway.yaml`, 'utf8').replaceAll('@DATA@', `${SEED}seed/data`)
    seed.config(config)
    const asOf = ['--as-of', '2026-01-31T23:59:59Z', '--monitor', 'failure_predictor']
    await seed.leeway(['run', ...asOf])
    const { out } = await seed.leeway(['quality', '--json', ...asOf])
    const rows = (JSON.parse(out) as Record<string, unknown>[]).map(({ date, predictions, correct, accuracy }) => ({
      date,
      predictions,
      correct,
      accuracy,
    }))
    expect(rows).toEqual(JSON.parse(readFileSync(`${SEED}seed/expected.json`, 'utf8')).S8_feedback_accuracy)
  } finally {
    seed.remove()
  }
})
