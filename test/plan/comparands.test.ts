/** Pure calendar arithmetic; the instants are worked out by hand from the zones' rules. */
import { expect, test } from 'vitest'
import { parseGranularity, windowOfInstant } from '../../src/core/granularity.ts'
import { consecutiveWindow, minusDuration, movingReference } from '../../src/plan/comparands.ts'
import { planRoots } from '../../src/plan/roots.ts'

const us = (iso: string): number => Date.parse(iso) * 1000
const text = (at: number): string => new Date(at / 1000).toISOString().slice(0, 16)
const g = (name: string) => parseGranularity(name)!
const days = (n: number) => ({ n, unit: 'days', text: `${n} days` }) as const
const NEW_YORK = 'America/New_York'

test('a day back is the same local time, also across a change of the clock; 24 hours back are 24 hours', () => {
  // 2 November, noon in New York is 17:00 UTC; the day before, noon was 17:00 UTC as well, two days before 16:00 UTC.
  const noon = us('2026-11-02T17:00:00Z')
  expect(text(minusDuration(noon, days(1), NEW_YORK))).toBe('2026-11-01T17:00')
  expect(text(minusDuration(noon, days(2), NEW_YORK))).toBe('2026-10-31T16:00')
  expect(text(minusDuration(noon, { n: 48, unit: 'hours', text: '48 hours' }, NEW_YORK))).toBe('2026-10-31T17:00')
  expect(text(minusDuration(us('2026-03-31T12:00:00Z'), { n: 1, unit: 'months', text: '1 month' }, 'UTC'))).toBe(
    '2026-02-28T12:00',
  )
})

test('a rolling reference covers its length before the lag before the window, from local midnight to local midnight', () => {
  const window = windowOfInstant(g('1 day'), us('2026-11-03T12:00:00Z'), NEW_YORK)
  const reference = { kind: 'rolling', length: days(2), lag: days(1) } as const
  expect(movingReference(reference, g('1 day'), window, NEW_YORK)!.map((i) => [text(i.startUs), text(i.endUs)])).toEqual([
    ['2026-10-31T04:00', '2026-11-02T05:00'],
  ])
})

test('a seasonal reference takes the same local window of each season before, and none that reaches into the window itself', () => {
  const day = windowOfInstant(g('1 day'), us('2026-11-03T12:00:00Z'), NEW_YORK)
  const weekly = { kind: 'seasonal', every: days(7), count: 2 } as const
  expect(movingReference(weekly, g('1 day'), day, NEW_YORK)!.map((i) => [text(i.startUs), text(i.endUs)])).toEqual([
    ['2026-10-27T04:00', '2026-10-28T04:00'],
    ['2026-10-20T04:00', '2026-10-21T04:00'],
  ])
  const month = windowOfInstant(g('1 month'), us('2026-11-03T12:00:00Z'), NEW_YORK)
  const daily = { kind: 'seasonal', every: days(1), count: 2 } as const
  // A day before 1 November lies in October, and so does the day before that: the same month, which counts once.
  expect(movingReference(daily, g('1 month'), month, NEW_YORK)!.map((i) => text(i.startUs))).toEqual(['2026-10-01T04:00'])
})

test('a fixed reference does not move, and windows of rows have no season', () => {
  const window = windowOfInstant(g('1 day'), us('2026-11-03T12:00:00Z'), 'UTC')
  expect(movingReference(null, g('1 day'), window, 'UTC')).toBeNull()
  expect(movingReference({ kind: 'period', fromUs: 0, toUs: 1 }, g('1 day'), window, 'UTC')).toBeNull()
  expect(movingReference({ kind: 'seasonal', every: days(7), count: 2 }, g('10 rows'), window, 'UTC')).toBeNull()
})

test('the window before is the one of the calendar, with or without rows; of windows of rows, the one before in the list', () => {
  const window = windowOfInstant(g('1 day'), us('2026-11-02T12:00:00Z'), NEW_YORK)
  const before = consecutiveWindow(g('1 day'), window, NEW_YORK, [])!
  expect([text(before.startUs), text(before.endUs)]).toEqual(['2026-11-01T04:00', '2026-11-02T05:00'])
  const rows = [1, 5, 9].map((at) => ({ granularity: '10 rows', startUs: at, endUs: at + 1 }))
  expect(consecutiveWindow(g('10 rows'), rows[2]!, 'UTC', rows)).toBe(rows[1])
  expect(consecutiveWindow(g('10 rows'), rows[0]!, 'UTC', rows)).toBeNull()
})

test.each([
  [['1 day'], '1 day', ['1 day'], []],
  [['1 week', '1 day', '1 hour'], '1 hour', ['1 hour', '1 day', '1 week'], []],
  [['30 minutes', '5 minutes'], '5 minutes', ['5 minutes', '30 minutes'], []],
  // Weeks and months do not nest: days are scanned for both.
  [['1 month', '1 week'], '1 day', ['1 month', '1 week'], []],
  [['2 weeks', '4 weeks'], '2 weeks', ['2 weeks', '4 weeks'], []],
  [['2 weeks', '3 weeks'], '1 day', ['2 weeks', '3 weeks'], []],
  [['100 rows', '1 year', '1 month'], '1 month', ['1 month', '1 year'], ['100 rows']],
  [['100 rows'], undefined, [], ['100 rows']],
] as const)('of %j the root is %s', (granularities, root, calendar, rows) => {
  const plan = planRoots(granularities.map(g))
  expect(plan.root?.text).toBe(root)
  expect(plan.calendar.map((c) => c.text)).toEqual(calendar)
  expect(plan.rows.map((r) => r.text)).toEqual(rows)
})
