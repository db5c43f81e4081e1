import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/checks/finding.ts'
import { foldFindings } from '../../src/checks/fold-findings.ts'
import type { Monitor } from '../../src/config/project.ts'
import { parseGranularity } from '../../src/core/granularity.ts'
import { findFinding } from '../../src/monitor/find-finding.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'

const DAY = 86_400e6
const monitor = {
  name: 'm',
  type: 'inference',
  timeZone: 'UTC',
  granularities: [parseGranularity('1 day')!],
} as unknown as Monitor

const finding = (id: string, given: Partial<Finding> = {}): Finding => ({
  id,
  monitor: 'm',
  window: { granularity: '1 day', startUs: 0, endUs: DAY },
  segment: { sliceKey: null, sliceValue: null, modelId: null },
  columnName: 'amount',
  check: 'drift',
  metric: 'population_stability_index',
  theme: 'feature',
  value: 1,
  referenceValue: null,
  status: 'fail',
  severity: 'low',
  threshold: null,
  nCurrent: 1,
  nReference: 1,
  pValue: null,
  effect: 1,
  policy: 'calibrated',
  sentence: 'x',
  evidence: {},
  ...given,
})

async function storeOf(findings: readonly Finding[]): Promise<MemoryStore> {
  const store = new MemoryStore()
  const starts = [...new Set(findings.map((f) => f.window.startUs))]
  await store.replaceWindows(
    starts.map((startUs) => ({
      monitor: 'm',
      window: {
        window: { granularity: '1 day', startUs, endUs: startUs + DAY },
        rows: 1,
        fingerprint: null,
        complete: true,
        binsVersion: 1,
        computedAtUs: 0,
      },
      segments: [],
      profile: [],
      drift: [],
      findings: findings.filter((f) => f.window.startUs === startUs),
    })),
    [],
    null,
  )
  return store
}

const later = { granularity: '1 day', startUs: DAY, endUs: 2 * DAY }

describe('finding a finding', () => {
  it('takes the whole table for a column, where it is as bad as its worst slice', async () => {
    const slice = { sliceKey: 'plan', sliceValue: 'pro', modelId: null }
    const whole = finding('aaaa0000', { effect: 1 })
    const worse = finding('bbbb0000', { effect: 2, segment: slice })
    const store = await storeOf([worse, whole])
    expect((await findFinding(store, [monitor], 'amount')).finding.id).toBe(whole.id)
    const calm = await storeOf([worse, finding('aaaa0000', { status: 'warn' })])
    expect((await findFinding(calm, [monitor], 'amount')).finding.id).toBe(worse.id)
  })

  it('takes the newest that is not ok where several ids begin alike, and says so', async () => {
    const store = await storeOf([
      finding('3f2a0001'),
      finding('3f2a0002', { window: later, status: 'ok' }),
      finding('3f2a0003', { window: later }),
    ])
    const found = await findFinding(store, [monitor], '3F2A')
    expect(found.finding.id).toBe('3f2a0003')
    expect(found.note).toContain('3 findings begin with 3f2a')
    expect((await findFinding(store, [monitor], '3f2a0001')).note).toBeNull()
  })

  it('lists the candidates where none is more likely than the others', async () => {
    const store = await storeOf([finding('3f2a0001'), finding('3f2a9902', { columnName: 'price' })])
    await expect(findFinding(store, [monitor], '3f2a')).rejects.toThrow(
      /2 findings begin with "3f2a":\n {2}3f2a0001 {2}amount.*\n {2}3f2a9902 {2}price/,
    )
  })

  it('takes a column that looks like an id for a column', async () => {
    const store = await storeOf([finding('0123beef', { columnName: 'face' })])
    expect((await findFinding(store, [monitor], 'face')).finding.id).toBe('0123beef')
    await expect(findFinding(store, [monitor], 'bee')).rejects.toThrow(/too short/)
    await expect(findFinding(store, [monitor], 'beefbeef')).rejects.toThrow(/no finding/)
  })
})

describe('folding findings', () => {
  const slice = (value: string) => ({ sliceKey: 'region', sliceValue: value, modelId: null })

  it('makes one line of one column and check, told by the whole table where that is as bad', () => {
    const folded = foldFindings([
      finding('1', { segment: slice('north'), effect: 9 }),
      finding('2', { effect: 1 }),
      finding('3', { segment: slice('south'), status: 'warn' }),
      finding('4', { columnName: 'price', status: 'warn' }),
    ])
    expect(folded.map(({ finding: { id }, otherSegments, wholeTable }) => [id, otherSegments, wholeTable])).toEqual([
      ['2', 2, null],
      ['4', 0, null],
    ])
  })

  it('says what the whole table says where only slices fail', () => {
    const [only] = foldFindings([finding('1', { segment: slice('north') }), finding('2', { status: 'warn' })])
    expect([only!.finding.id, only!.otherSegments, only!.wholeTable]).toEqual(['1', 0, 'warn'])
  })

  it('counts further window sizes, and not those that say nothing', () => {
    const week = { granularity: '1 week', startUs: 0, endUs: 7 * DAY }
    const [only] = foldFindings([
      finding('1'),
      finding('2', { window: week }),
      finding('3', { segment: slice('x'), status: 'insufficient_data' }),
    ])
    expect([only!.otherGranularities, only!.otherSegments]).toEqual([['1 week'], 0])
  })
})
