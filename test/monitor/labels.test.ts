/** Outcomes from another table: how they are joined, what comes of them, and what a later refresh reads again. */
import { mkdirSync, rmSync } from 'node:fs'
import { expect, test } from 'vitest'
import { createHouse, firstDifference, type House, only, type Row } from './house.ts'

/** Fourteen days from Monday 2026-01-05, sixty predictions a day by two models in two shops; one in seven is wrong, with its outcome. */
const PREDICTIONS = `select d * 1000 + i as id, timestamp '2026-01-05' + interval (d) day + interval (i * 20) minute as ts,
  ['north', 'south'][1 + i % 2] as shop, 'm' || (i % 3 // 2) as model, hash(d * 77 + i) % 1000 / 10.0 as price,
  (hash(d * 1000 + i) % 10 < 4)::int as y, round(0.1 + 0.8 * (hash(d * 1000 + i) % 10 < 4)::int + (hash(i + d) % 100) / 1000.0, 4) as p, d, i
  from range(14) days(d), range(60) numbers(i)`
const OUTCOMES = `select id as booking, case when hash(id + 5) % 7 = 0 then 1 - y else y end as outcome,
  ts + interval (12 + (hash(id) % 60)::int) hour as seen, d, i from (${PREDICTIONS})`

const CONFIG = `version: 1
monitors:
  shop:
    type: inference
    table: scores.parquet
    timestamp: ts
    granularities: [1 day, 1 week]
    problem: classification
    prediction: y
    probability: p
    positive: 1
    label: truth
    labels: {table: "labels/*.parquet", on: {id: booking}, value: outcome, known_at: seen, match: last, mature_after: 4 days}
    model_id: model
    features: [price]
    slices: [shop]
    reference: {table: reference.parquet}
`

async function shop(config = CONFIG): Promise<House> {
  const house = createHouse()
  house.config(config)
  mkdirSync(house.path('labels'))
  await house.write('scores.parquet', `select * exclude (d, i) from (${PREDICTIONS})`)
  await house.write(
    'reference.parquet',
    `select * exclude (d, i, booking, outcome, seen), outcome as truth from (${PREDICTIONS}) join (select booking, outcome, seen from (${OUTCOMES})) on id = booking where d < 5`,
  )
  return house
}

const label = (house: House, name: string, where: string, change = 'outcome', seen = 'seen'): Promise<void> =>
  house.write(`labels/${name}.parquet`, `select booking, ${change} as outcome, ${seen} as seen from (${OUTCOMES}) where ${where}`)

/** Windows whose rows were written anew, by the instant of computing. */
async function computed(house: House, work: () => Promise<unknown>): Promise<string[]> {
  const read = async () =>
    new Map(
      (await house.rows('windows')).map((w) => [
        `${w['granularity']} ${(w['window'] as { start: string }).start.slice(5, 10)}`,
        String(w['computed_at']),
      ]),
    )
  const before = await read()
  await work()
  return [...(await read())].filter(([key, at]) => before.get(key) !== at).map(([key]) => key)
}

const dayRow = async (house: House, day: string, columns = ':table'): Promise<Row> => {
  const [row] = await house.rows(
    'profile_metrics',
    `column_name = '${columns}' and granularity = '1 day' and slice_key is null and model = '*' and log_type = 'INPUT' and "window"."start" = timestamptz '2026-01-${day} 00:00:00+00'`,
  )
  return row!
}

const findingsOf = async (house: House): Promise<string> =>
  (await house.rows('findings'))
    .map((f) => JSON.stringify(f))
    .toSorted()
    .join('\n')

/** What a store of its own says that sees the tables as they are now for the first time. */
async function rebuilt(house: House, now: string): Promise<readonly [numbers: string, findings: string]> {
  const store = house.path('.leeway')
  const kept = house.path('.kept')
  const { renameSync } = await import('node:fs')
  renameSync(store, kept)
  await house.run({ now })
  const answer = [await house.numbers(), await findingsOf(house)] as const
  rmSync(store, { recursive: true })
  renameSync(kept, store)
  return answer
}

/** A join gives its pairs in any order, so that sums of doubles differ in their last digit: numbers are told with twelve. */
const rounded = (text: string): string =>
  text.replaceAll(/-?\d+\.\d+(e[+-]?\d+)?/g, (number) => {
    const value = Number(number)
    return Math.abs(value) < 1e-12 ? '0' : String(Number(value.toPrecision(12)))
  })

async function expectAsRebuilt(house: House, now: string): Promise<void> {
  const [numbers, findings] = await rebuilt(house, now)
  expect(firstDifference(rounded(await house.numbers()), rounded(numbers))).toBeNull()
  expect(firstDifference(rounded(await findingsOf(house)), rounded(findings))).toBeNull()
}

test('labels that arrive in three batches over a week, out of order, with corrections, compute only the windows they touch and give the numbers of a full rebuild', async () => {
  const house = await shop()
  await label(house, 'a', 'd between 5 and 7')
  await house.run({ now: '2026-01-20T06:00:00Z' })
  await expectAsRebuilt(house, '2026-01-20T06:00:00Z')
  expect((await dayRow(house, '10'))['label_coverage']).toBe(1)
  expect((await dayRow(house, '06'))['label_coverage']).toBe(0)

  // Older days come later, and one outcome of the tenth is taken back: their days, the days after them, their weeks.
  await label(house, 'b', 'd between 1 and 2')
  await label(house, 'c', 'd = 5 and i = 3', '1 - outcome', "timestamp '2026-01-20 18:00'")
  const second = await computed(house, () => house.run({ now: '2026-01-21T06:00:00Z' }))
  expect(second).toEqual([
    '1 day 01-06',
    '1 day 01-07',
    '1 day 01-08',
    '1 day 01-10',
    '1 day 01-11',
    '1 day 01-16',
    '1 week 01-05',
    '1 week 01-12',
  ])
  await expectAsRebuilt(house, '2026-01-21T06:00:00Z')

  // The newest, a correction of the second batch in its own file, and outcomes of the first that are deleted.
  await label(house, 'a', 'd between 5 and 7 and not (d = 6 and i < 10)')
  await label(house, 'b', 'd between 1 and 2', 'case when d = 2 and i < 5 then 1 - outcome else outcome end')
  await label(house, 'd', 'd = 13')
  const third = await computed(house, () => house.run({ now: '2026-01-26T06:00:00Z' }))
  expect(third).toEqual(expect.arrayContaining(['1 day 01-07', '1 day 01-11', '1 day 01-18', '1 week 01-05', '1 week 01-12']))
  expect(third).not.toContain('1 day 01-05')
  expect(third).not.toContain('1 day 01-13')
  await expectAsRebuilt(house, '2026-01-26T06:00:00Z')
  expect((await dayRow(house, '11'))['labelled_predictions']).toBe(50)
})
