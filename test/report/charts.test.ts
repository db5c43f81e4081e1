import { describe, expect, test } from 'vitest'
import { curve } from '../../src/report/build/quality.ts'
import { valueAt } from '../../src/report/charts/curve-chart.ts'
import { binLabels } from '../../src/report/charts/histogram.ts'
import { sortByChange } from '../../src/report/charts/paired-bars.ts'
import { bandPath, linePath, stepPath } from '../../src/report/charts/path.ts'
import { linearScale, niceDomain, niceTicks } from '../../src/report/charts/scale.ts'
import { timeLayout, timeTicks } from '../../src/report/charts/time-axis.ts'
import type { ReportGranularity } from '../../src/report/report-model.ts'

const same = (v: number): number => v

describe('scales', () => {
  test('a linear scale maps ends to ends', () => {
    const scale = linearScale([0, 10], [100, 0])
    expect([scale(0), scale(5), scale(10)]).toEqual([100, 50, 0])
  })

  test('ticks are 1, 2 or 5 times a power of ten', () => {
    expect(niceTicks(0, 1, 3)).toEqual([0, 0.5, 1])
    expect(niceTicks(0, 4700, 3)).toEqual([0, 2000, 4000])
    expect(niceTicks(0.68, 0.87, 3)).toEqual([0.7, 0.75, 0.8, 0.85])
    expect(niceTicks(3, 3, 3)).toEqual([3])
  })

  test('a domain holds all values, never passes the ends of a share, and is never empty', () => {
    const [low, high] = niceDomain([0.9, null, 1], { floor: 0, ceiling: 1 })
    expect(low).toBeLessThan(0.9)
    expect(high).toBe(1)
    expect(niceDomain([5, 10], { zero: true })[0]).toBe(0)
    expect(niceDomain([])).toEqual([0, 1])
    expect(niceDomain([7, 7])[1]).toBeGreaterThan(7)
  })
})

describe('paths', () => {
  test('a line has a gap where a value is not known, and a dash for a lone value', () => {
    expect(linePath([1, 2, null, 4, null], same, same)).toBe('M0 1L1 2M1 4h4')
  })

  test('a band closes each of its pieces', () => {
    expect(bandPath([0, 0, null, 1], [2, 3, 4, 5], same, same)).toBe('M0 2L1 3L1 0L0 0ZM3 5L3 1Z')
  })

  test('steps are as wide as their window', () => {
    expect(stepPath([1, 1, 2, null, 3], (i) => i * 10, 10, same)).toBe('M-5 1H5H15V2H25M35 3H45')
  })
})

describe('bins', () => {
  test('whole numbers leave no gap between two bins', () => {
    expect(binLabels({ kind: 'numeric', edges: [3, 11, 12], whole: true, referenceShares10k: null })).toEqual([
      'up to 3',
      '4 to 11',
      '12',
      'above 12',
    ])
  })

  test('edges that would read the same get more digits', () => {
    expect(binLabels({ kind: 'numeric', edges: [1.0001, 1.0002], whole: false, referenceShares10k: null })).toEqual([
      'up to 1.0001',
      '1.0001 to 1.0002',
      'above 1.0002',
    ])
  })

  test('a column with one bin says so', () => {
    expect(binLabels({ kind: 'numeric', edges: [], whole: false, referenceShares10k: null })).toEqual(['all values'])
  })

  test('categories are sorted by how much they changed', () => {
    const bars = [
      { label: 'still', reference: 0.5, current: 0.5 },
      { label: 'gone', reference: 0.3, current: 0 },
      { label: 'new', reference: 0, current: 0.1 },
    ]
    expect(sortByChange(bars).map((b) => b.label)).toEqual(['gone', 'new', 'still'])
  })
})

describe('the time axis', () => {
  const days = (from: string, n: number, stepDays = 1): ReportGranularity => ({
    text: '1 day',
    windows: Array.from({ length: n }, (_, i) => {
      const startUs = (Date.parse(from) + i * stepDays * 86_400_000) * 1000
      return { startUs, endUs: startUs + stepDays * 86_400e6, rows: 1, complete: true, status: 'ok', counts: {} }
    }),
    series: [],
    columns: [],
    slices: [],
    findings: [],
  })
  const labels = (g: ReportGranularity, width: number): string[] =>
    timeTicks(g, 'UTC', timeLayout(g.windows.length, width, 52)).map((t) => t.label)

  test('half a year of days is labelled by month, the year said once and at its change', () => {
    expect(labels(days('2024-11-01T00:00:00Z', 92), 1000)).toEqual(['Nov 2024', 'Dec', 'Jan 2025'])
  })

  test('a week of days is labelled by day', () => {
    expect(labels(days('2025-01-30T00:00:00Z', 5), 1000)).toEqual(['30 Jan', '31 Jan', '1 Feb', '2 Feb', '3 Feb'])
  })

  test('on a phone there are fewer labels, not smaller ones', () => {
    expect(labels(days('2024-11-01T00:00:00Z', 365), 328).length).toBeLessThanOrEqual(4)
  })

  test('the first label gives way to the month that begins just after it', () => {
    expect(labels(days('2025-01-30T00:00:00Z', 180), 1000)[0]).toBe('Feb')
  })
})

describe('curves', () => {
  test('keep their ends, and few points that lie on them', () => {
    const x = Float64Array.from({ length: 5000 }, (_, i) => i / 4999)
    const y = x.map((v) => v * v)
    const points = curve(x, y)
    expect(points.length / 2).toBeLessThanOrEqual(102)
    expect(points.slice(0, 2)).toEqual([0, 0])
    expect(points.slice(-2)).toEqual([10_000, 10_000])
    for (let i = 0; i < points.length; i += 2)
      expect(Math.abs((points[i]! / 10_000) ** 2 * 10_000 - points[i + 1]!)).toBeLessThan(2)
    for (const at of [1000, 5000, 9000]) expect(Math.abs(valueAt(points, at)! - at ** 2 / 10_000)).toBeLessThan(10)
  })

  test('have the higher end at a jump, and nothing outside of them', () => {
    const steps = [1000, 0, 1000, 5000, 5000, 5000, 5000, 9000]
    expect([1000, 3000, 5000].map((at) => valueAt(steps, at))).toEqual([5000, 5000, 9000])
    expect([valueAt(steps, 0), valueAt(steps, 9999)]).toEqual([null, null])
  })
})
