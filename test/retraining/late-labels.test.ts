import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/parse-config.ts'
import type { Monitor } from '../../src/config/project.ts'
import type { JsonValue } from '../../src/core/json.ts'
import { WHOLE, type Window } from '../../src/core/window.ts'
import { knownMetricIds } from '../../src/metrics/known-metrics.ts'
import type { DriftRow, ProfileRow } from '../../src/metrics/rows.ts'
import { decideMonitor } from '../../src/retraining/decide-monitor.ts'
import { MemoryStore } from '../../src/store/memory-store.ts'
import type { WindowResult } from '../../src/store/store.ts'

const DAY_US = 86_400_000_000
const us = (iso: string): number => Date.parse(iso) * 1000

const monitor = (extra: string): Monitor =>
  parseConfig(
    `version: 1
monitors:
  m:
    table: scored.parquet
    timestamp: t
    problem: classification
    prediction: p
    positive: 1
    label: y
    labels: {table: outcomes.parquet, on: [id], value: y, ${extra}}
    reference: {table: reference.parquet}
`,
    { file: '/p/leeway.yaml', env: {}, readFile: () => '', knownMetrics: knownMetricIds() },
  ).monitors[0]!

const profile = (window: Window | null, right: number, wrong: number): ProfileRow => ({
  window,
  logType: window === null ? 'BASELINE' : 'INPUT',
  segment: WHOLE,
  columnName: ':table',
  dataType: null,
  values: new Map<string, JsonValue>([
    ['count', 100],
    [
      'confusion_matrix',
      right + wrong === 0
        ? null
        : [
            { prediction: '1', label: '1', count: right },
            { prediction: '1', label: '0', count: wrong },
          ],
    ],
  ]),
  custom: new Map(),
  reasons: new Map(),
})

const labelDrift = (window: Window, pvalue: number): DriftRow => ({
  window,
  windowCmp: null,
  driftType: 'BASELINE',
  segment: WHOLE,
  columnName: 'y',
  dataType: 'integer',
  values: new Map([['ks_test', { statistic: 0.5, pvalue }]]),
  custom: new Map(),
  reasons: new Map(),
})

/** Three days: labels of the first have come, of the second in part, of the third none. */
async function storeOfDays(): Promise<MemoryStore> {
  const store = new MemoryStore()
  await store.saveReference(
    { monitor: 'm', version: 1, basis: 'b', createdAtUs: 0, referenceRows: 1000, columns: new Map(), sliceValues: new Map() },
    [],
    [profile(null, 900, 100)],
  )
  const day = (n: number): Window => ({
    granularity: '1 day',
    startUs: us('2026-01-10') + n * DAY_US,
    endUs: us('2026-01-10') + (n + 1) * DAY_US,
  })
  const result = (n: number, right: number, wrong: number, p: number | null): WindowResult => ({
    monitor: 'm',
    window: { window: day(n), rows: 100, fingerprint: null, complete: true, binsVersion: 1, computedAtUs: 0 },
    segments: [],
    profile: [profile(day(n), right, wrong)],
    drift: p === null ? [] : [labelDrift(day(n), p)],
    findings: [],
  })
  await store.replaceWindows([result(0, 85, 15, 0.5), result(1, 4, 6, 0.001), result(2, 0, 0, null)], [], null)
  return store
}

const decideAt = async (extra: string, asOf = '2026-01-13') =>
  decideMonitor(
    {
      store: await storeOfDays(),
      engineOf: () => {
        throw new Error('no table is read')
      },
      mlflow: null,
      asOfUs: us(asOf),
      nowUs: () => us(asOf),
      secrets: [],
    },
    monitor(extra),
  )

describe('labels that come late', () => {
  it('quality and labels are judged in the newest window whose labels have had the time to come', async () => {
    const { triggers, judged } = await decideAt('mature_after: 2 days')
    expect(judged?.startUs).toBe(us('2026-01-12'))
    const performance = triggers.find(({ name }) => name === 'performance_drop')!
    expect(performance.value).toBeCloseTo(0.05, 12)
    expect(performance.evidence).toMatchObject({
      n_current: 100,
      label_coverage: 1,
      window: { start: '2026-01-10T00:00:00.000Z' },
    })
    const concept = triggers.find(({ name }) => name === 'concept_drift')!
    expect(concept).toMatchObject({ value: 0.5, fired: false, evidence: { window: { start: '2026-01-10T00:00:00.000Z' } } })
  })

  it('without mature_after it is the newest window with any, and its coverage is said', async () => {
    const { triggers, decision } = await decideAt('match: all')
    const performance = triggers.find(({ name }) => name === 'performance_drop')!
    expect(performance).toMatchObject({ fired: true, evidence: { n_current: 10, label_coverage: 0.1 } })
    expect(performance.sentence).toContain("10 % of the window's rows have a label")
    expect(triggers.find(({ name }) => name === 'concept_drift')).toMatchObject({ value: 0.001, fired: true })
    expect(decision.urgency).toBe('HIGH')
  })

  it('where none is old enough nothing is said of quality, and why', async () => {
    const { triggers } = await decideAt('mature_after: 30 days')
    for (const name of ['concept_drift', 'performance_drop'])
      expect(triggers.find((trigger) => trigger.name === name)).toMatchObject({
        value: null,
        fired: false,
        unknown: { reason: 'no window is old enough for its labels to have come', mend: expect.stringContaining('mature_after') },
      })
  })
})
