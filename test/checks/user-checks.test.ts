import { describe, expect, it } from 'vitest'
import type { SegmentEvidence } from '../../src/checks/evidence.ts'
import { judgeWindow } from '../../src/checks/judge-window.ts'
import { wantedPeriods } from '../../src/checks/wanted-periods.ts'
import type { CheckConfig, CustomMetric, Monitor } from '../../src/config/project.ts'
import type { JsonValue } from '../../src/core/json.ts'
import {
  categoryState,
  confusionOf,
  driftRow,
  evidenceOf,
  monitorOf,
  numericState,
  profileRow,
  segmentOf,
  sideOf,
} from './build.ts'

const check = (overrides: Partial<CheckConfig>): CheckConfig => ({
  name: 'rate limits',
  metric: 'anomaly_rate',
  columns: null,
  against: null,
  warn: null,
  fail: null,
  severity: null,
  place: 'leeway.yaml:20:9',
  ...overrides,
})
const RATE: CustomMetric = { name: 'anomaly_rate', type: 'aggregate', definition: 'avg(x)', inputColumns: [':table'], place: '' }
const DAYS_30 = { n: 30, unit: 'days', text: '30 days' } as const

const withRate = (rows: number, rate: number | null) =>
  sideOf(rows, {}, [
    profileRow(':table', { count: rows }, { anomaly_rate: rate }, rate === null ? { anomaly_rate: 'no_values' } : {}),
  ])

function judge(segment: SegmentEvidence, checks: readonly CheckConfig[], monitor: Partial<Monitor> = {}) {
  const names = new Set(checks.map(({ name }) => name))
  const evidence = evidenceOf([segment], [], { hasReference: segment.reference !== null })
  return judgeWindow(evidence, monitorOf({ checks, customMetrics: [RATE], reference: null, ...monitor })).filter((finding) =>
    names.has(finding.check),
  )
}

describe("a user's limit", () => {
  const limits = check({ fail: { below: 0.02, above: 0.15 }, warn: { above: 0.1 } })
  const at = (rate: number, monitor: Partial<Monitor> = {}) => judge(segmentOf(withRate(1000, rate)), [limits], monitor)[0]!

  it('is literal: the value decides, and the rows are only told', () => {
    expect(at(0.07)).toMatchObject({ status: 'ok', value: 0.07, metric: 'anomaly_rate', threshold: 0.02 })
    expect(at(0.12)).toMatchObject({ status: 'warn', threshold: 0.1 })
    expect(at(0.174)).toMatchObject({ status: 'fail', threshold: 0.15, severity: 'high', theme: 'user', nCurrent: 1000 })
    expect(at(0.174).sentence).toBe('anomaly_rate 17.4 %, above the limit of 15 % (1,000 rows)')
    expect(at(0).sentence).toBe('anomaly_rate 0 %, below the limit of 2 % (1,000 rows)')
    expect(judge(segmentOf(withRate(1, 1)), [limits])[0]!.status).toBe('fail')
  })

  it('is passed, not reached', () => {
    expect(at(0.15).status).toBe('warn')
    expect(at(0.1).status).toBe('ok')
    expect(at(0.02).status).toBe('ok')
  })

  it("has the user's severity", () => {
    expect(judge(segmentOf(withRate(1000, 0.5)), [{ ...limits, severity: 'critical' }])[0]!.severity).toBe('critical')
  })

  it('says why there is no value', () => {
    expect(judge(segmentOf(withRate(1000, null)), [limits])).toMatchObject([
      { status: 'no_data', value: null, sentence: 'anomaly_rate has no value: there are no values' },
    ])
  })

  it('keeps two checks of one name apart', () => {
    const findings = judgeWindow(
      evidenceOf([segmentOf(withRate(1000, 0.5))], []),
      monitorOf({ checks: [limits, limits], customMetrics: [RATE], reference: null }),
    ).filter(({ metric }) => metric === 'anomaly_rate')
    expect(findings.map((finding) => finding.check)).toEqual(['rate limits', 'rate limits (2)'])
    expect(new Set(findings.map(({ id }) => id)).size).toBe(2)
  })

  it('goes to the columns that a pattern names', () => {
    const side = sideOf(1000, { a_x: numericState([0, 900, 0], { missing: 100 }), b_x: categoryState({ v: 1000 }) }, [
      profileRow(':table', { count: 1000 }),
      profileRow('a_x', { count: 900, percent_null: 10, num_nulls: 100 }),
      profileRow('b_x', { count: 1000, percent_null: 0, num_nulls: 0 }),
      profileRow('c', { count: 1000, percent_null: 50, num_nulls: 500 }),
    ])
    const nulls = check({ name: 'nulls', metric: 'percent_null', columns: ['*_x'], warn: { above: 5 } })
    const findings = judge(segmentOf(side), [nulls])
    expect(findings.map(({ columnName, status }) => [columnName, status])).toEqual([
      ['a_x', 'warn'],
      ['b_x', 'ok'],
    ])
    expect(findings[0]!.sentence).toBe('percent_null of a_x 10 %, above the limit of 5 % (1,000 rows)')
    expect(judge(segmentOf(side), [{ ...nulls, columns: null }]).map(({ columnName }) => columnName)).toEqual(['a_x', 'b_x', 'c'])
    expect(judge(segmentOf(side), [{ ...nulls, columns: ['gone'] }])).toMatchObject([{ columnName: 'gone', status: 'no_data' }])
  })

  it('reads drift metrics of the reference, or of the window before', () => {
    const side = sideOf(1000, { lead_time: numericState([0, 1000, 0]) }, [profileRow('lead_time', { count: 1000 })])
    const drift = {
      baselineDrift: new Map([
        ['lead_time', driftRow('lead_time', { population_stability_index: 0.3, ks_test: { statistic: 0.2, pvalue: 0.01 } })],
      ]),
    }
    const before = { consecutiveDrift: new Map([['lead_time', driftRow('lead_time', { population_stability_index: 0.05 })]]) }
    const psi = check({ name: 'psi', metric: 'population_stability_index', columns: ['lead_time'], fail: { above: 0.2 } })
    expect(judge(segmentOf(side, { ...drift, ...before }), [psi])).toMatchObject([{ status: 'fail', value: 0.3 }])
    expect(judge(segmentOf(side, { ...drift, ...before }), [{ ...psi, against: { kind: 'previous' } }])).toMatchObject([
      { status: 'ok', value: 0.05 },
    ])
    expect(
      judge(segmentOf(side, drift), [
        check({ name: 'ks', metric: 'ks_test.pvalue', columns: ['lead_time'], fail: { below: 0.05 } }),
      ]),
    ).toMatchObject([{ status: 'fail', value: 0.01 }])
  })

  it('reads the PSI of categories where the column has categories', () => {
    const side = sideOf(1000, { plan: categoryState({ a: 1000 }) }, [profileRow('plan', { count: 1000 })])
    const baselineDrift = new Map([['plan', driftRow('plan', { categorical_psi: 0.3 })]])
    const psi = check({ name: 'psi', metric: 'population_stability_index', columns: ['*'], fail: { above: 0.2 } })
    expect(judge(segmentOf(side, { baselineDrift }), [psi])).toMatchObject([{ columnName: 'plan', status: 'fail', value: 0.3 }])
  })

  it('means the positive class by the bare name of a metric per class, and the macro average where there is none', () => {
    const precision = { one_vs_all: { 0: 0.9, 1: 0.5 }, macro: 0.7, weighted: 0.8 }
    const side = { ...sideOf(100, {}, [profileRow(':table', { count: 100, precision })]), quality: confusionOf([['1', '1', 10]]) }
    const low = check({ name: 'low', metric: 'precision', fail: { below: 0.6 } })
    const found = (positive: string | undefined) =>
      judgeWindow(
        evidenceOf([segmentOf(side)], []),
        monitorOf({ checks: [low], reference: null, label: 'y', ...(positive === undefined ? {} : { positive }) }),
      ).filter((finding) => finding.check === 'low')
    expect(found('1')).toMatchObject([{ value: 0.5, status: 'fail' }])
    expect(found(undefined)).toMatchObject([{ value: 0.7, status: 'ok' }])
    expect(found('2')).toMatchObject([{ value: null, status: 'no_data' }])
  })

  it('says a share of rows as a percentage', () => {
    const side = sideOf(1000, { x: numericState([0, 900, 0], { missing: 100 }) }, [
      profileRow('x', { count: 900, num_nulls: 100, missing_rate: 0.1 }),
    ])
    const drift = { baselineDrift: new Map([['x', driftRow('x', { range_violations: 0.03 })]]) }
    const checks = ['missing_rate', 'range_violations'].map((metric) =>
      check({ name: metric, metric, columns: ['x'], fail: { above: 0.02 } }),
    )
    expect(judge(segmentOf(side, drift), checks).map(({ sentence }) => sentence)).toEqual([
      'missing_rate of x 10 %, above the limit of 2 % (1,000 rows)',
      'range_violations of x 3 %, above the limit of 2 % (900 rows)',
    ])
  })

  it('judges the whole table and each model, not slices', () => {
    const model = { sliceKey: null, sliceValue: null, modelId: '7' }
    const slice = { sliceKey: 'hotel', sliceValue: 'City', modelId: null }
    const evidence = evidenceOf([
      segmentOf(withRate(1000, 0.5)),
      segmentOf(withRate(500, 0.5), { segment: model }),
      segmentOf(withRate(3, 0), { segment: slice }),
    ])
    const findings = judgeWindow(evidence, monitorOf({ checks: [limits], customMetrics: [RATE], reference: null }))
    expect(findings.filter(({ metric }) => metric === 'anomaly_rate').map(({ segment }) => segment.modelId)).toEqual([null, '7'])
  })
})

describe('a check against a period or reference', () => {
  const drift = check({ name: 'rate drift', against: { kind: 'last', length: DAYS_30 }, fail: { changeAbove: 0.05 } })
  const against = (rows: number, rate: number, policy: Monitor['policy'], pastRate = 0.08) =>
    judge(segmentOf(withRate(rows, rate), { periods: new Map([['30 days', withRate(1600, pastRate)]]) }), [drift], { policy })[0]!

  it('fails a change that is over the limit and more than chance explains', () => {
    expect(against(262, 50 / 262, 'calibrated')).toMatchObject({
      status: 'fail',
      referenceValue: 0.08,
      nReference: 1600,
      threshold: 0.05,
    })
    expect(against(262, 50 / 262, 'calibrated').sentence).toBe(
      'anomaly_rate 19.1 %, was 8 % in the 30 days before: 11 points up, over the limit of 5 points (262 against 1,600 rows)',
    )
  })

  it('is insufficient data when chance explains what passes the limit, unless the policy is classic', () => {
    expect(against(10, 0.2, 'calibrated')).toMatchObject({ status: 'insufficient_data' })
    expect(against(10, 0.2, 'calibrated').sentence).toContain('but at so few rows chance explains as much')
    expect(against(10, 0.2, 'classic')).toMatchObject({ status: 'fail', value: 0.2 })
  })

  it('leaves a metric that is no share of rows to its limit', () => {
    expect(against(10, 0.123_456, 'calibrated', 0.654_321)).toMatchObject({ status: 'fail', pValue: null })
  })

  it('tells drops from rises', () => {
    const labelled = (correct: number, wrong: number) =>
      sideOf(
        correct + wrong,
        {},
        [profileRow(':table', { count: correct + wrong, accuracy_score: correct / (correct + wrong) })],
        confusionOf([
          ['1', '1', correct],
          ['1', '0', wrong],
        ]),
      )
    const dropped = check({ name: 'drop', metric: 'accuracy_score', against: { kind: 'reference' }, fail: { dropAbove: 0.05 } })
    const run = (now: ReturnType<typeof labelled>, config: CheckConfig) =>
      judge(segmentOf(now, { reference: labelled(9000, 1000) }), [config])[0]!
    expect(run(labelled(800, 200), dropped)).toMatchObject({ status: 'fail', theme: 'quality' })
    expect(run(labelled(990, 10), dropped)).toMatchObject({ status: 'ok' })
    expect(run(labelled(990, 10), { ...dropped, fail: { riseAbove: 0.05 } })).toMatchObject({ status: 'fail' })
  })

  it('says when there is nothing to compare with', () => {
    expect(judge(segmentOf(withRate(100, 0.5)), [drift])).toMatchObject([
      { status: 'no_data', sentence: 'anomaly_rate has no value in the 30 days before to compare with' },
    ])
  })

  it('asks for its period once', () => {
    expect(wantedPeriods(monitorOf({ checks: [drift, drift] }))).toEqual([DAYS_30])
    expect(wantedPeriods(monitorOf({ policy: 'classic', customMetrics: [RATE] }))).toEqual([DAYS_30])
    expect(wantedPeriods(monitorOf())).toEqual([])
  })
})

describe('a check on fairness', () => {
  const parity = check({ name: 'parity', metric: 'statistical_parity', fail: { below: -0.1, above: 0.1 } })
  const segment = (sliceValue: string | null, values: Readonly<Record<string, JsonValue>>): SegmentEvidence =>
    segmentOf(sideOf(500, {}, [profileRow(':table', { count: 500, ...values })]), {
      segment: { sliceKey: sliceValue === null ? null : 'age > 60', sliceValue, modelId: null },
    })
  const judged = (segments: readonly SegmentEvidence[]) =>
    judgeWindow(evidenceOf(segments), monitorOf({ checks: [parity], positive: '1' })).filter((f) => f.check === 'parity')

  it('is judged on the true slice of a predicate, for the positive class', () => {
    const findings = judged([
      segment(null, {}),
      segment('true', { statistical_parity: { 0: -0.17, 1: 0.17 } }),
      segment('false', {}),
    ])
    expect(findings).toHaveLength(1)
    expect(findings[0]).toMatchObject({ status: 'fail', value: 0.17, theme: 'quality', segment: { sliceValue: 'true' } })
    expect(judged([segment(null, {}), segment('true', { statistical_parity: { 1: -0.05 } })])).toMatchObject([{ status: 'ok' }])
  })

  it('is said to have no value where there is no such slice', () => {
    expect(judged([segment(null, {})])).toMatchObject([{ status: 'no_data', segment: { sliceKey: null } }])
    expect(judged([segment(null, {})])[0]!.sentence).toContain('slices that are predicates')
  })
})
