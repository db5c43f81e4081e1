/** What a monitor says of predictions joined with outcomes, against pandas and scikit-learn (test/golden/label-join.py). */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { JsonValue } from '../../src/core/json.ts'
import { knownMetric, numberAt } from '../../src/metrics/known-metrics.ts'
import { createHouse, type House, only, type Row } from './house.ts'

interface Golden {
  readonly as_of: string
  readonly predictions: { readonly columns: readonly string[]; readonly data: readonly (readonly JsonValue[])[] }
  readonly labels: Golden['predictions']
  readonly cases: readonly {
    readonly problem: 'classification' | 'regression'
    readonly match: 'all' | 'first' | 'last'
    readonly expected: Readonly<Record<string, number>>
    readonly label: { readonly count: number; readonly avg: number; readonly stddev: number }
  }[]
  readonly tolerance: Readonly<Record<'default' | 'label_delay' | 'ranking', { readonly rel?: number; readonly abs?: number }>>
}

const GOLDEN = JSON.parse(readFileSync(new URL('../golden/label-join.json', import.meta.url), 'utf8')) as Golden

/** An SQL query over the rows of a golden table. */
function rowsOf({ columns, data }: Golden['predictions'], types: readonly string[]): string {
  const cell = (value: JsonValue): string =>
    value === null ? 'null' : typeof value === 'number' ? String(value) : `'${String(value)}'`
  const values = data.map((row) => `(${row.map(cell).join(', ')})`).join(', ')
  return `select ${columns.map((name, i) => `${name}::${types[i]} as ${name}`).join(', ')} from (values ${values}) t(${columns.join(', ')})`
}

async function houseOf(body: string, labelQuery = 'select * from l'): Promise<House> {
  const house = createHouse()
  const predictions = rowsOf(GOLDEN.predictions, ['bigint', 'timestamp', 'double', 'double', 'double'])
  const labels = rowsOf(GOLDEN.labels, ['bigint', 'varchar', 'double', 'timestamp'])
  await house.write('scores.parquet', predictions)
  await house.write('labels.parquet', `with l as (${labels}), p as (${predictions}) ${labelQuery}`)
  house.config(`version: 1
monitors:
  m:
    table: scores.parquet
    timestamp: ts
    granularities: [1 week]
    features: [p]
${body.replaceAll(/^/gm, '    ')}
`)
  return house
}

const CLASSES = `problem: classification
prediction: y
probability: p
positive: 1
label: truth
`
const LOST = `"case state when 'lost' then 1 when 'paid' then 0 end"`

const row = async (house: House, column = ':table', granularity = '1 week'): Promise<Row> => {
  const rows = await house.rows(
    'profile_metrics',
    `column_name = '${column}' and log_type = 'INPUT' and granularity = '${granularity}' and slice_key is null`,
  )
  expect(rows).toHaveLength(1)
  return rows[0]!
}

function expectNear(row: Row, expected: Readonly<Record<string, number>>): void {
  for (const [metric, value] of Object.entries(expected)) {
    const kind = metric.startsWith('label_delay') ? 'label_delay' : /^(roc|average_p)/.test(metric) ? 'ranking' : 'default'
    const { rel = 0, abs = 1e-12 } = GOLDEN.tolerance[kind]
    const actual = numberAt(new Map(Object.entries(row)), knownMetric(metric)?.path ?? metric)
    expect(actual, metric).not.toBeNull()
    expect(Math.abs(actual! - value), `${metric}: ${actual}, expected ${value}`).toBeLessThanOrEqual(
      Math.max(abs, rel * Math.abs(value)),
    )
  }
}

test.each(GOLDEN.cases)(
  '$problem with match: $match is what pandas joins and scikit-learn judges',
  async ({ problem, match, expected, label }) => {
    const model = problem === 'classification' ? CLASSES : 'problem: regression\nprediction: cost\nlabel: truth\n'
    const value = problem === 'classification' ? LOST : 'amount'
    const house = await houseOf(
      `${model}labels: {table: labels.parquet, on: {id: booking}, value: ${value}, known_at: seen, match: ${match}}`,
    )
    const said: string[] = []
    only(await house.run({ asOfUs: Date.parse(GOLDEN.as_of) * 1000, say: (text) => said.push(text) }))
    expectNear(await row(house), expected)
    expectNear(await row(house, 'truth'), label)
    const several = said.filter((text) => text.includes('more than one outcome'))
    expect(several).toEqual(
      match === 'all'
        ? [
            `m: ${expected['multiple_outcomes']} predictions have more than one outcome: match: all counts each (first or last counts one)`,
          ]
        : [],
    )
  },
)

const [ALL] = GOLDEN.cases.filter(({ problem, match }) => problem === 'classification' && match === 'all')

test.each([
  ['a condition in SQL', 'on_sql: "p.id = l.booking and l.seen >= p.ts"', 'select * from l'],
  ['a list of equal names', 'on: [id]', 'select booking as id, state, amount, seen from l'],
  ['an id kept as text on one side', 'on: {id: booking}', 'select booking::varchar as booking, state, amount, seen from l'],
  ['an id kept as a double on one side', 'on: {id: booking}', 'select booking::double as booking, state, amount, seen from l'],
  ['names in other capitals', 'on: {ID: Booking}', 'select * from l'],
])('joins by %s', async (_name, on, labels) => {
  const house = await houseOf(`${CLASSES}labels: {table: labels.parquet, ${on}, value: ${LOST}, known_at: seen}`, labels)
  only(await house.run({ asOfUs: Date.parse(GOLDEN.as_of) * 1000 }))
  expectNear(await row(house), ALL!.expected)
})

test('a query may stand for the label table, and a text in the style of the table for the instant', async () => {
  const house = await houseOf(
    `${CLASSES}labels: {query: "select booking, state, strftime(seen, '%Y-%m-%dT%H:%M:%SZ') as seen from '$FOLDER/labels.parquet'", on: {id: booking}, value: ${LOST}, known_at: seen}`,
  )
  house.config(readFileSync(house.path('leeway.yaml'), 'utf8').replace('$FOLDER', house.folder))
  only(await house.run({ asOfUs: Date.parse(GOLDEN.as_of) * 1000 }))
  expectNear(await row(house), ALL!.expected)
})

test('without known_at every outcome is known, the first one of a prediction is the smallest, and there is no delay', async () => {
  const house = await houseOf(`${CLASSES}labels: {table: labels.parquet, on: {id: booking}, value: ${LOST}, match: first}`)
  only(await house.run({ asOfUs: Date.parse(GOLDEN.as_of) * 1000 }))
  const table = await row(house)
  const [{ n, lost }] = (await house.sql(
    `select count(*)::int as n, sum(l)::int as lost from (select booking, min(case state when 'lost' then 1 when 'paid' then 0 end) as l from '${house.path('labels.parquet')}' group by booking) where l is not null`,
  )) as [{ n: number; lost: number }]
  expect(table).toMatchObject({ labelled_predictions: n, outcome_pairs: n })
  expect((await row(house, 'truth'))['avg']).toBeCloseTo(lost / n, 12)
  expect(table['label_delay_median'] ?? null).toBeNull()
})

test('an outcome that says not when it became known is not joined, and is counted', async () => {
  const house = await houseOf(
    `${CLASSES}labels: {table: labels.parquet, on: {id: booking}, value: ${LOST}, known_at: seen}`,
    'select * replace (case when booking % 10 = 0 then null else seen end as seen) from l where state is not null',
  )
  const said: string[] = []
  only(await house.run({ now: '2026-03-01T00:00:00Z', say: (text) => said.push(text) }))
  const [counts] = await house.sql(`select count(*)::int as n, count(seen)::int as known from '${house.path('labels.parquet')}'`)
  expect(said).toContain(`m: outcomes that are not joined: ${Number(counts!['n']) - Number(counts!['known'])} without seen`)
  expect((await row(house))['outcome_pairs']).toBe(counts!['known'])
})

test('a joined label never takes the place of a row: the count stays that of the predictions, windows of n rows too', async () => {
  const house = await houseOf(`${CLASSES}labels: {table: labels.parquet, on: {id: booking}, value: ${LOST}, known_at: seen}`)
  house.config(readFileSync(house.path('leeway.yaml'), 'utf8').replace('[1 week]', '[1 week, 60 rows]'))
  only(await house.run({ asOfUs: Date.parse(GOLDEN.as_of) * 1000 }))
  const rows = await house.rows('profile_metrics', `column_name = ':table' and granularity = '60 rows'`)
  expect(rows.map((r) => r['count'])).toEqual([60, 60, 60, 60])
  const sum = (name: string): number => rows.reduce((total, r) => total + Number(r[name]), 0)
  expect(sum('outcome_pairs')).toBe(ALL!.expected['outcome_pairs'])
  expect(sum('labelled_predictions')).toBe(ALL!.expected['labelled_predictions'])
})

test('a snapshot is joined too, and taken again when only its outcomes changed', async () => {
  const house = await houseOf(`${CLASSES}labels: {table: labels.parquet, on: {id: booking}, value: ${LOST}, known_at: seen}`)
  house.config(
    readFileSync(house.path('leeway.yaml'), 'utf8').replace(
      '    timestamp: ts\n    granularities: [1 week]\n',
      '    type: snapshot\n',
    ),
  )
  const asOfUs = Date.parse(GOLDEN.as_of) * 1000
  only(await house.run({ asOfUs }))
  const [first] = await house.rows('profile_metrics', `column_name = ':table'`)
  const { label_delay_median: _median, label_delay_p90: _p90, ...counted } = ALL!.expected
  expectNear(first!, counted)
  // More is known later, though no file changed; then nothing more is.
  const later = { asOfUs: asOfUs + 30 * 86_400e6 }
  expect(only(await house.run(later)).outcome.windowsComputed).toBe(1)
  expect(only(await house.run(later)).outcome).toMatchObject({ windowsComputed: 0, statements: 0 })
})
