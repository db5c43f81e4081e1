import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodeModel,
  decodeShares,
  encodeModel,
  encodeShares,
  packNumbers,
  unpackNumbers,
} from '../../src/report/compact-model.ts'
import { DEFAULT_LIMITS, limitReport } from '../../src/report/limit-report.ts'
import type { ReportGranularity, ReportModel } from '../../src/report/report-model.ts'
import { hotelModel, wideModel } from './sample-model.ts'

const plain = (model: ReportModel): object => JSON.parse(JSON.stringify(model))

describe('the model in the file', () => {
  test('comes back as it was, numbers of series to four digits', () => {
    const model = hotelModel()
    const back = decodeModel(JSON.parse(JSON.stringify(encodeModel(model))))
    const [before, after] = [model.monitors[0]!, back.monitors[0]!]
    expect({ ...plain(back), monitors: [] }).toEqual({ ...plain(model), monitors: [] })
    expect(after.columns).toEqual(before.columns)
    const curves = ({ quality = [] }: ReportGranularity) =>
      quality.map(({ scores, confusion, window }) => [
        window,
        confusion,
        scores[0]!.roc10k,
        scores[0]!.precisionRecall10k,
        scores[0]!.calibration10k,
      ])
    expect(curves(after.granularities[0]!)).toEqual(curves(before.granularities[0]!))
    expect(after.referenceQuality!.residuals).toHaveLength(before.referenceQuality!.residuals.length)
    expect(after.granularities[0]!.windows).toEqual(before.granularities[0]!.windows)
    expect(after.granularities[0]!.findings).toEqual(before.granularities[0]!.findings)
    for (const [i, column] of before.granularities[0]!.columns.entries()) {
      const own = after.granularities[0]!.columns[i]!
      expect(own.shares10k).toEqual(column.shares10k)
      expect(own.statuses).toEqual(column.statuses)
      expect(own.direction).toEqual(column.direction)
      for (const [w, value] of column.drift.entries()) {
        if (value === null) expect(own.drift[w]).toBeNull()
        else expect(Math.abs(own.drift[w]! - value)).toBeLessThanOrEqual(Math.abs(value) * 5e-4)
      }
    }
    expect(after.granularities[0]!.series.find((s) => s.id === 'volume')!.values[0]).toBe(4530)
  })

  test('shares of any size survive', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 })), (shares) => {
        expect(decodeShares(encodeShares(shares))).toEqual(shares)
      }),
    )
  })

  test('numbers survive to four digits, null as null, whatever their size and sign', () => {
    const number = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constant(null),
    )
    fc.assert(
      fc.property(fc.array(number), (values) => {
        const back = unpackNumbers(JSON.parse(JSON.stringify(packNumbers(values))))
        expect(back.length).toBe(values.length)
        for (const [i, value] of values.entries()) {
          if (value === null) expect(back[i]).toBeNull()
          else if (Math.abs(value) < 1e-8) expect(Math.abs(back[i]!)).toBeLessThan(1.1e-8)
          else expect(Math.abs(back[i]! - value)).toBeLessThanOrEqual(Math.abs(value) * 5.1e-4)
        }
      }),
    )
  })

  test('small numbers take three letters each', () => {
    expect(packNumbers([0.25, null, 0])).toHaveLength(9)
    expect(unpackNumbers(packNumbers([0.25, null, 0, 0.3, 12.34]))).toEqual([0.25, null, 0, 0.3, 12.34])
  })
})

describe('what a report keeps', () => {
  test('everything, where it fits', () => {
    const model = hotelModel()
    expect(limitReport(model)).toEqual(model)
  })

  test('the newest and the judged windows first, then windows that warned or failed', () => {
    const model = wideModel(20, 60)
    const limited = limitReport(model, { ...DEFAULT_LIMITS, histogramNumbers: 4000 })
    const [before, after] = [model.monitors[0]!.granularities[0]!, limited.monitors[0]!.granularities[0]!]
    const judged = model.monitors[0]!.verdict.window!
    for (const [c, series] of after.columns.entries()) {
      expect(series.shares10k.at(-1)).toEqual(before.columns[c]!.shares10k.at(-1))
      expect(series.shares10k[judged]).toEqual(before.columns[c]!.shares10k[judged])
    }
    const kept = after.columns.flatMap((s) => s.shares10k.filter((shares) => shares !== null))
    const all = before.columns.flatMap((s) => s.shares10k.filter((shares) => shares !== null))
    expect(kept.length).toBeLessThan(all.length)
    const quiet = (w: number): boolean => w < 10
    const keptQuiet = after.columns.some((s) =>
      s.shares10k.some((shares, w) => quiet(w) && shares !== null && s.statuses[w] === 'ok'),
    )
    expect(keptQuiet).toBe(false)
  })

  test('no more findings than allowed, the judged window first', () => {
    const model = wideModel(50, 180)
    const limited = limitReport(model, { ...DEFAULT_LIMITS, findings: 30 })
    const findings = limited.monitors[0]!.granularities.flatMap((g) => g.findings)
    expect(findings.length).toBeLessThanOrEqual(30)
    const judged = model.monitors[0]!.verdict.window!
    const own = (m: ReportModel): number => m.monitors[0]!.granularities[0]!.findings.filter((f) => f.window === judged).length
    expect(own(limited)).toBe(own(model))
  })
})
