import { describe, expect, it } from 'vitest'
import { judgeWindow } from '../../src/checks/judge-window.ts'
import type { CheckConfig, CustomMetric, Monitor } from '../../src/config/project.ts'
import { LeewayError } from '../../src/core/errors.ts'
import {
  categoryState,
  confusionOf,
  driftRow,
  evidenceOf,
  monitorOf,
  numericBins,
  numericState,
  profileRow,
  segmentOf,
  sideOf,
} from './build.ts'

const RATE: CustomMetric = { name: 'anomaly_rate', type: 'aggregate', definition: 'avg(x)', inputColumns: [':table'], place: '' }
const classic = (overrides: Partial<Monitor> = {}) => monitorOf({ policy: 'classic', customMetrics: [RATE], ...overrides })
const withRate = (rows: number, rate: number) => sideOf(rows, {}, [profileRow(':table', { count: rows }, { anomaly_rate: rate })])

describe('policy classic', () => {
  const rateStatus = (rate: number) =>
    judgeWindow(evidenceOf([segmentOf(withRate(1000, rate))]), classic()).find(({ check }) => check === 'anomaly rate limits')!
      .status

  it('warns of an anomaly rate outside 2 to 10 % and fails it outside 2 to 15 %', () => {
    expect([0.0199, 0.02, 0.1, 0.101, 0.15, 0.151].map(rateStatus)).toEqual(['fail', 'ok', 'ok', 'warn', 'warn', 'fail'])
  })

  it("lets a user's check on the rate replace its own of the same kind", () => {
    const users: CheckConfig = {
      name: 'rate limits',
      metric: 'anomaly_rate',
      columns: null,
      against: null,
      warn: null,
      fail: { above: 0.5 },
      severity: null,
      place: '',
    }
    const findings = judgeWindow(evidenceOf([segmentOf(withRate(1000, 0.3))]), classic({ checks: [users] }))
    expect(findings.map(({ check }) => check)).toEqual(['anomaly rate drift', 'rate limits'])
    expect(findings[1]).toMatchObject({ status: 'ok', policy: 'classic' })
  })

  it('fails a rate that is more than 5 points from its last 30 days, however few the rows', () => {
    const judge = (rate: number) =>
      judgeWindow(
        evidenceOf([segmentOf(withRate(4, rate), { periods: new Map([['30 days', withRate(1000, 0.07)]]) })]),
        classic(),
      ).find(({ check }) => check === 'anomaly rate drift')!
    expect(judge(0.25)).toMatchObject({ status: 'fail', threshold: 0.05, referenceValue: 0.07 })
    expect(judge(0.1)).toMatchObject({ status: 'ok' })
  })

  it('fails a mean more than two standard deviations away', () => {
    const frozen = numericBins('cost', 10)
    const judge = (current: readonly number[]) =>
      judgeWindow(
        evidenceOf(
          [
            segmentOf(sideOf(100, { cost: numericState(current) }), {
              reference: sideOf(1000, { cost: numericState([0, 250, 500, 250, 0, 0, 0, 0, 0, 0, 0, 0]) }),
            }),
          ],
          [frozen],
        ),
        classic(),
      ).find(({ check }) => check === 'mean_shift')!
    // Reference: mean 1.5, sample standard deviation sqrt(500 / 999).
    const far = judge([0, 0, 0, 0, 100, 0, 0, 0, 0, 0, 0, 0])
    expect(far).toMatchObject({ status: 'fail', columnName: 'cost', threshold: 2 })
    expect(far.value).toBeCloseTo(2 / Math.sqrt(500 / 999), 12)
    expect(judge([0, 0, 50, 50, 0, 0, 0, 0, 0, 0, 0, 0])).toMatchObject({ status: 'ok' })
  })

  it('fails a label whose KS p is below 0.05, from the drift row or from class labels that are numbers', () => {
    const monitor = classic({ label: 'y' })
    const row = driftRow('y', { ks_test: { statistic: 0.12, pvalue: 0.01 } })
    const judge = (segment: ReturnType<typeof segmentOf>) =>
      judgeWindow(evidenceOf([segment]), monitor).find(({ check }) => check === 'label_drift')
    const side = sideOf(100, { y: categoryState({ 0: 90, 1: 10 }) })
    expect(judge(segmentOf(side, { reference: side, baselineDrift: new Map([['y', row]]) }))).toMatchObject({
      status: 'fail',
      pValue: 0.01,
    })
    expect(judge(segmentOf(side, { reference: sideOf(1000, { y: categoryState({ 0: 500, 1: 500 }) }) }))).toMatchObject({
      status: 'fail',
      value: 0.4,
    })
    expect(judge(segmentOf(side, { reference: sideOf(1000, { y: categoryState({ 0: 900, 1: 100 }) }) }))).toMatchObject({
      status: 'ok',
      value: 0,
    })
  })

  it('fails a label of classes without an order by the chi-squared test, and one of numbers by the exact test', () => {
    const monitor = classic({ label: 'y' })
    const judge = (now: Readonly<Record<string, number>>, before: Readonly<Record<string, number>>) =>
      judgeWindow(
        evidenceOf([segmentOf(sideOf(60, { y: categoryState(now) }), { reference: sideOf(100, { y: categoryState(before) }) })]),
        monitor,
      ).find(({ check }) => check === 'label_drift')!
    // scipy.stats.chi2_contingency([[50, 30, 20], [20, 15, 25]])
    const classes = judge({ low: 20, mid: 15, high: 25 }, { low: 50, mid: 30, high: 20 })
    expect(classes).toMatchObject({ status: 'fail', metric: 'chi_squared_test' })
    expect(classes.pValue).toBeCloseTo(0.011256917090665246, 12)
    expect(classes.sentence).toContain('chi-squared')
    // scipy.stats.ks_2samp(np.repeat([0, 1], [50, 50]), np.repeat([0, 1], [44, 16]))
    const numbers = judge({ 0: 44, 1: 16 }, { 0: 50, 1: 50 })
    expect(numbers).toMatchObject({ status: 'fail', metric: 'ks_test' })
    expect(numbers.pValue).toBeCloseTo(0.02888820377698433, 12)
  })

  it('fails accuracy more than 5 points below the reference', () => {
    const labelled = (correct: number, wrong: number) =>
      sideOf(
        correct + wrong,
        {},
        [profileRow(':table', { accuracy_score: correct / (correct + wrong) })],
        confusionOf([
          ['1', '1', correct],
          ['1', '0', wrong],
        ]),
      )
    const monitor = classic({ problem: 'classification', prediction: 'p', label: 'y' })
    const status = (correct: number, wrong: number) =>
      judgeWindow(evidenceOf([segmentOf(labelled(correct, wrong), { reference: labelled(90, 10) })]), monitor).find(
        ({ check }) => check === 'accuracy drop',
      )!.status
    expect(status(8, 2)).toBe('fail')
    expect(status(86, 14)).toBe('ok')
  })

  it('does not use the calibrated drift rule', () => {
    const frozen = numericBins('x', 2)
    const evidence = evidenceOf(
      [
        segmentOf(sideOf(1000, { x: numericState([0, 900, 100, 0]) }), {
          reference: sideOf(1000, { x: numericState([0, 500, 500, 0]) }),
        }),
      ],
      [frozen],
    )
    expect(judgeWindow(evidence, classic()).some(({ check }) => check === 'drift')).toBe(false)
  })

  it('refuses the policies that are not built', () => {
    expect(() => judgeWindow(evidenceOf([]), monitorOf({ policy: 'evidently' }))).toThrow(LeewayError)
  })
})
