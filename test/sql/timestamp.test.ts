import { afterAll, beforeAll, expect, it } from 'vitest'
import { duckdbDialect } from '../../src/sql/duckdb-dialect.ts'
import { offsetSegments } from '../../src/sql/offsets.ts'
import { instantSql, timestampForm } from '../../src/sql/timestamp.ts'
import { openTestDatabase, type TestDatabase } from './duckdb.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const segmentsOf = (zone: string) => offsetSegments(zone, Date.UTC(2000, 0, 1) * 1000, Date.UTC(2030, 0, 1) * 1000)

async function micros(sqlValue: string, zone = 'UTC', format?: string): Promise<number | null> {
  const [typed] = await database.rows(`select typeof(${sqlValue}) as t`)
  const type = String(typed!['t'])
  const form = timestampForm('x', type, 'test')
  const spec = format === undefined ? { expression: sqlValue } : { expression: sqlValue, format }
  const [row] = await database.rows(`select ${instantSql(duckdbDialect, spec, form, type, segmentsOf(zone)).micros} as us`)
  return row!['us'] === null ? null : Number(row!['us'])
}

const us = (iso: string): number => Date.parse(iso) * 1000

it.each([
  ['2024-03-05T10:20:30Z', us('2024-03-05T10:20:30Z')],
  ['2024-03-05 10:20:30', us('2024-03-05T10:20:30Z')],
  ['2024-03-05T10:20:30.123456+02:00', us('2024-03-05T08:20:30.123Z') + 456],
  ['2024-03-05T10:20:30-0330', us('2024-03-05T13:50:30Z')],
  ['2024-03-05T10:20:30+05', us('2024-03-05T05:20:30Z')],
  ['2024-03-05T10:20Z', us('2024-03-05T10:20:00Z')],
  ['2024-03-05T10:20+02:00', us('2024-03-05T08:20:00Z')],
  ['2024-03-05T10:20', us('2024-03-05T10:20:00Z')],
  ['2024-03-05 10:20:30 +03:00', us('2024-03-05T07:20:30Z')],
  ['2024-03-05T10:20:30.123456789Z', us('2024-03-05T10:20:30.123Z') + 456],
  ['2024-03-05T10:20:30,5Z', us('2024-03-05T10:20:30.500Z')],
  ['2024-03-05 10:20:30 UTC', us('2024-03-05T10:20:30Z')],
  ['2024-03-05', us('2024-03-05T00:00:00Z')],
  ['  2024-03-05  ', us('2024-03-05T00:00:00Z')],
  ['1969-12-31T23:59:59.999999Z', -1],
  ['05/03/2024', null],
  ['yesterday', null],
  ['', null],
  ['2024-13-01', null],
])('text %j', async (text, expected) => {
  expect(await micros(`'${text}'`)).toBe(expected)
})

it('text with an offset is that instant in any zone; text without is local to the zone', async () => {
  expect(await micros(`'2024-07-01T12:00:00+02:00'`, 'America/New_York')).toBe(us('2024-07-01T10:00:00Z'))
  expect(await micros(`'2024-07-01T12:00:00'`, 'America/New_York')).toBe(us('2024-07-01T16:00:00Z'))
  expect(await micros(`'2024-01-01'`, 'America/New_York')).toBe(us('2024-01-01T05:00:00Z'))
  expect(await micros(`'2024-01-01T12:00'`, 'Asia/Kathmandu')).toBe(us('2024-01-01T06:15:00Z'))
})

it.each([
  [`timestamp '2024-07-01 12:00:00'`, us('2024-07-01T16:00:00Z')],
  [`timestamptz '2024-07-01 12:00:00+00'`, us('2024-07-01T12:00:00Z')],
  [`timestamp_ns '2024-07-01 12:00:00.123456789'`, us('2024-07-01T16:00:00.123Z') + 456],
  [`timestamp_ms '2024-07-01 12:00:00'`, us('2024-07-01T16:00:00Z')],
  [`timestamp_s '2024-07-01 12:00:00'`, us('2024-07-01T16:00:00Z')],
  [`date '2024-07-01'`, us('2024-07-01T04:00:00Z')],
  [`timestamp 'infinity'`, null],
  [`date 'infinity'`, null],
  ['null::timestamp', null],
  // Autumn: 01:30 comes twice and means its first coming. Spring: 02:30 does not exist and means 03:30.
  [`timestamp '2024-11-03 01:30:00'`, us('2024-11-03T05:30:00Z')],
  [`timestamp '2024-03-10 02:30:00'`, us('2024-03-10T07:30:00Z')],
])('%s in New York', async (value, expected) => {
  expect(await micros(value, 'America/New_York')).toBe(expected)
})

it('a strptime format reads text; an offset in it makes an instant', async () => {
  expect(await micros(`'3/5/2024 9:05'`, 'America/New_York', '%m/%d/%Y %H:%M')).toBe(us('2024-03-05T14:05:00Z'))
  expect(await micros(`'3/5/2024 9:05 +0100'`, 'America/New_York', '%m/%d/%Y %H:%M %z')).toBe(us('2024-03-05T08:05:00Z'))
  expect(await micros(`'2024-03-05'`, 'UTC', '%m/%d/%Y')).toBeNull()
})

it('a number is refused with the expression that makes it a time', () => {
  expect(() => timestampForm('ts', 'BIGINT', 'x.parquet')).toThrow(
    expect.objectContaining({ code: 'COLUMN_TYPE', mend: expect.stringContaining('to_timestamp(ts)') }),
  )
  expect(() => timestampForm('ts', 'INTEGER[]', 'x.parquet')).toThrow(expect.objectContaining({ code: 'COLUMN_TYPE' }))
})
