import { describe, expect, it } from 'vitest'
import type { RefreshFacts, WindowEvidence } from '../../src/checks/evidence.ts'
import { FACT_CHECKS } from '../../src/checks/fact-checks.ts'
import { judgeWindow } from '../../src/checks/judge-window.ts'
import type { Monitor } from '../../src/config/project.ts'
import {
  categoryBins,
  categoryState,
  DAY_US,
  evidenceOf,
  monitorOf,
  numericBins,
  numericState,
  segmentOf,
  sideOf,
  WINDOW,
} from './build.ts'

const facts = (overrides: Partial<RefreshFacts> = {}): RefreshFacts => ({
  asOfUs: WINDOW.endUs,
  rows: 10_000,
  nullTimestamps: 0,
  unreadableTimestamps: 0,
  futureRows: 0,
  futureMaxUs: null,
  missingColumns: [],
  newColumns: [],
  changedTypes: [],
  newestCompleteEndUs: WINDOW.endUs,
  ...overrides,
})

const even = (rows: number) => numericState([0, rows / 2, rows / 2, 0])
const plain = (overrides: Partial<WindowEvidence> = {}) =>
  evidenceOf(
    [segmentOf(sideOf(1000, { x: even(1000) }), { reference: sideOf(4000, { x: even(4000) }) })],
    [numericBins('x', 2)],
    overrides,
  )
const find = (evidence: WindowEvidence, check: string, monitor: Partial<Monitor> = {}) =>
  judgeWindow(evidence, monitorOf(monitor)).filter((finding) => finding.check === check)

describe('schema', () => {
  it('fails a vanished column as the most severe of all', () => {
    expect(find(plain({ facts: facts({ missingColumns: ['y'] }) }), 'column_missing', { prediction: 'y' })).toMatchObject([
      {
        columnName: 'y',
        status: 'fail',
        severity: 'critical',
        theme: 'data',
        sentence: 'y (the prediction) is no longer in the table',
      },
    ])
  })
  it('fails a changed type, warns of new columns, and is ok otherwise', () => {
    expect(
      find(plain({ facts: facts({ changedTypes: [{ columnName: 'x', from: 'DOUBLE', to: 'VARCHAR' }] }) }), 'column_type'),
    ).toMatchObject([{ status: 'fail', sentence: 'x changed its type from DOUBLE to VARCHAR, so it is not compared' }])
    expect(find(plain({ facts: facts({ newColumns: ['a', 'b'] }) }), 'column_new')).toMatchObject([
      { status: 'warn', value: 2, sentence: '2 columns that the reference does not have: a, b' },
    ])
    expect(find(plain({ facts: facts() }), 'schema')).toMatchObject([{ status: 'ok' }])
    expect(find(plain(), 'schema')).toEqual([])
  })
})

describe('the facts of the whole table', () => {
  it('are told by the checks that are listed as theirs, and by no other', () => {
    const old = { ...facts(), nullTimestamps: 3, missingColumns: ['y'], newColumns: ['a'], newestCompleteEndUs: null }
    const monitor = monitorOf({ freshness: { n: 2, unit: 'days', text: '2 days' } })
    const names = (evidence: WindowEvidence) => judgeWindow(evidence, monitor).map(({ check }) => check)
    const without = new Set(names(plain()))
    for (const told of [facts(), old, { ...old, changedTypes: [{ columnName: 'x', from: 'INT', to: 'TEXT' }] }]) {
      const own = names(plain({ facts: told })).filter((check) => !without.has(check))
      expect(own.length).toBeGreaterThanOrEqual(4)
      expect(FACT_CHECKS).toEqual(expect.arrayContaining(own))
    }
    for (const check of FACT_CHECKS) expect(without).not.toContain(check)
  })
})

describe('timestamps', () => {
  it('warns of any row that no window holds, and fails from one in a hundred on', () => {
    const status = (nullTimestamps: number, unreadableTimestamps = 0) =>
      find(plain({ facts: facts({ nullTimestamps, unreadableTimestamps }) }), 'null_timestamps')[0]!
    expect(status(0)).toMatchObject({ status: 'ok', value: 0 })
    expect(status(1)).toMatchObject({ status: 'warn', value: 1 })
    expect(status(40, 60)).toMatchObject({
      status: 'fail',
      value: 100,
      sentence: 'rows that no window holds: 40 without scored_at, 60 with a scored_at that is not a time (1 % of 10,000)',
    })
  })
  it('warns of the future only when now is really now', () => {
    const late = { futureRows: 3, futureMaxUs: Date.UTC(2099, 0, 1) * 1000 }
    expect(find(plain({ facts: facts(late) }), 'future_timestamps')).toMatchObject([
      { status: 'warn', sentence: '3 of 10,000 rows lie in the future and are left out, the latest 2099-01-01T00:00:00.000Z' },
    ])
    expect(find(plain({ facts: facts({ futureRows: null }) }), 'future_timestamps')).toEqual([])
  })
})

describe('duplicates of the key', () => {
  it('are judged when a key is declared', () => {
    const key = { key: ['booking_id'] }
    expect(find(plain({ duplicates: 0 }), 'duplicates', key)).toMatchObject([
      { status: 'ok', sentence: 'booking_id is unique in 1,000 rows' },
    ])
    expect(find(plain({ duplicates: 1 }), 'duplicates', key)).toMatchObject([{ status: 'warn' }])
    expect(find(plain({ duplicates: 10 }), 'duplicates', key)).toMatchObject([
      { status: 'fail', sentence: '10 of 1,000 rows (1 %) repeat a booking_id that was there before' },
    ])
    expect(find(plain({ duplicates: null }), 'duplicates', key)).toEqual([])
  })
})

describe('freshness', () => {
  const freshness = { freshness: { n: 2, unit: 'days', text: '2 days' } } as const
  it('fails when the newest complete window is older than allowed', () => {
    const old = facts({ newestCompleteEndUs: WINDOW.endUs - 3 * DAY_US })
    expect(find(plain({ facts: old }), 'freshness', freshness)).toMatchObject([
      {
        status: 'fail',
        value: 72,
        threshold: 48,
        sentence: 'the newest complete window ended 3 days ago, more than the 2 days allowed',
      },
    ])
    expect(find(plain({ facts: facts() }), 'freshness', freshness)).toMatchObject([{ status: 'ok' }])
    expect(find(plain({ facts: facts() }), 'freshness')).toEqual([])
    expect(find(plain({ facts: facts({ newestCompleteEndUs: null }) }), 'freshness', freshness)).toMatchObject([
      { status: 'no_data' },
    ])
  })
})

describe('volume', () => {
  const volume = (rows: number, volumeHistory: number[] | null, complete = true) =>
    find(plain({ rows, volumeHistory, complete }), 'volume')
  it('waits for the end of the window and for three windows to compare with', () => {
    expect(volume(10, [1000, 1000, 1000], false)).toEqual([])
    expect(volume(10, null)).toEqual([])
    expect(volume(10, [1000, 1000])).toMatchObject([{ status: 'insufficient_data' }])
  })
  it('needs a surprising p-value and a factor: 1.5 warns, 2 fails, both ways', () => {
    const usual = [1000, 1010, 990, 1005, 995, 1000, 1000, 1002]
    expect(volume(1000, usual)).toMatchObject([
      { status: 'ok', sentence: '1,000 rows, usually 1,000 (the same weekday, last 8)' },
    ])
    expect(volume(1400, usual)).toMatchObject([{ status: 'ok' }])
    expect(volume(1600, usual)).toMatchObject([{ status: 'warn', threshold: 1.5 }])
    expect(volume(400, usual)).toMatchObject([
      {
        status: 'fail',
        threshold: 2,
        sentence: '400 rows came, 2.5 times fewer than usual: usually 1,000 (the same weekday, last 8)',
      },
    ])
    expect(volume(2200, usual)).toMatchObject([{ status: 'fail' }])
    // Rows that vary by a factor of ten anyway: three times as many are no surprise.
    expect(volume(3000, [100, 1000, 10_000, 300, 3000, 900, 1100, 1000])).toMatchObject([{ status: 'ok' }])
  })
  it('fails a window without any rows', () => {
    const evidence = evidenceOf([], [], { rows: 0, volumeHistory: [500, 520, 480, 510] })
    expect(judgeWindow(evidence, monitorOf())).toMatchObject([
      { check: 'volume', status: 'fail', sentence: 'no rows came, usually 505 (the same weekday, last 4)' },
    ])
  })
})

describe('missing values', () => {
  const judge = (missingNow: number, missingBefore: number) => {
    const now = numericState([0, 500, 500, 0], { missing: missingNow })
    const before = numericState([0, 2000, 2000, 0], { missing: missingBefore })
    return find(
      evidenceOf(
        [segmentOf(sideOf(now.counts.rows, { x: now }), { reference: sideOf(before.counts.rows, { x: before }) })],
        [numericBins('x', 2)],
      ),
      'missing_share',
    )
  }
  it('fails when the share of missing rows moved more than chance and more than 2 points', () => {
    const [finding] = judge(250, 0)
    expect(finding).toMatchObject({
      columnName: 'x',
      status: 'fail',
      value: 0.2,
      referenceValue: 0,
      nCurrent: 1250,
      threshold: 0.02,
    })
    expect(finding!.sentence).toBe('x lacks more values: 20 % missing, was 0 % in the reference (1,250 against 4,000 rows)')
    expect(judge(0, 1000)).toMatchObject([{ status: 'fail' }])
  })
  it('says in one line that all columns are fine', () => {
    expect(judge(3, 10)).toMatchObject([
      { columnName: ':table', status: 'ok', sentence: 'missing values are as in the reference in the one column' },
    ])
  })
})

describe('unseen categories', () => {
  const judge = (current: Record<string, number>, reference: Record<string, number> = { a: 6000, b: 4000 }) => {
    const now = categoryState(current)
    const before = categoryState(reference)
    return find(
      evidenceOf(
        [segmentOf(sideOf(now.counts.rows, { c: now }), { reference: sideOf(before.counts.rows, { c: before }) })],
        [categoryBins('c', Object.keys(reference))],
      ),
      'unseen_categories',
    )
  }
  it('fails new values in more rows than the rare ones let expect, and names the frequent of them', () => {
    const [finding] = judge({ a: 500, b: 400, new: 90, rare: 4 })
    expect(finding).toMatchObject({ status: 'fail', columnName: 'c' })
    expect(finding!.sentence).toContain('c has 2 values that the reference never had, in 9.46 % of 994 rows: "new" (90 rows)')
    expect(finding!.sentence).not.toContain('rare')
  })
  it('expects new values where the reference has many that it saw once', () => {
    const once = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`once ${i}`, 1]))
    expect(judge({ a: 950, z: 50 }, { a: 900, ...once })).toMatchObject([{ columnName: ':table', status: 'ok' }])
  })
})

describe('values outside the range', () => {
  it('fail when there are more than the reference lets expect', () => {
    const now = numericState([30, 485, 485, 0])
    const before = even(4000)
    const evidence = evidenceOf(
      [segmentOf(sideOf(1000, { x: now }), { reference: sideOf(4000, { x: before }) })],
      [numericBins('x', 2)],
    )
    const [finding] = find(evidence, 'out_of_range')
    expect(finding).toMatchObject({ status: 'fail', value: 0.03, columnName: 'x' })
    expect(finding!.sentence).toBe('x lies outside the range of the reference in 3 % of 1,000 rows: 30 below 0 (down to -0.5)')
    expect(find(plain(), 'out_of_range')).toMatchObject([{ columnName: ':table', status: 'ok' }])
  })
})

describe('a column that got stuck', () => {
  it('fails when one value could not be chance', () => {
    const stuck = numericState([0, 200, 0, 0])
    const evidence = evidenceOf(
      [segmentOf(sideOf(200, { x: stuck }), { reference: sideOf(4000, { x: even(4000) }) })],
      [numericBins('x', 2)],
    )
    expect(find(evidence, 'constant')).toMatchObject([{ status: 'fail', columnName: 'x' }])
    const mostlyZero = numericState([0, 3990, 10, 0])
    const zeros = evidenceOf(
      [segmentOf(sideOf(200, { x: stuck }), { reference: sideOf(4000, { x: mostlyZero }) })],
      [numericBins('x', 2)],
    )
    expect(find(zeros, 'constant')).toEqual([])
  })
})

describe('the prediction', () => {
  it('is broken when it has no value at all', () => {
    const empty = numericState([0, 0, 0, 0], { missing: 300 })
    const evidence = evidenceOf([segmentOf(sideOf(300, { y_pred: empty }))], [numericBins('y_pred', 2)])
    expect(find(evidence, 'prediction_null', { prediction: 'y_pred' })).toMatchObject([
      {
        status: 'fail',
        severity: 'critical',
        theme: 'data',
        sentence: 'y_pred (the prediction) has no value in any of 300 rows',
      },
    ])
  })
})

describe('a segment without reference', () => {
  it('is said once', () => {
    const slice = { sliceKey: 'hotel', sliceValue: 'New', modelId: null }
    const evidence = evidenceOf([segmentOf(sideOf(10), { reference: sideOf(10) }), segmentOf(sideOf(5), { segment: slice })], [])
    expect(find(evidence, 'reference')).toMatchObject([
      {
        status: 'no_data',
        segment: slice,
        sentence: 'the reference has no rows for hotel = New, so its 5 rows are not compared',
      },
    ])
  })
})
