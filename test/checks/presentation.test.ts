import { describe, expect, it } from 'vitest'
import { binLabel } from '../../src/checks/bin-label.ts'
import { driftDirection } from '../../src/checks/drift-direction.ts'
import type { Finding } from '../../src/checks/finding.ts'
import { findingId } from '../../src/checks/finding-id.ts'
import {
  formatCount,
  formatDistance,
  formatFactor,
  formatNumber,
  formatP,
  formatPoints,
  formatShare,
} from '../../src/checks/numbers.ts'
import { compareFindings } from '../../src/checks/order-of-harm.ts'
import { segmentName } from '../../src/checks/sentences/segment-name.ts'
import { windowsNoun } from '../../src/checks/sentences/windows-noun.ts'
import { summariseMonitor } from '../../src/checks/summarise-monitor.ts'
import { WHOLE } from '../../src/core/window.ts'
import { nestedEdges } from '../../src/stats/bins.ts'
import { DAY_US, numericBins, WINDOW } from './build.ts'

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [0.31234, '0.312'],
    [-2.5, '-2.5'],
    [1204, '1,204'],
    [12_345.678, '12,300'],
    [999_999, '999,999'],
    [2_400_000, '2.4 million'],
    [7.2e9, '7.2 billion'],
    [1.5e12, '1.5 trillion'],
    [3e15, '3e15'],
    [0.000_012, '1.2e-5'],
    [Number.NEGATIVE_INFINITY, '-infinity'],
    [Number.NaN, 'not a number'],
  ])('formats the number %s as %s', (value, text) => expect(formatNumber(value)).toBe(text))

  it.each([
    [0, '0 %'],
    [0.173_52, '17.4 %'],
    [1, '100 %'],
    [0.9999, 'over 99.9 %'],
    [0.000_01, 'under 0.01 %'],
    [0.0612, '6.12 %'],
  ])('formats the share %s as %s', (value, text) => expect(formatShare(value)).toBe(text))

  it('formats points, distances, p-values, factors and counts', () => {
    expect([0.15, -0.011, 0.01, 0.000_01, 1.5].map(formatPoints)).toEqual([
      '15 points',
      '1.1 points',
      '1 point',
      'under 0.01 points',
      '150 points',
    ])
    expect([0, 0.0000123, 0.0034, 0.054, 0.314, 12.345].map(formatDistance)).toEqual([
      '0',
      'under 0.0001',
      '0.003',
      '0.05',
      '0.31',
      '12.3',
    ])
    expect([0.034, 2.3e-41, 0, 1].map(formatP)).toEqual(['0.034', '2e-41', 'under 1e-300', '1'])
    expect([2.44, Number.POSITIVE_INFINITY].map(formatFactor)).toEqual(['2.4 times', 'infinitely many times'])
    expect(formatCount(16_913)).toBe('16,913')
  })
})

describe('names', () => {
  it('calls bins by their range, and a bin of one value by the value', () => {
    const bins = numericBins('x', 3)
    expect([0, 1, 2, 3, 4].map((bin) => binLabel(bins, bin, bin))).toEqual(['below 0', '0 to 1', '1 to 2', '2 to 3', 'above 3'])
    expect([binLabel(bins, 0, 2), binLabel(bins, 2, 4), binLabel(bins, 1, 3), binLabel(bins, 0, 4)]).toEqual([
      'up to 2',
      'above 1',
      '0 to 3',
      'all values',
    ])
    const few = { ...bins, ...nestedEdges(Float64Array.of(0, 0, 1, 5), 32, 10) }
    expect([0, 1, 2, 3, 4].map((bin) => binLabel(few, bin, bin))).toEqual(['below 0', '0', '1', '5', 'above 5'])
  })

  it('calls segments and windows by what they are', () => {
    expect(segmentName(WHOLE)).toBe('the whole table')
    expect(segmentName({ sliceKey: 'hotel', sliceValue: 'City', modelId: null })).toBe('hotel = City')
    expect(segmentName({ sliceKey: 'lead_time > 90', sliceValue: 'true', modelId: '7' })).toBe('model 7, lead_time > 90 is true')
    expect(['1 day', '1 week', '2 weeks', '30 minutes', '5000 rows', null].map(windowsNoun)).toEqual([
      'days',
      'weeks',
      '2-week windows',
      '30-minute windows',
      'windows',
      'windows',
    ])
  })

  it('names no direction where the change follows none', () => {
    expect(driftDirection({ components: Float64Array.of(0.1, 0.1, 0, 0), t: 0.02, x: 100 })).toBeNull()
    expect(driftDirection({ components: null, t: null, x: 100 })).toBeNull()
    expect(driftDirection({ components: Float64Array.of(9, -8, 1, 0), t: 146, x: 200 })).toBe('higher and narrower')
  })
})

const finding = (overrides: Partial<Finding>): Finding => ({
  id: 'a',
  monitor: 'hotel',
  window: WINDOW,
  segment: WHOLE,
  columnName: 'x',
  check: 'drift',
  metric: 'population_stability_index',
  theme: 'feature',
  value: 0,
  referenceValue: 0,
  status: 'fail',
  severity: 'low',
  threshold: 0,
  nCurrent: 1,
  nReference: 1,
  pValue: 0,
  effect: 0.2,
  policy: 'calibrated',
  sentence: '',
  evidence: {},
  ...overrides,
})

describe('ids', () => {
  it('stay the same while a finding says something else, and differ by what it is about', () => {
    const about = { monitor: 'hotel', window: WINDOW, segment: WHOLE, columnName: 'x', check: 'drift' }
    expect(findingId(about)).toMatch(/^[0-9a-f]{16}$/)
    expect(findingId({ ...about })).toBe(findingId(about))
    const others = [
      { ...about, monitor: 'hotels' },
      { ...about, window: { ...WINDOW, startUs: WINDOW.startUs + DAY_US } },
      { ...about, window: { ...WINDOW, granularity: '1 week' } },
      { ...about, segment: { ...WHOLE, modelId: '7' } },
      { ...about, columnName: 'y' },
      { ...about, check: 'missing_share' },
    ]
    expect(new Set([about, ...others].map(findingId)).size).toBe(7)
  })
})

describe('the order of harm', () => {
  it('is broken table, data, quality, prediction, features, and inside each the size', () => {
    const list = [
      finding({ id: 'small', effect: 0.2 }),
      finding({ id: 'warn', status: 'warn', theme: 'data' }),
      finding({ id: 'large', effect: 0.9 }),
      finding({ id: 'prediction', theme: 'prediction' }),
      finding({ id: 'quality', theme: 'quality', effect: 0.05 }),
      finding({ id: 'data', theme: 'data' }),
      finding({ id: 'broken', theme: 'data', severity: 'critical' }),
    ]
    expect(list.sort(compareFindings).map(({ id }) => id)).toEqual([
      'broken',
      'data',
      'quality',
      'prediction',
      'large',
      'small',
      'warn',
    ])
  })
})

describe('the summary of a monitor', () => {
  const day = (n: number) => ({ ...WINDOW, startUs: WINDOW.startUs + n * DAY_US, endUs: WINDOW.endUs + n * DAY_US })
  const newest = [{ granularity: '1 day', complete: day(0), open: day(1) }]

  it('fails by the newest complete window and the open one after it, and by no other', () => {
    const old = finding({ window: day(-1) })
    const fine = finding({ status: 'ok' })
    expect(summariseMonitor([old, fine], newest)).toMatchObject({
      verdict: 'ok',
      failing: false,
      olderFails: 1,
      counts: { ok: 1, fail: 0 },
    })
    expect(summariseMonitor([finding({})], newest)).toMatchObject({ verdict: 'fail', failing: true })
    expect(summariseMonitor([finding({ window: day(1) })], newest)).toMatchObject({ verdict: 'fail', failing: true })
    expect(summariseMonitor([finding({ status: 'warn' })], newest)).toMatchObject({ verdict: 'warn', failing: false })
    expect(summariseMonitor([finding({ status: 'error' })], newest)).toMatchObject({ verdict: 'error', failing: false })
    expect(summariseMonitor([], newest)).toMatchObject({ verdict: 'no_data', failing: false })
  })

  it('says since when a finding fails without a break', () => {
    const series = [0, -1, -2, -4].map((n) => finding({ id: `d${n}`, window: day(n) }))
    const broken = finding({ id: 'd-3', window: day(-3), status: 'ok' })
    const { sinceUs, worst } = summariseMonitor([...series, broken], newest)
    expect(worst.map(({ id }) => id)).toEqual(['d0'])
    expect(sinceUs.get('d0')).toBe(day(-2).startUs)
  })
})
