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

test('a second run with labels reads nothing and changes nothing', async () => {
  const house = await shop()
  await label(house, 'a', 'd < 10')
  await house.run({ now: '2026-01-20T06:00:00Z' })
  const before = await house.everything()
  const { outcome } = only(await house.run({ now: '2026-01-20T09:00:00Z' }))
  expect(outcome).toMatchObject({ rowsRead: 0, statements: 0, windowsComputed: 0, windowsJudged: 0 })
  expect(await house.everything()).toBe(before)
})

test('new predictions are joined for themselves while the label table is as it was', async () => {
  const house = await shop(CONFIG.replace('scores.parquet', '"scores/*.parquet"'))
  mkdirSync(house.path('scores'))
  await house.write('scores/a.parquet', `select * exclude (d, i) from (${PREDICTIONS}) where d < 13`)
  await label(house, 'a', 'd > 4')
  await house.run({ now: '2026-01-25T06:00:00Z' })
  await house.write('scores/b.parquet', `select * exclude (d, i) from (${PREDICTIONS}) where d = 13`)
  expect(await computed(house, () => house.run({ now: '2026-01-25T07:00:00Z' }))).toEqual(['1 day 01-18', '1 week 01-12'])
  expect((await dayRow(house, '18'))['labelled_predictions']).toBe(60)
  await expectAsRebuilt(house, '2026-01-25T07:00:00Z')
})

test('outcomes of a reference period that come later change the reference, and all windows are judged against it anew', async () => {
  const house = await shop(CONFIG.replace('{table: reference.parquet}', '{period: [2026-01-05, 2026-01-08]}'))
  await label(house, 'a', 'd = 1 and i < 30 or d > 2')
  await house.run({ now: '2026-01-22T06:00:00Z' })
  await expectAsRebuilt(house, '2026-01-22T06:00:00Z')
  await label(house, 'b', 'd = 0 or d = 1 and i >= 30')
  const touched = await computed(house, () => house.run({ now: '2026-01-22T07:00:00Z' }))
  expect(touched).toHaveLength(16)
  await expectAsRebuilt(house, '2026-01-22T07:00:00Z')
  const [baseline] = await house.rows(
    'profile_metrics',
    `column_name = ':table' and log_type = 'BASELINE' and slice_key is null and model = '*'`,
  )
  expect(baseline).toMatchObject({ count: 180, labelled_count: 120 })
  const versions = new Set((await house.rows('windows')).map((w) => w['bins_version']))
  expect([...versions]).toEqual([1])
})

test('labels that come when none had been there yet get their bins then, also without a reference', async () => {
  const config = CONFIG.replace('    reference: {table: reference.parquet}\n', '').replace(
    'value: outcome',
    'value: "outcome * 1.5 + booking % 3"',
  )
  const house = await shop(
    config.replace('problem: classification', 'problem: regression').replace('    probability: p\n    positive: 1\n', ''),
  )
  await label(house, 'a', 'd = 99')
  const said: string[] = []
  await house.run({ now: '2026-01-22T06:00:00Z', say: (text) => said.push(text) })
  expect(said.join('\n')).toContain('no prediction has an outcome yet')
  expect(await dayRow(house, '06')).toMatchObject({ label_coverage: 0, labelled_count: 0, mean_average_error: null })
  await label(house, 'b', 'd < 12')
  await house.run({ now: '2026-01-22T07:00:00Z' })
  await expectAsRebuilt(house, '2026-01-22T07:00:00Z')
  expect(await dayRow(house, '06', 'truth')).toMatchObject({ count: 60, distinct_count: 6 })
})

test('a run with an earlier as-of time joins only what was known then, and later ones go on from there', async () => {
  const house = await shop()
  await label(house, 'a', 'true')
  const asOf = (iso: string): { asOfUs: number } => ({ asOfUs: Date.parse(iso) * 1000 })
  await house.run(asOf('2026-01-10T00:00:00Z'))
  const [known] = await house.sql(
    `select count(*)::int as n from '${house.path('labels/a.parquet')}' where seen <= timestamp '2026-01-10' and booking < 1000`,
  )
  const early = Number(known!['n'])
  expect((await dayRow(house, '05'))['labelled_predictions']).toBe(early)
  // No file changed: outcomes became known.
  await house.run(asOf('2026-01-11T00:00:00Z'))
  await house.run(asOf('2026-01-30T00:00:00Z'))
  const forward = rounded(await house.numbers())
  const whole = await shop()
  await label(whole, 'a', 'true')
  await whole.run(asOf('2026-01-30T00:00:00Z'))
  expect(firstDifference(forward, rounded(await whole.numbers()))).toBeNull()
  expect((await dayRow(house, '05'))['labelled_predictions']).toBe(60)
})

test('quality neither warns nor fails before its window is mature, says so, and is judged when time alone has passed', async () => {
  const checks = `    checks:
      - {name: good enough, metric: accuracy_score, fail: {below: 0.99}}
      - {metric: label_coverage, fail: {below: 0.8}}
      - {metric: loss, fail: {above: 0}}
    custom_metrics: [{name: loss, type: aggregate, definition: "sum(case when {{label_col}} <> {{prediction_col}} then 1 else 0 end)"}]
`
  const house = await shop(CONFIG + checks)
  await label(house, 'a', 'd < 13 or i < 10')
  await house.run({ now: '2026-01-22T06:00:00Z' })
  const found = async (check: string, day: string): Promise<Row> => {
    const rows = await house.rows(
      'findings',
      `"check" = '${check}' and granularity = '1 day' and slice_key is null and model_id is null and "window"."start" = timestamptz '2026-01-${day} 00:00:00+00'`,
    )
    expect(rows).toHaveLength(1)
    return rows[0]!
  }
  const open = await found('good enough', '18')
  expect(open).toMatchObject({ status: 'insufficient_data', metric: 'accuracy_score' })
  expect(open['sentence']).toMatch(/^provisional, so not judged before 2026-01-23 00:00 UTC: accuracy_score/)
  expect(await found('label_coverage', '18')).toMatchObject({ status: 'insufficient_data' })
  expect((await found('loss', '18'))['sentence']).toMatch(/provisional/)
  expect(await dayRow(house, '18')).toMatchObject({ quality_provisional: 1 })
  expect(await found('good enough', '16')).toMatchObject({ status: 'fail' })
  expect(await dayRow(house, '16')).toMatchObject({ quality_provisional: 0 })

  const touched = await computed(house, () => house.run({ now: '2026-01-23T06:00:00Z' }))
  expect(touched).toEqual(['1 day 01-18', '1 week 01-12'])
  expect(await found('good enough', '18')).toMatchObject({ status: 'fail' })
  expect(await found('label_coverage', '18')).toMatchObject({ status: 'fail', value: 10 / 60 })
  expect(await found('loss', '18')).toMatchObject({ status: 'fail' })
  expect(await dayRow(house, '18')).toMatchObject({ quality_provisional: 0 })
})

test('fewer outcomes than in the reference are told of mature windows', async () => {
  const config = CONFIG.replace('{table: reference.parquet}', '{period: [2026-01-05, 2026-01-12]}')
  const house = await shop(config)
  await label(house, 'a', 'd < 10 or i < 12')
  const { summary } = only(await house.run({ now: '2026-01-26T06:00:00Z' }))
  const [finding] = summary.worst.filter((f) => f.check === 'label_arrival')
  expect(finding).toMatchObject({ status: 'fail', value: 12 / 60, referenceValue: 1, nCurrent: 60, theme: 'data' })
  expect(finding!.sentence).toBe('20 % of 60 predictions have an outcome, was 100 % in the reference')
})

test('labels in the same table have their coverage too', async () => {
  const config = CONFIG.replace(/ {4}labels: .*\n/, '')
  const house = await shop(config)
  await house.write(
    'scores.parquet',
    `select p.* exclude (d, i), case when i < 45 then y end as truth from (${PREDICTIONS}) as p`,
  )
  await house.run({ now: '2026-01-26T06:00:00Z' })
  expect(await dayRow(house, '06')).toMatchObject({
    label_coverage: 0.75,
    labelled_predictions: 45,
    outcome_pairs: 45,
    accuracy_score: 1,
  })
  expect((await dayRow(house, '06'))['quality_provisional'] ?? null).toBeNull()
})

test('of windows with more rows than are compared exactly, only the pairs of the touched ones are read', async () => {
  const house = createHouse()
  mkdirSync(house.path('labels'))
  const scored = `select d * 200000 + i as id, timestamp '2026-01-05' + interval (d) day + interval (i * 400) millisecond as ts, i % 2 as y, (i % 977)::double as price from range(4) days(d), range(110000) numbers(i)`
  await house.write('scores.parquet', scored)
  const outcomes = (name: string, where: string, value = 'y'): Promise<void> =>
    house.write(`labels/${name}.parquet`, `select id, ${value} as truth from (${scored}) where id % 10 = 0 and ${where}`)
  await outcomes('a', 'id < 200000')
  await outcomes('c', 'id >= 400000')
  house.config(`version: 1
monitors:
  m: {table: scores.parquet, timestamp: ts, granularities: [1 day, 1 week], problem: classification, prediction: y, label: truth, features: [price], labels: {table: "labels/*.parquet", on: [id], value: truth}}
`)
  await house.run({ now: '2026-01-20T00:00:00Z' })
  await outcomes('b', 'id between 200000 and 399999', '1 - y')
  let run = only(await house.run({ now: '2026-01-20T01:00:00Z' }))
  // One index of the pairs, one scan of 11,000 of them and one for their quality; no statement over the predictions alone.
  expect(run.outcome).toMatchObject({ rowsRead: 11_000, windowsComputed: 2 })
  expect(run.outcome.statements).toBeLessThanOrEqual(3)
  expect((await dayRowOf(house, '06'))['accuracy_score']).toBe(0)
  rmSync(house.path('labels/b.parquet'))
  run = only(await house.run({ now: '2026-01-20T02:00:00Z' }))
  expect(run.outcome.rowsRead).toBe(0)
  expect(await dayRowOf(house, '06')).toMatchObject({ label_coverage: 0, labelled_count: 0, accuracy_score: null })
})

const dayRowOf = async (house: House, day: string): Promise<Row> =>
  (
    await house.rows(
      'profile_metrics',
      `column_name = ':table' and granularity = '1 day' and "window"."start" = timestamptz '2026-01-${day} 00:00:00+00'`,
    )
  )[0]!
