/** Which values of a sliced column get metrics of their own; expected counts from SQL over the same rows. */
import { expect, test } from 'vitest'
import { createHouse, only, type Row } from './house.ts'

// 150 airports. The first 60 have ten rows or more, all different; the others share counts of 5, 4, 3 and 2, so that the hundredth
// place falls among airports with equally many rows. Names are out of the order of their counts.
const AIRPORTS = `select 'A' || lpad(((k * 77) % 150)::varchar, 3, '0') as airport,
  case when k < 60 then 70 - k when k < 80 then 5 when k < 90 then 4 when k < 130 then 3 else 2 end as n from range(150) t(k)`
const FLIGHTS = `select timestamp '2026-02-02' + interval (hash(airport, i) % 172800) second as ts, airport, (hash(i, airport, 'd') % 100)::double as delay
  from (${AIRPORTS}) a, range(100) r(i) where i < n`
/** The hundred most frequent, ties by value. */
const TOP = `select airport from (select airport, count(*) as n from (${FLIGHTS}) group by airport) order by n desc, airport limit 100`

const CONFIG = `version: 1
monitors:
  m: {type: time_series, table: flights.parquet, timestamp: ts, granularities: [1 day], features: [delay], slices: [airport]}
`

const sliceKeys = (rows: readonly Row[]): string[] => [...new Set(rows.map((r) => r['slice_value'] as string))].toSorted()

test('a column with 150 values is sliced by its 100 most frequent, ties by value, and every slice has the counts and means of its rows', async () => {
  const house = createHouse()
  await house.write('flights.parquet', FLIGHTS)
  house.config(CONFIG)
  only(await house.run())
  const top = (await house.sql(TOP)).map((r) => r['airport'] as string)
  // The cut lies inside a tie: as many rows as the last that is in, and out by its name alone.
  const [tie] = await house.sql(
    `with c as (select airport, count(*) as n from (${FLIGHTS}) group by airport) select count(*)::int as left_out from c where airport not in (${TOP}) and n = (select min(n) from c where airport in (${TOP}))`,
  )
  expect([top.length, tie!['left_out']]).toEqual([100, 30])

  const rows = await house.rows('profile_metrics', `slice_key = 'airport' and column_name = 'delay'`)
  expect(sliceKeys(rows)).toEqual(top.toSorted())
  const expected = await house.sql(
    `select airport, strftime(date_trunc('day', ts), '%Y-%m-%dT%H:%M:%SZ') as start, count(*)::int as n, avg(delay) as mean from (${FLIGHTS}) where airport in (${TOP}) group by all order by all`,
  )
  const found = rows
    .map((r) => ({ airport: r['slice_value'], start: (r['window'] as { start: string }).start, n: r['count'], mean: r['avg'] }))
    .toSorted((a, b) => `${a.airport} ${a.start}`.localeCompare(`${b.airport} ${b.start}`))
  expect(found.map(({ airport, start, n }) => [airport, start, n])).toEqual(
    expected.map((e) => [e['airport'], e['start'], e['n']]),
  )
  for (const [i, row] of found.entries()) expect(row.mean).toBeCloseTo(expected[i]!['mean'] as number, 9)

  // The whole table keeps the rows of the fifty others.
  const [all] = await house.sql(`select count(*)::int as n from (${FLIGHTS})`)
  const whole = await house.rows('profile_metrics', `slice_key is null and column_name = 'delay'`)
  expect(whole.reduce((sum, r) => sum + (r['count'] as number), 0)).toBe(all!['n'])
})

test('the values are chosen once: an airport that becomes frequent later gets no slice, and the chosen ones keep theirs', async () => {
  const house = createHouse()
  await house.write('flights.parquet', FLIGHTS)
  house.config(CONFIG)
  only(await house.run())
  const top = (await house.sql(TOP)).map((r) => r['airport'] as string).toSorted()
  await house.write(
    'flights.parquet',
    `${FLIGHTS} union all select timestamp '2026-02-04 12:00' + interval (i) second, ['ZZZ', '${top[0]}'][1 + (i % 10 = 0)::int], 1.0 from range(500) t(i)`,
  )
  only(await house.run({ now: '2026-03-01T13:00:00Z' }))
  const rows = await house.rows('profile_metrics', `slice_key = 'airport' and column_name = ':table'`)
  expect(sliceKeys(rows)).toEqual(top)
  const newDay = rows.filter((r) => (r['window'] as { start: string }).start === '2026-02-04T00:00:00Z')
  expect(newDay.map((r) => [r['slice_value'], r['count']])).toEqual([[top[0], 50]])
})

test('a column of numbers is sliced by value and nulls belong to no slice', async () => {
  const house = createHouse()
  const rows = `select timestamp '2026-02-02' + interval (i) minute as ts, case when i % 4 = 0 then null else i % 3 end as lane, i::double as delay from range(240) t(i)`
  await house.write('flights.parquet', rows)
  house.config(CONFIG.replace('[airport]', '[lane, "delay > 99"]'))
  only(await house.run())
  const expected = await house.sql(
    `select 'lane' as k, lane::varchar as v, count(*)::int as n from (${rows}) where lane is not null group by all union all select 'delay > 99', (delay > 99)::varchar, count(*)::int from (${rows}) group by all order by k, v`,
  )
  const found = await house.rows('profile_metrics', `slice_key is not null and column_name = ':table'`)
  expect(
    found
      .map((r) => ({ k: r['slice_key'], v: r['slice_value'], n: r['count'] }))
      .toSorted((a, b) => `${a.k} ${a.v}`.localeCompare(`${b.k} ${b.v}`)),
  ).toEqual(expected.toSorted((a, b) => `${a['k']} ${a['v']}`.localeCompare(`${b['k']} ${b['v']}`)))
})
