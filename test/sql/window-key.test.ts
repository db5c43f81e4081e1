import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyOfInstant, parseGranularity } from '../../src/core/granularity.ts'
import { duckdbDialect } from '../../src/sql/duckdb-dialect.ts'
import { offsetOfInstant, offsetOfLocal, offsetSegments } from '../../src/sql/offsets.ts'
import { windowKey } from '../../src/sql/window-key.ts'
import { openTestDatabase, type TestDatabase } from './duckdb.ts'
import { awkwardInstants, ZONES } from './zones.ts'

const GRANULARITIES = ['5 minutes', '30 minutes', '1 hour', '1 day', '1 week', '3 weeks', '1 month', '1 year']

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const values = (numbers: readonly number[]): string => `(select unnest([${numbers.join(', ')}]::bigint[]) as us)`

describe.each(ZONES)('in %s', (zone) => {
  const instants = awkwardInstants(zone)
  const segments = offsetSegments(zone, instants[0]!, instants.at(-1)!)

  it.each(GRANULARITIES)('the key of %s in SQL is the key of the calendar', async (text) => {
    const granularity = parseGranularity(text)!
    const rows = await database.rows(
      `select us, ${windowKey(duckdbDialect, granularity, 'us', segments)} as key from ${values(instants)}`,
    )
    expect(rows).toHaveLength(instants.length)
    const wrong = rows.filter((row) => Number(row['key']) !== keyOfInstant(granularity, Number(row['us']), zone))
    expect(wrong).toEqual([])
  })

  it('the offset in SQL is the zone’s', async () => {
    const rows = await database.rows(`select us, ${offsetOfInstant('us', segments)} as off from ${values(instants)}`)
    const wrong = rows.filter((row) => {
      const at = Temporal.Instant.fromEpochMilliseconds(Math.floor(Number(row['us']) / 1000)).toZonedDateTimeISO(zone)
      return at.offsetNanoseconds / 1000 !== Number(row['off'])
    })
    expect(wrong).toEqual([])
  })

  it('a local time becomes the instant that Temporal takes it for, twice-told and skipped hours included', async () => {
    const locals = instants.map((us) => us + 3_600_000_000)
    const wide = offsetSegments(zone, locals[0]! - 86_400_000_000, locals.at(-1)! + 86_400_000_000)
    const rows = await database.rows(`select us as local, us - (${offsetOfLocal('us', wide)}) as utc from ${values(locals)}`)
    const wrong = rows.filter((row) => {
      const local = Number(row['local'])
      const ms = Math.floor(local / 1000)
      const plain = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO('UTC').toPlainDateTime()
      return plain.toZonedDateTime(zone).epochMilliseconds * 1000 + (local - ms * 1000) !== Number(row['utc'])
    })
    expect(wrong).toEqual([])
  })
})

it('offsets over a century are a shallow tree, not a long list', () => {
  const segments = offsetSegments('America/New_York', Date.UTC(1900, 0, 1) * 1000, Date.UTC(2026, 0, 1) * 1000)
  const sql = offsetOfInstant('us', segments)
  let depth = 0
  let deepest = 0
  for (const word of sql.split(' ')) {
    if (word === 'case') deepest = Math.max(deepest, ++depth)
    if (word === 'end') depth--
  }
  expect(segments.length).toBeGreaterThan(200)
  expect(deepest).toBeLessThanOrEqual(8)
})
