import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import type { RunRecord, WindowResult } from '../../src/store/store.ts'
import { exported, temporaryFolder, temporaryStore } from './fixtures.ts'
import { bins, counts, DAY_US, day, driftRow, finding, monitorState, profileRow, storedWindow, windowResult } from './rows.ts'

const run = (id: string, more: Partial<RunRecord> = {}): RunRecord => ({
  id,
  startedAtUs: 1_700_000_000_000_000,
  finishedAtUs: null,
  command: 'run',
  asOfUs: 1_700_000_000_000_000,
  configHash: 'c1',
  version: '0.1.0',
  status: 'running',
  rowsRead: 0,
  statements: 0,
  error: null,
  ...more,
})

it('gives back every part of a window that was stored, after closing and opening again', async () => {
  const path = join(temporaryFolder(), 'folder that is not there yet', 'store.duckdb')
  const slice = { sliceKey: 'lead_time > 90', sliceValue: 'true', modelId: 'm\u00001' }
  const window = day(19_000)
  const profile = profileRow(
    window,
    'price "x"; 😀',
    {
      count: 12,
      avg: 0.1 + 0.2,
      min: -1e308,
      quantiles: [1, 2, 2, 2, 5.5],
      frequent_items: [{ item: 'a', count: 3 }],
      hellinger_distance: 0.25,
    },
    { segment: slice, custom: new Map([['rate', 0.5]]), reasons: new Map([['stddev', 'one_row']]) },
  )
  const drift = driftRow(
    window,
    'price',
    { count_delta: -3, ks_test: { statistic: 0.1, pvalue: 6.117e-321 }, kl_divergence: 1.5 },
    { windowCmp: day(18_999), driftType: 'CONSECUTIVE' },
  )
  const result: WindowResult = {
    monitor: 'hotel',
    window: storedWindow(window, 12, { complete: false, fingerprint: null }),
    segments: [{ window, segment: slice, rows: 12, columns: new Map([['price', counts(12)]]), quality: {} }],
    profile: [profile],
    drift: [drift],
    findings: [finding('hotel', window)],
  }
  const state = { ...monitorState('c1', { time_zone: 'UTC' }), files: new Map([['/a.parquet', '10@5']]) }
  const first = await openStore(path)
  await first.replaceWindows([result], [], { monitor: 'hotel', state })
  await first.close()
  expect(existsSync(`${path}.wal`)).toBe(false)

  const store = await temporaryStore(path)
  expect(await store.monitorState('hotel')).toEqual(state)
  expect(await store.monitorState('other')).toBeNull()
  expect(await store.windows('hotel')).toEqual([result.window])
  expect(await store.windows('hotel', '1 week')).toEqual([])
  expect(await store.segments('hotel', '1 day', window.startUs, window.endUs)).toEqual(result.segments)
  expect(await store.segments('hotel', '1 day', window.endUs, Number.POSITIVE_INFINITY)).toEqual([])
  expect(await store.profileRows('hotel', {})).toEqual([profile])
  expect(await store.profileRows('hotel', { wholeOnly: true })).toEqual([])
  expect(await store.driftRows('hotel', { columnName: 'price', granularity: '1 day' })).toEqual([drift])
  expect(await store.findings({ monitor: 'hotel', statuses: ['fail', 'warn'], idPrefix: 'hotel-' })).toEqual(result.findings)
  expect(await store.findings({ statuses: ['ok'] })).toEqual([])
})

it('replaces a window whole and leaves the others alone', async () => {
  const store = await temporaryStore()
  await store.replaceWindows(
    [1, 2, 3].map((n) => windowResult('m', day(n), 10)),
    [],
    null,
  )
  await store.replaceWindows([windowResult('other', day(2), 7)], [], null)
  await store.replaceWindows([windowResult('m', day(2), 99)], [{ monitor: 'm', window: day(3) }], null)
  expect((await store.windows('m')).map((w) => [w.window.startUs / DAY_US, w.rows])).toEqual([
    [1, 10],
    [2, 99],
  ])
  const rows = await store.profileRows('m', { columnName: ':table' })
  expect(rows.map((r) => r.values.get('count'))).toEqual([10, 99])
  expect((await store.driftRows('m', {})).map((r) => r.values.get('count_delta'))).toEqual([10, 99])
  expect((await store.findings({ monitor: 'm' })).map((f) => f.nCurrent)).toEqual([10, 99])
  expect((await store.segments('m', '1 day', 0, 9 * DAY_US)).map((s) => s.rows)).toEqual([10, 99])
  expect((await store.windows('other')).map((w) => w.rows)).toEqual([7])
})

it('replaces the window of a snapshot, which has no granularity', async () => {
  const store = await temporaryStore()
  const instant = { granularity: null, startUs: 5, endUs: 5 }
  await store.replaceWindows([windowResult('m', instant, 1), windowResult('m', day(1), 3)], [], null)
  await store.replaceWindows([windowResult('m', instant, 2)], [], null)
  expect((await store.windows('m', null)).map((w) => w.rows)).toEqual([2])
  expect((await store.windows('m')).map((w) => w.rows)).toEqual([2, 3])
})

it('changes nothing when a part of the change fails', async () => {
  const store = await temporaryStore()
  await store.replaceWindows([windowResult('m', day(1), 10)], [], null)
  const broken = { ...windowResult('m', day(1), 20), profile: [profileRow(day(1), 'price', { avg: 'not a number', novel: 1 })] }
  await expect(store.replaceWindows([broken], [], { monitor: 'm', state: monitorState() })).rejects.toThrow(
    /avg must be a number/,
  )
  expect((await store.windows('m')).map((w) => w.rows)).toEqual([10])
  expect(await store.monitorState('m')).toBeNull()
  expect(Object.keys((await exported(store, 'profile_metrics'))[0]!)).not.toContain('novel')
})

it('keeps frozen bins exactly, and older ones as long as a window needs them', async () => {
  const store = await temporaryStore()
  const first = bins('m', 1, {
    columns: new Map([
      [
        'price',
        {
          column: { name: 'price', engineType: 'DOUBLE', dataType: 'double', kind: 'numeric' },
          fine: new Float64Array([0.1, 0.2, 0.3]),
          coarse: new Float64Array([0.2]),
          coarseOfFine: new Int32Array([0, 0, 1, 1]),
          shift: 0.15,
        },
      ],
      [
        'city',
        {
          column: { name: 'city', engineType: 'VARCHAR', dataType: 'string', kind: 'categorical' },
          categories: ['b', 'a', ''],
          knownValues: null,
        },
      ],
      ['note', { column: { name: 'note', engineType: 'VARCHAR', dataType: 'string', kind: 'text' }, knownValues: ['x'] }],
    ]),
    sliceValues: new Map([['hotel', ['City', "O'Hare"]]]),
  })
  const segments = [{ window: null, segment: { sliceKey: null, sliceValue: null, modelId: null }, rows: 100, columns: new Map() }]
  await store.saveReference(first, segments, [profileRow(null, ':table', { count: 100 })])
  expect(await store.bins('m')).toEqual(first)
  expect(await store.referenceSegments('m', 1)).toEqual(segments)
  await store.replaceWindows([windowResult('m', day(1), 5)], [], { monitor: 'm', state: monitorState() })

  await store.saveReference(bins('m', 2), [], [profileRow(null, ':table', { count: 101 })])
  expect((await store.bins('m'))?.version).toBe(2)
  expect(await store.referenceSegments('m', 1)).toHaveLength(1)
  const baseline = (await store.profileRows('m', { columnName: ':table' })).filter((r) => r.logType === 'BASELINE')
  expect(baseline.map((r) => r.values.get('count'))).toEqual([101])

  const moved = { ...windowResult('m', day(1), 5), window: storedWindow(day(1), 5, { binsVersion: 2 }) }
  await store.replaceWindows([moved], [], null)
  expect(await store.referenceSegments('m', 1)).toEqual([])
})

it('counts the versions of a monitor by its configuration, and rows keep theirs', async () => {
  const store = await temporaryStore()
  await store.saveReference(bins('m', 1), [], [profileRow(null, ':table', { count: 1 })])
  await store.replaceWindows([windowResult('m', day(1), 1)], [], { monitor: 'm', state: monitorState('a') })
  await store.replaceWindows([windowResult('m', day(2), 1)], [], { monitor: 'm', state: monitorState('a') })
  await store.replaceWindows([windowResult('m', day(3), 1)], [], { monitor: 'm', state: monitorState('b') })
  const rows = await exported(store, 'profile_metrics', { where: `column_name = ':table'` })
  expect(rows.map((r) => [r['log_type'], r['monitor_version']])).toEqual([
    ['BASELINE', 0],
    ['INPUT', 0],
    ['INPUT', 0],
    ['INPUT', 1],
  ])
})

it('forgets a monitor whole', async () => {
  const store = await temporaryStore()
  await store.saveReference(bins('m', 1), [], [profileRow(null, ':table', { count: 1 })])
  await store.replaceWindows([windowResult('m', day(1), 1), windowResult('n', day(1), 1)], [], {
    monitor: 'm',
    state: monitorState(),
  })
  await store.forget('m')
  expect([await store.windows('m'), await store.profileRows('m', {}), await store.findings({ monitor: 'm' })]).toEqual([
    [],
    [],
    [],
  ])
  expect([await store.bins('m'), await store.monitorState('m')]).toEqual([null, null])
  expect(await store.windows('n')).toHaveLength(1)
})

it('records runs, and marks a run that never ended as interrupted when the next begins', async () => {
  const store = await temporaryStore()
  await store.beginRun(run('a'))
  await store.endRun(run('a', { finishedAtUs: 1_700_000_001_000_000, status: 'ok', rowsRead: 5 }))
  await store.beginRun(run('b', { startedAtUs: 1_700_000_002_000_000 }))
  const path = store.path
  await store.close()
  const again = await temporaryStore(path)
  await again.beginRun(run('c', { startedAtUs: 1_700_000_003_000_000 }))
  expect((await again.runs(10)).map((r) => [r.id, r.status])).toEqual([
    ['c', 'running'],
    ['b', 'interrupted'],
    ['a', 'ok'],
  ])
  expect(await again.runs(1)).toHaveLength(1)
})
