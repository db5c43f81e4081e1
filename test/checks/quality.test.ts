import { describe, expect, it } from 'vitest'
import type { QualityState } from '../../src/aggregates/states.ts'
import { judgeWindow } from '../../src/checks/judge-window.ts'
import { measureWobble } from '../../src/checks/measure-wobble.ts'
import type { WobbleTable } from '../../src/checks/wobble-table.ts'
import type { Monitor } from '../../src/config/project.ts'
import { WHOLE } from '../../src/core/window.ts'
import { confusionOf, evidenceOf, monitorOf, segmentOf, sideOf } from './build.ts'

const classifier: Partial<Monitor> = { problem: 'classification', prediction: 'y_pred', label: 'y', positive: '1' }
const right = (correct: number, wrong: number) =>
  confusionOf([
    ['1', '1', correct / 2],
    ['0', '0', correct / 2],
    ['1', '0', wrong / 2],
    ['0', '1', wrong / 2],
  ])

function judge(
  current: QualityState | undefined,
  reference: QualityState,
  monitor: Partial<Monitor> = classifier,
  wobble: WobbleTable | null = null,
  inside = false,
) {
  const evidence = evidenceOf([segmentOf(sideOf(5000, {}, [], current), { reference: sideOf(17_000, {}, [], reference) })], [], {
    wobble,
    insideReference: inside,
  })
  return judgeWindow(evidence, monitorOf(monitor)).filter(({ theme }) => theme === 'quality')
}

describe('quality against the reference', () => {
  it('fails a drop of accuracy that chance does not explain, with both values, points and rows', () => {
    const [accuracy] = judge(right(2902, 1220), right(14_494, 2420))
    expect(accuracy).toMatchObject({
      check: 'accuracy_score',
      status: 'fail',
      severity: 'high',
      nCurrent: 4122,
      nReference: 16_914,
      threshold: 0.05,
    })
    expect(accuracy!.sentence).toBe('accuracy 0.704, was 0.857 in the reference (15 points down, 4,122 labelled against 16,914)')
    expect(accuracy!.effect).toBeCloseTo(14_494 / 16_914 - 2902 / 4122, 12)
  })

  it('never fails because a model became better', () => {
    expect(judge(right(4000, 100), right(14_494, 2420)).map(({ status }) => status)).toEqual(['ok', 'ok', 'ok'])
  })

  it('says that chance explains a drop seen on few rows', () => {
    const [accuracy] = judge(right(36, 10), right(14_494, 2420))
    expect(accuracy).toMatchObject({ status: 'ok' })
    expect(accuracy!.sentence).toContain('no more than chance explains')
  })

  it('does not judge a handful of labels, and says when there are none', () => {
    expect(judge(right(4, 4), right(14_494, 2420))[0]).toMatchObject({ status: 'insufficient_data' })
    expect(judge(undefined, right(14_494, 2420))).toMatchObject([{ status: 'no_data', sentence: 'no labels yet for 5,000 rows' }])
  })

  it('judges precision and recall of the positive class where one is named', () => {
    const current = confusionOf([
      ['1', '1', 100],
      ['0', '1', 300],
      ['0', '0', 9000],
      ['1', '0', 50],
    ])
    const reference = confusionOf([
      ['1', '1', 600],
      ['0', '1', 200],
      ['0', '0', 18_000],
      ['1', '0', 200],
    ])
    const findings = judge(current, reference)
    expect(findings.map(({ check, status }) => [check, status])).toEqual([
      ['accuracy_score', 'ok'],
      ['precision', 'warn'],
      ['recall', 'fail'],
    ])
    expect(findings[2]!.sentence).toContain(
      'recall of 1 0.25, was 0.75 in the reference (50 points down, 400 labelled 1 against 800)',
    )
    const { positive: _, ...withoutPositive } = classifier
    expect(judge(current, reference, withoutPositive).map(({ check }) => check)).toEqual(['accuracy_score'])
  })

  it('fails a rise of the mean absolute error of a regression', () => {
    const errors = (n: number, meanAbs: number): QualityState => ({
      errors: {
        n,
        sum: 0,
        sumAbs: n * meanAbs,
        sumSquares: n * meanAbs * meanAbs * 1.5,
        sumAbsRelative: 0,
        nRelative: 0,
        label: { n, shift: 0, sum: 0, sumSquares: 0, min: 0, max: 1 },
      },
    })
    const regression: Partial<Monitor> = { problem: 'regression', prediction: 'y_pred', label: 'y' }
    expect(judge(errors(1000, 13), errors(5000, 10), regression)).toMatchObject([
      {
        check: 'mean_average_error',
        status: 'fail',
        value: 13,
        referenceValue: 10,
        sentence: 'mean absolute error 13, was 10 in the reference (30 % higher, 1,000 labelled against 5,000)',
      },
    ])
    expect(judge(errors(1000, 11.5), errors(5000, 10), regression)).toMatchObject([{ status: 'warn' }])
    expect(judge(errors(1000, 8), errors(5000, 10), regression)).toMatchObject([{ status: 'ok' }])
  })

  it('knows how much accuracy differs from day to day', () => {
    const shares = [0.7, 0.9, 0.75, 0.88, 0.72, 0.91, 0.8, 0.86, 0.7, 0.9]
    const windows = shares.map((share) => [
      { segment: WHOLE, rows: 1000, columns: new Map(), quality: right(share * 1000, (1 - share) * 1000) },
    ])
    const wobble = measureWobble({ source: 'reference', bins: new Map(), windows, positive: '1' })
    const reference = right(8120, 1880)
    expect(judge(right(700, 300), reference)[0]).toMatchObject({ status: 'fail' })
    const [calm] = judge(right(700, 300), reference, classifier, wobble)
    expect(calm).toMatchObject({ status: 'ok' })
    expect(calm!.sentence).toContain('no more than days of this data differ by themselves')
    expect(judge(right(200, 800), reference, classifier, wobble)[0]).toMatchObject({ status: 'fail' })
  })

  it('takes a window inside the reference out of it', () => {
    expect(judge(right(1000, 0), right(2000, 0), classifier, null, true)[0]).toMatchObject({ nReference: 1000 })
  })

  it('is not judged without a label or where the reference has none', () => {
    expect(judge(right(10, 10), right(10, 10), {})).toEqual([])
    expect(judge(right(10, 10), {})).toEqual([])
  })
})
