import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/checks/finding.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import type { Monitor } from '../../src/config/project.ts'
import { WHOLE } from '../../src/core/window.ts'
import { isoWeekOf } from '../../src/feedback/iso-week.ts'
import { noisyChecks } from '../../src/feedback/noisy-checks.ts'
import type { Alert, Opinion } from '../../src/feedback/read-alerts.ts'
import { tuneCheck } from '../../src/feedback/tune-check.ts'
import { knownMetricIds } from '../../src/metrics/known-metrics.ts'

const monitorWith = (rest: string): Monitor =>
  parseConfig(
    `version: 1
monitors:
  m:
    type: time_series
    table: t.parquet
    timestamp: at
    granularities: [1 day]
    custom_metrics:
      - {name: anomaly_rate, type: aggregate, definition: "avg(x)"}
      - {name: cost, type: aggregate, definition: "sum(x)"}
${rest}`,
    { file: '/nowhere/leeway.yaml', env: {}, knownMetrics: knownMetricIds(), readFile: () => '' },
  ).monitors[0]!

const DAY = 86_400e6
const START = Date.parse('2026-01-01T00:00:00Z') * 1000

const finding = (day: number, rest: Partial<Finding>): Finding => ({
  id: `${day}${rest.columnName ?? ''}`,
  monitor: 'm',
  window: { granularity: '1 day', startUs: START + day * DAY, endUs: START + (day + 1) * DAY },
  segment: WHOLE,
  columnName: ':table',
  check: 'rate limits',
  metric: 'anomaly_rate',
  theme: 'user',
  value: null,
  referenceValue: null,
  status: 'ok',
  severity: 'high',
  threshold: null,
  nCurrent: 100,
  nReference: 100,
  pValue: null,
  effect: null,
  policy: 'calibrated',
  sentence: '',
  evidence: {},
  ...rest,
})

describe('tuneCheck', () => {
  const above = monitorWith('    checks: [{name: rate limits, metric: anomaly_rate, fail: {above: 0.15}}]\n')

  it('proposes the limit that leaves as many windows firing as the budget allows, with three digits, and never one below it', () => {
    const values = [0.05, 0.2, 0.3001, 0.16, 0.4, 0.1]
    const findings = values.map((value, day) => finding(day, { value, status: value > 0.15 ? 'fail' : 'ok' }))
    expect(tuneCheck(above, findings, 1)).toMatchObject({
      windows: 6,
      failed: 4,
      warned: 0,
      values: { min: 0.05, median: 0.16, max: 0.4 },
      limits: [{ key: 'fail.above', current: 0.15, fired: 4, proposed: 0.301, wouldFire: 1, unreachable: false }],
    })
    expect(tuneCheck(above, findings, 0).limits[0]).toMatchObject({ proposed: 0.4, wouldFire: 0 })
    expect(tuneCheck(above, findings, 4).limits[0]).toMatchObject({ proposed: null, fired: 4, wouldFire: 4 })
  })

  it('counts a window once, by its worst column', () => {
    const findings = [0, 1, 2].flatMap((day) => [
      finding(day, { columnName: 'a', value: 0.2 + day / 10, status: 'fail' }),
      finding(day, { columnName: 'b', value: 0.3 + day / 10, status: day === 2 ? 'fail' : 'ok' }),
    ])
    const tuned = tuneCheck(above, findings, 1)
    expect(tuned).toMatchObject({ windows: 3, failed: 3, columns: ['a'] })
    // Day 2 fires by b at 0.5, day 1 by a at 0.3 and a rounding error, which the limit must cover.
    expect(tuned.limits[0]).toMatchObject({ fired: 3, proposed: 0.301, wouldFire: 1 })
  })

  it('lowers a lower bound, and proposes none at which nothing could ever fire', () => {
    const below = monitorWith('    checks: [{name: rate limits, metric: anomaly_rate, fail: {below: 0.02}}]\n')
    const some = [0.019, 0.011, 0.005].map((value, day) => finding(day, { value, status: 'fail' }))
    expect(tuneCheck(below, some, 1).limits[0]).toMatchObject({ key: 'fail.below', proposed: 0.011, wouldFire: 1 })
    const none = [0, 0, 0].map((value, day) => finding(day, { value, status: 'fail' }))
    expect(tuneCheck(below, none, 1).limits[0]).toMatchObject({ proposed: null, unreachable: true, wouldFire: 3 })
  })

  it('proposes no limit at the end of the range of a metric or of a share', () => {
    const all = [1, 1, 1].map((value, day) => finding(day, { value, status: 'fail' }))
    expect(tuneCheck(above, all, 1).limits[0]).toMatchObject({ proposed: null, unreachable: true })
    const nulls = monitorWith('    checks: [{name: rate limits, metric: percent_null, columns: [a], warn: {above: 5}}]\n')
    const full = [100, 100].map((value, day) => finding(day, { metric: 'percent_null', value, status: 'warn' }))
    expect(tuneCheck(nulls, full, 1).limits[0]).toMatchObject({ key: 'warn.above', proposed: null, unreachable: true })
  })

  it('reads limits on change, drop and rise off value and reference value', () => {
    const rules: readonly (readonly [key: string, name: string, nearest: number, proposed: number])[] = [
      ['change_above', 'fail.change_above', 0.4, 0.6],
      ['drop_above', 'fail.drop_above', 0.4, 0.6],
      ['rise_above', 'fail.rise_above', 1.6, 0.601],
    ]
    for (const [key, name, nearest, proposed] of rules) {
      const monitor = monitorWith(
        `    checks: [{name: rate limits, metric: cost, against: {last: 7 days}, fail: {${key}: 0.05}}]\n`,
      )
      const step = nearest - 1
      const findings = [step * 1.5, step].map((change, day) =>
        finding(day, { metric: 'cost', value: 1 + change, referenceValue: 1, status: 'fail' }),
      )
      expect(tuneCheck(monitor, findings, 1).limits).toMatchObject([{ key: name, fired: 2, proposed, wouldFire: 1 }])
    }
  })

  it('tunes the second of two checks of one name, and the policy’s own limits', () => {
    const two = monitorWith(
      '    checks: [{name: rate limits, metric: anomaly_rate, fail: {above: 0.5}}, {name: other, metric: anomaly_rate, fail: {above: 0.15}}]\n',
    )
    expect(tuneCheck(two, [finding(0, { check: 'other', value: 0.2, status: 'fail' })], 0).limits[0]).toMatchObject({
      current: 0.15,
    })
    const classic = monitorWith('    policy: classic\n')
    const limits = tuneCheck(classic, [finding(0, { check: 'anomaly rate limits', value: 0.2, status: 'fail' })], 0).limits
    expect(limits.map(({ key }) => key)).toEqual(['fail.above', 'fail.below', 'warn.above', 'warn.below'])
    const drift = [0.3, 0.2].map((effect, day) =>
      finding(day, {
        check: 'drift',
        metric: 'population_stability_index',
        theme: 'feature',
        columnName: 'a',
        effect,
        value: effect,
        status: 'fail',
      }),
    )
    expect(tuneCheck(monitorWith(''), drift, 1).limits[0]).toMatchObject({
      key: 'policy.fail.size',
      current: 0.1,
      proposed: 0.2,
      wouldFire: 1,
    })
    const volume = tuneCheck(monitorWith(''), [finding(0, { check: 'volume', metric: 'count', value: 3, status: 'fail' })], 0)
    expect(volume).toMatchObject({ failed: 1, limits: [] })
  })
})

describe('noisyChecks', () => {
  const monitor = monitorWith('    checks: [{name: rate limits, metric: anomaly_rate, fail: {above: 0.15}}]\n')
  const alert = (day: number, opinion: Partial<Opinion> | null): Alert => {
    const own = finding(day, { value: 0.2 + day / 100, status: 'fail' })
    return {
      id: own.id,
      finding: own,
      week: isoWeekOf(own.window.startUs, 'UTC'),
      opinion: opinion && { right: null, useful: null, actedAtUs: null, ...opinion },
    }
  }
  const alerts = (n: number, opinion: (day: number) => Partial<Opinion> | null): readonly Alert[] =>
    Array.from({ length: n }, (_, day) => alert(day, opinion(day)))
  const findingsOf = (list: readonly Alert[]): readonly Finding[] => list.map((a) => a.finding)
  const names = (list: readonly Alert[]) => noisyChecks(monitor, list, findingsOf(list)).map(({ check, why }) => [check, why])

  it('is imprecise when the whole interval of its precision lies below one half', () => {
    // scipy.stats.binomtest(0, 3).proportion_ci(method='wilson').high is 0.5615, of 4 it is 0.4899.
    expect(names(alerts(3, () => ({ right: false })))).toEqual([])
    expect(names(alerts(4, () => ({ right: false })))).toEqual([['rate limits', 'imprecise']])
    expect(names(alerts(12, (day) => ({ right: day < 6 })))).toEqual([])
  })

  it('is ignored when it fired ten times and nobody acted or called it right', () => {
    expect(names(alerts(9, () => null))).toEqual([])
    expect(names(alerts(10, () => null))).toEqual([['rate limits', 'ignored']])
    expect(names(alerts(10, (day) => (day === 3 ? { actedAtUs: START } : null)))).toEqual([])
    expect(names(alerts(10, (day) => (day === 3 ? { right: true } : null)))).toEqual([])
  })

  it('comes with the limit to set', () => {
    const list = alerts(10, () => null)
    expect(noisyChecks(monitor, list, findingsOf(list))[0]!.proposal).toBe('set fail.above from 0.15 to 0.28')
    expect(noisyChecks(monitor, list, [])[0]!.proposal).toContain('its limits are fixed')
  })
})

describe('isoWeekOf', () => {
  it.each([
    ['2026-01-01T00:00:00Z', 'UTC', '2026-W01', '2025-12-29T00:00:00.000Z'],
    ['2027-01-01T00:00:00Z', 'UTC', '2026-W53', '2026-12-28T00:00:00.000Z'],
    ['2024-12-30T12:00:00Z', 'UTC', '2025-W01', '2024-12-30T00:00:00.000Z'],
    ['2026-02-02T04:00:00Z', 'America/New_York', '2026-W05', '2026-01-26T05:00:00.000Z'],
    ['2026-03-30T00:00:00Z', 'Europe/Berlin', '2026-W14', '2026-03-29T22:00:00.000Z'],
  ])('%s in %s is %s', (iso, zone, text, start) => {
    const week = isoWeekOf(Date.parse(iso) * 1000, zone)
    expect([week.text, new Date(week.startUs / 1000).toISOString()]).toEqual([text, start])
  })
})
