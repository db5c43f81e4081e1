import { afterAll, expect, it } from 'vitest'
import { createSession } from '../../src/engines/duckdb/session.ts'
import { rejection } from './fixture.ts'

const session = createSession({ baseFolder: '.', threads: 2 })
afterAll(() => session.close())

/** Fails on a row long after the first chunks are made: a stream would end here as if it were done. */
const FAILING = `select case when i = 900000 then error('row 900000 is wrong') else i end as x from range(1000000) r(i)`

it('a query that fails on its way is an error, never fewer rows', async () => {
  expect((await rejection(session.rows(FAILING))).message).toContain('row 900000 is wrong')
  expect((await rejection(session.chunks(FAILING, () => undefined))).message).toContain('row 900000 is wrong')
})

it('an interrupted query says so', async () => {
  const abort = new AbortController()
  const running = session.rows('select sum(a.i * b.i) from range(1000000) a(i), range(100000) b(i)', { signal: abort.signal })
  setTimeout(() => abort.abort(), 50)
  expect((await rejection(running)).code).toBe('INTERRUPTED')
})
