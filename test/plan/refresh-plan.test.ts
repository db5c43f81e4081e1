/** Which windows a refresh computes and judges, from what the index says now and what the store held before. */
import { expect, test } from 'vitest'
import type { Monitor } from '../../src/config/project.ts'
import { type Granularity, keyOfInstant, parseGranularity, windowOfInstant } from '../../src/core/granularity.ts'
import type { IndexedWindow } from '../../src/engines/engine.ts'
import { planRefresh, type RefreshInput, type RefreshPlan } from '../../src/plan/refresh-plan.ts'
import type { StoredWindow } from '../../src/store/store.ts'

const DAY_US = 86_400_000_000
const us = (iso: string): number => Date.parse(iso) * 1000
const granularity = (text: string): Granularity => parseGranularity(text)!
const DAY = granularity('1 day')
const WEEK = granularity('1 week')

/** Four whole weeks, Monday 2026-01-05 to Sunday 2026-02-01. */
const FIRST = us('2026-01-05T00:00:00Z')
const AS_OF = us('2026-03-01T00:00:00Z')

const monitor = (more: Partial<Monitor> = {}): Monitor => ({
  name: 'm',
  type: 'time_series',
  connection: 'default',
  table: 't.parquet',
  timeZone: 'UTC',
  timestamp: 'ts',
  granularities: [DAY, WEEK],
  labels: null,
  retraining: null,
  mlflow: null,
  documentation: null,
  operations: null,
  outcomeValues: null,
  features: { include: null, exclude: [] },
  types: new Map(),
  slices: [],
  reference: null,
  bins: 32,
  customMetrics: [],
  policy: 'calibrated',
  policySettings: { failP: 0.001, warnP: 0.01, failSize: 0.1, warnSize: 0.05 },
  checks: [],
  key: null,
  minimumCategoryCount: 5,
  place: 'leeway.yaml:1:1',
  ...more,
})

/** Day number d (0: the first) with ten rows and a fingerprint. */
const dayOf = (d: number, rows = 10, fingerprint = `f${d}`): IndexedWindow => ({
  key: keyOfInstant(DAY, FIRST + d * DAY_US, 'UTC'),
  rows,
  minUs: FIRST + d * DAY_US,
  maxUs: FIRST + d * DAY_US + 1,
  fingerprint,
})
const days = (n: number): IndexedWindow[] => Array.from({ length: n }, (_, d) => dayOf(d))

const plan = (input: Partial<RefreshInput>): RefreshPlan =>
  planRefresh({
    monitor: monitor(),
    root: DAY,
    granularities: [DAY, WEEK],
    indexed: days(28),
    stored: [],
    scope: { startUs: Number.NEGATIVE_INFINITY, endUs: Number.POSITIVE_INFINITY },
    asOfUs: AS_OF,
    full: false,
    ...input,
  })

/** What the store holds after a refresh of these days: what that refresh judged. */
const storedAfter = (indexed: readonly IndexedWindow[], more: Partial<RefreshInput> = {}): StoredWindow[] =>
  plan({ indexed, ...more }).judged.map(({ window, rows, fingerprint, complete }) => ({
    window,
    rows,
    fingerprint,
    complete,
    binsVersion: 1,
    computedAtUs: 0,
  }))

const date = (startUs: number): string => new Date(startUs / 1000).toISOString().slice(0, 10)
const name = (w: { readonly granularity: string | null; readonly startUs: number }): string =>
  `${w.granularity} ${date(w.startUs)}`
/** The windows whose profile is computed, and those that are only compared again. */
const told = (p: RefreshPlan) => ({
  computed: p.judged
    .filter((j) => j.changed)
    .map((j) => name(j.window))
    .toSorted(),
  compared: p.judged
    .filter((j) => !j.changed)
    .map((j) => name(j.window))
    .toSorted(),
  removed: p.removed.map(name).toSorted(),
})
const NOTHING = { computed: [], compared: [], removed: [] }

test('a first refresh computes every day and every week, each once', () => {
  const p = plan({})
  expect(p.changedRoots.size).toBe(28)
  expect(told(p).computed).toHaveLength(28 + 4)
  expect(new Set(told(p).computed).size).toBe(32)
  expect(
    p.judged.filter((j) => j.granularity.text === '1 week').map((j) => [date(j.window.startUs), j.rows, j.roots.length]),
  ).toEqual([
    ['2026-01-05', 70, 7],
    ['2026-01-12', 70, 7],
    ['2026-01-19', 70, 7],
    ['2026-01-26', 70, 7],
  ])
})

test('windows come in the order of time, so that one is judged after what it is compared with', () => {
  const { judged } = plan({})
  expect(judged.map((j) => j.window.startUs)).toEqual(judged.map((j) => j.window.startUs).toSorted((a, b) => a - b))
})

test('nothing changed: nothing is computed, judged or removed', () => {
  const p = plan({ stored: storedAfter(days(28)) })
  expect(told(p)).toEqual(NOTHING)
  expect([...p.changedRoots, ...p.touched]).toEqual([])
})

test('one new day computes itself and its week, and compares nothing else', () => {
  const p = plan({ stored: storedAfter(days(27)) })
  expect(told(p)).toEqual({ computed: ['1 day 2026-02-01', '1 week 2026-01-26'], compared: [], removed: [] })
  expect(p.touched).toEqual([{ startUs: FIRST + 27 * DAY_US, endUs: FIRST + 28 * DAY_US }])
})

test('late rows compute their day and week, and compare the day and the week after again', () => {
  const indexed = days(28).with(9, dayOf(9, 11, 'late'))
  expect(told(plan({ indexed, stored: storedAfter(days(28)) }))).toEqual({
    computed: ['1 day 2026-01-14', '1 week 2026-01-12'],
    compared: ['1 day 2026-01-15', '1 week 2026-01-19'],
    removed: [],
  })
})

test('a day with as many rows and another fingerprint is a changed day', () => {
  const indexed = days(28).with(9, dayOf(9, 10, 'rewritten'))
  const p = plan({ indexed, stored: storedAfter(days(28)) })
  expect([...p.changedRoots].map(date)).toEqual(['2026-01-14'])
  expect(told(p).computed).toEqual(['1 day 2026-01-14', '1 week 2026-01-12'])
})

test('a day that lost its rows inside the series stays as an empty one; its week and its neighbours follow', () => {
  const p = plan({ indexed: days(28).toSpliced(9, 1), stored: storedAfter(days(28)) })
  expect(told(p)).toEqual({
    computed: ['1 day 2026-01-14', '1 week 2026-01-12'],
    compared: ['1 day 2026-01-15', '1 week 2026-01-19'],
    removed: [],
  })
  expect(p.judged.find((j) => j.window.startUs === FIRST + 9 * DAY_US)).toMatchObject({ rows: 0, complete: true, roots: [] })
})

test('days that lost their rows at either end are removed, with a week that has no other', () => {
  const p = plan({ indexed: days(21).slice(1), stored: storedAfter(days(28)) })
  expect(told(p).removed).toEqual([
    '1 day 2026-01-05',
    ...Array.from({ length: 7 }, (_, d) => `1 day ${date(FIRST + (21 + d) * DAY_US)}`),
    '1 week 2026-01-26',
  ])
  expect(told(p)).toMatchObject({
    computed: ['1 week 2026-01-05'],
    compared: ['1 day 2026-01-06', '1 day 2026-01-25', '1 week 2026-01-12'],
  })
})

test('a table that lost all its rows loses all its windows', () => {
  const p = plan({ indexed: [], stored: storedAfter(days(28)) })
  expect(told(p)).toMatchObject({ computed: [], compared: [] })
  expect(p.removed).toHaveLength(32)
  expect(p.newest).toBeNull()
})

test('what lies before the start of the lookback is left alone, gone rows too', () => {
  const scope = { startUs: FIRST + 14 * DAY_US, endUs: Number.POSITIVE_INFINITY }
  const indexed = days(28)
    .slice(14)
    .with(0, dayOf(14, 12, 'late'))
  expect(told(plan({ indexed, stored: storedAfter(days(28)), scope }))).toEqual({
    computed: ['1 day 2026-01-19', '1 week 2026-01-19'],
    compared: ['1 day 2026-01-20', '1 week 2026-01-26'],
    removed: [],
  })
})

test('a stretch that an earlier refresh did not finish is computed although its rows are as they were', () => {
  const pending = [{ startUs: FIRST + 3 * DAY_US, endUs: FIRST + 5 * DAY_US }]
  expect(told(plan({ stored: storedAfter(days(28)), pending }))).toEqual({
    computed: ['1 day 2026-01-08', '1 day 2026-01-09', '1 week 2026-01-05'],
    compared: ['1 day 2026-01-10', '1 week 2026-01-12'],
    removed: [],
  })
})

test('a full refresh computes every window, the empty ones too', () => {
  const indexed = days(28).toSpliced(9, 1)
  const p = plan({ indexed, stored: storedAfter(indexed), full: true })
  expect(told(p).computed).toHaveLength(28 + 4)
  expect(told(p).compared).toEqual([])
})

test('a window that has become complete is judged again without being computed', () => {
  const noon = FIRST + 27.5 * DAY_US
  const stored = storedAfter(days(28), { asOfUs: noon })
  expect(stored.filter((s) => !s.complete).map((s) => name(s.window))).toEqual(['1 week 2026-01-26', '1 day 2026-02-01'])
  expect(told(plan({ stored, asOfUs: noon + 1 }))).toEqual(NOTHING)
  expect(told(plan({ stored }))).toEqual({ ...NOTHING, compared: ['1 day 2026-02-01', '1 week 2026-01-26'] })
})

test('new facts about the table judge the newest window again, the finest one', () => {
  expect(told(plan({ stored: storedAfter(days(28)), newFacts: true }))).toEqual({ ...NOTHING, compared: ['1 day 2026-02-01'] })
})

test('when the newest window loses its rows, the one before it is judged again: it tells the facts of the table now', () => {
  const p = plan({ stored: storedAfter(days(28)), indexed: days(27), granularities: [DAY] })
  expect(told(p)).toEqual({ computed: [], compared: ['1 day 2026-01-31'], removed: ['1 day 2026-02-01'] })
})

test.each([
  [
    'a rolling reference of 3 days',
    { reference: { kind: 'rolling', length: { n: 3, unit: 'days', text: '3 days' }, lag: null } },
    [10, 11, 12],
  ],
  [
    'a rolling reference of 2 days with a lag of one',
    {
      reference: { kind: 'rolling', length: { n: 2, unit: 'days', text: '2 days' }, lag: { n: 1, unit: 'days', text: '1 day' } },
    },
    // The day after is compared with the one before it in any case.
    [10, 11, 12],
  ],
  [
    'the same weekday of the last two weeks',
    { reference: { kind: 'seasonal', every: { n: 7, unit: 'days', text: '7 days' }, count: 2 } },
    [10, 16, 23],
  ],
  ['a check that pools 4 days', { checks: [pooled(4)] }, [10, 11, 12, 13]],
  ['the policy that pools 30 days', { policy: 'classic' }, Array.from({ length: 18 }, (_, k) => 10 + k)],
] as const)('%s: late rows compare again every day that looks back at them', (_what, more, expected) => {
  const m = monitor({ ...(more as Partial<Monitor>), granularities: [DAY] })
  const input = { monitor: m, granularities: [DAY] }
  const p = plan({ ...input, indexed: days(28).with(9, dayOf(9, 11, 'late')), stored: storedAfter(days(28), input) })
  expect(told(p)).toEqual({
    computed: ['1 day 2026-01-14'],
    compared: expected.map((d) => `1 day ${date(FIRST + d * DAY_US)}`),
    removed: [],
  })
})

function pooled(n: number) {
  const length = { n, unit: 'days', text: `${n} days` } as const
  return {
    name: 'rate',
    metric: 'count',
    columns: null,
    against: { kind: 'last', length },
    warn: null,
    fail: { changeAbove: 0.05 },
    severity: null,
    place: 'leeway.yaml:9:1',
  } as const
}

test('a root that nobody asked for loses its windows with its rows, and no day of it is judged', () => {
  const month = granularity('1 month')
  const input = { monitor: monitor({ granularities: [WEEK, month] }), granularities: [WEEK, month] }
  const helpers: StoredWindow[] = plan(input).roots.map(({ window, rows, fingerprint }) => ({
    window,
    rows,
    fingerprint,
    complete: true,
    binsVersion: 1,
    computedAtUs: 0,
  }))
  const stored = [...storedAfter(days(28), input), ...helpers]
  expect(told(plan({ ...input, stored }))).toEqual(NOTHING)
  const p = plan({ ...input, stored, indexed: days(27) })
  expect(told(p)).toEqual({
    computed: ['1 week 2026-01-26'],
    compared: [],
    removed: ['1 day 2026-02-01', '1 month 2026-02-01'],
  })
})

test('calendar windows follow the zone: a day of 25 hours is one window, compared with the local day before', () => {
  const zone = 'America/New_York'
  const dates = ['2026-10-31', '2026-11-01', '2026-11-02', '2026-11-03']
  const indexed = dates.map((text, i): IndexedWindow => {
    // 16:00 UTC lies inside the local date in both halves of the year.
    const at = us(`${text}T16:00:00Z`)
    return { key: keyOfInstant(DAY, at, zone), rows: 10 + i, minUs: at, maxUs: at + 1, fingerprint: text }
  })
  const input = {
    monitor: monitor({ timeZone: zone, granularities: [DAY] }),
    granularities: [DAY],
    asOfUs: us('2026-12-01T00:00:00Z'),
  }
  const first = plan({ ...input, indexed })
  expect(
    first.judged.map((j) => [new Date(j.window.startUs / 1000).toISOString(), (j.window.endUs - j.window.startUs) / 3.6e9]),
  ).toEqual([
    ['2026-10-31T04:00:00.000Z', 24],
    ['2026-11-01T04:00:00.000Z', 25],
    ['2026-11-02T05:00:00.000Z', 24],
    ['2026-11-03T05:00:00.000Z', 24],
  ])
  const later = plan({
    ...input,
    indexed: indexed.with(1, { ...indexed[1]!, fingerprint: 'late' }),
    stored: storedAfter(indexed, input),
  })
  expect(told(later)).toEqual({ computed: ['1 day 2026-11-01'], compared: ['1 day 2026-11-02'], removed: [] })
  expect(windowOfInstant(DAY, us('2026-11-02T04:59:59Z'), zone).startUs).toBe(us('2026-11-01T04:00:00Z'))
})

test('windows of n rows: those after the changed one are compared with the one before them, also across a gap', () => {
  const rows = granularity('100 rows')
  const at = (k: number, n = 100, fingerprint = `r${k}`): IndexedWindow => ({
    key: k,
    rows: n,
    minUs: FIRST + k * 3 * DAY_US,
    maxUs: FIRST + k * 3 * DAY_US + DAY_US,
    fingerprint,
  })
  const indexed = [at(0), at(1), at(2), at(3, 40)]
  const input = { monitor: monitor({ granularities: [rows] }), root: rows, granularities: [rows] }
  const first = plan({ ...input, indexed })
  expect(first.judged.map((j) => j.complete)).toEqual([true, true, true, false])
  const p = plan({ ...input, indexed: indexed.with(1, at(1, 100, 'other')), stored: storedAfter(indexed, input) })
  expect(told(p)).toEqual({ computed: ['100 rows 2026-01-08'], compared: ['100 rows 2026-01-11'], removed: [] })
})

test('windows of n rows whose first rows share one instant still begin one after the other', () => {
  const rows = granularity('2 rows')
  const same = (key: number): IndexedWindow => ({ key, rows: 2, minUs: FIRST, maxUs: FIRST, fingerprint: `${key}` })
  const p = plan({
    monitor: monitor({ granularities: [rows] }),
    root: rows,
    granularities: [rows],
    indexed: [same(0), same(1), same(2)],
  })
  expect(p.judged.map((j) => j.window.startUs - FIRST)).toEqual([0, 1, 2])
  for (const { window } of p.judged) expect(window.endUs).toBeGreaterThan(window.startUs)
})

test('a sparse series is not judged window by window where it has more than a thousand empty ones', () => {
  const indexed = [dayOf(0), dayOf(1_500)]
  const input = { monitor: monitor({ granularities: [DAY] }), granularities: [DAY], asOfUs: FIRST + 2_000 * DAY_US }
  expect(plan({ ...input, indexed }).judged).toHaveLength(2)
  const near = plan({ ...input, indexed: [dayOf(0), dayOf(1_000)] })
  expect(near.judged).toHaveLength(1_001)
  expect(near.judged.filter((j) => j.rows === 0)).toHaveLength(999)
})

const labelled = (n: number, changed: Readonly<Record<number, string>> = {}): ReadonlyMap<number, string> =>
  new Map(days(n).map((w, d) => [w.key, changed[d] ?? `l${d}`]))

test('outcomes that changed judge their days, and what is compared with them, without a row of them being new', () => {
  const input = { indexed: days(28), labels: labelled(28) }
  const stored = storedAfter(input.indexed, input)
  expect(plan({ ...input, stored }).judged).toEqual([])
  const p = plan({ ...input, stored, labels: labelled(28, { 9: 'corrected' }) })
  expect(told(p)).toEqual({
    computed: ['1 day 2026-01-14', '1 week 2026-01-12'],
    compared: ['1 day 2026-01-15', '1 week 2026-01-19'],
    removed: [],
  })
  expect([...p.changedRoots]).toEqual([])
  expect([...p.relabelled]).toEqual([FIRST + 9 * DAY_US])
})

test('outcomes that vanished count as a change, and windows from before labels were joined are looked at once', () => {
  const input = { indexed: days(28), labels: labelled(28) }
  const stored = storedAfter(input.indexed, input)
  const without = new Map([...input.labels].filter(([key]) => key !== dayOf(3).key))
  expect([...plan({ ...input, stored, labels: without }).relabelled]).toEqual([FIRST + 3 * DAY_US])
  const before = storedAfter(input.indexed, { indexed: input.indexed })
  expect(plan({ ...input, stored: before }).relabelled.size).toBe(28)
})

test('a window that time alone made mature is judged again, and keeps its numbers', () => {
  const input = { indexed: days(28), labels: labelled(28) }
  const stored = storedAfter(input.indexed, input)
  const matured = { startUs: FIRST + 8 * DAY_US, endUs: FIRST + 10 * DAY_US }
  expect(told(plan({ ...input, stored, matured }))).toEqual({
    computed: [],
    compared: ['1 day 2026-01-13', '1 day 2026-01-14'],
    removed: [],
  })
})
