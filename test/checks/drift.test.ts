import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeWindow } from '../../src/checks/judge-window.ts'
import { measureWobble } from '../../src/checks/measure-wobble.ts'
import { WHOLE } from '../../src/core/window.ts'
import { categoryBins, categoryState, evidenceOf, monitorOf, numericBins, numericState, segmentOf, sideOf } from './build.ts'

const total = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)

function judgeNumeric(reference: readonly number[], current: readonly number[], overrides = {}) {
  const frozen = numericBins('lead_time', reference.length - 2)
  const evidence = evidenceOf(
    [
      segmentOf(sideOf(total(current), { lead_time: numericState(current) }), {
        reference: sideOf(total(reference), { lead_time: numericState(reference) }),
      }),
    ],
    [frozen],
    overrides,
  )
  return judgeWindow(evidence, monitorOf()).find(({ check }) => check === 'drift')!
}

function judgeCategories(reference: Record<string, number>, current: Record<string, number>, monitor = monitorOf()) {
  const frozen = categoryBins('segment', Object.keys(reference))
  const evidence = evidenceOf(
    [
      segmentOf(sideOf(total(Object.values(current)), { segment: categoryState(current) }), {
        reference: sideOf(total(Object.values(reference)), { segment: categoryState(reference) }),
      }),
    ],
    [frozen],
  )
  return judgeWindow(evidence, monitor).filter(({ check }) => check === 'drift')[0]
}

describe('drift of one column', () => {
  it('fails a large move and says what, how much, how sure, which way and where', () => {
    const finding = judgeNumeric([0, 4000, 4000, 4000, 4000, 0], [0, 100, 200, 300, 600, 0])
    expect(finding).toMatchObject({
      status: 'fail',
      metric: 'population_stability_index',
      nCurrent: 1200,
      nReference: 16_000,
      severity: 'low',
      theme: 'feature',
    })
    expect(finding.sentence).toMatch(
      /^lead_time moved: PSI 0\.\d+, where chance explains up to 0\.0\d+ at 1,200 against 16,000 rows; higher; \d+ % of it in the bin 0 to 1$/,
    )
    expect(finding.evidence).toMatchObject({ direction: 'higher', independence_assumed: true, wobble_factor: 1 })
    const groups = finding.evidence['groups'] as { label: string; contribution: number }[]
    expect(groups.map(({ label }) => label)).toEqual(['0 to 1', '1 to 2', '2 to 3', '3 to 4'])
    expect(groups.reduce((sum, { contribution }) => sum + contribution, 0)).toBeCloseTo(finding.value!, 12)
  })

  it('says why a PSI that chance could reach is a move all the same', () => {
    const even = [0, ...Array.from({ length: 32 }, () => 312), 0]
    const leaning = [0, ...Array.from({ length: 32 }, (_, i) => (i < 16 ? 2 : 5)), 0]
    const finding = judgeNumeric(even, leaning)
    expect(finding.status).toBe('fail')
    expect(finding.sentence).toMatch(
      /^lead_time moved: PSI 0\.\d+ at 112 against 9,984 rows; chance explains up to 0\.\d+, but hardly so steady a move \(p 0\.\d+|\de-\d+\); higher/,
    )
  })

  it('says that a significant change is too small to matter', () => {
    const finding = judgeNumeric([0, 500_000, 500_000, 0], [0, 495_000, 505_000, 0])
    expect(finding.status).toBe('ok')
    expect(finding.sentence).toMatch(/^lead_time changed too little to matter: PSI /)
  })

  it('names the direction of each kind of move', () => {
    const even = [0, 1000, 1000, 1000, 1000, 1000, 1000, 0]
    const direction = (current: readonly number[]) => judgeNumeric(even, current).evidence['direction']
    expect(direction([0, 300, 250, 200, 150, 60, 40, 0])).toBe('lower')
    expect(direction([0, 40, 60, 150, 200, 250, 300, 0])).toBe('higher')
    expect(direction([0, 300, 150, 50, 50, 150, 300, 0])).toBe('wider')
    expect(direction([0, 50, 150, 300, 300, 150, 50, 0])).toBe('narrower')
  })

  it('calls too few rows insufficient and no rows no data', () => {
    expect(judgeNumeric([0, 500, 500, 0], [0, 6, 4, 0])).toMatchObject({ status: 'insufficient_data' })
    expect(judgeNumeric([0, 500, 500, 0], [0, 6, 4, 0]).sentence).toBe(
      'lead_time has too few rows to judge: 10 against 1,000 rows; only an enormous change could be seen',
    )
    expect(judgeNumeric([0, 500, 500, 0], [0, 0, 0, 0])).toMatchObject({ status: 'no_data' })
  })

  it('takes the rows of a window inside the reference out of the reference', () => {
    const inside = judgeNumeric([0, 1000, 1000, 0], [0, 100, 100, 0], { insideReference: true })
    expect(inside).toMatchObject({ status: 'ok', nReference: 1800 })
    expect(judgeNumeric([0, 100, 100, 0], [0, 100, 100, 0], { insideReference: true })).toMatchObject({ status: 'no_data' })
  })

  it('names the category that changed, in percent', () => {
    const finding = judgeCategories({ Online: 9100, Groups: 900 }, { Online: 790, Groups: 210 })
    expect(finding).toMatchObject({ status: 'fail' })
    expect(finding!.sentence).toContain('"Groups" 9 % → 21 %')
  })

  it('never names a category of fewer rows than allowed', () => {
    const finding = judgeCategories(
      { Online: 300, Groups: 20 },
      { Online: 20, Groups: 20 },
      monitorOf({ minimumCategoryCount: 1000 }),
    )
    expect(finding!.status).toBe('fail')
    expect(JSON.stringify(finding)).not.toMatch(/Groups|Online/)
  })

  it('sees a rare category that became common, although pooling would hide it', () => {
    const finding = judgeCategories({ A: 5000, B: 4990, C: 10 }, { A: 50, B: 50, C: 100 })
    expect(finding).toMatchObject({ status: 'fail' })
    expect(finding!.evidence).toMatchObject({ by_rare_bins: true })
    expect(finding!.sentence).toContain('"C" 0.1 % → 50 %')
  })

  it('judges a column that used to have one value', () => {
    expect(judgeCategories({ A: 10_000 }, { A: 100, B: 100 })).toMatchObject({ status: 'fail' })
    expect(judgeCategories({ A: 10_000 }, { A: 200 })).toMatchObject({ status: 'ok' })
    expect(judgeCategories({ A: 10_000 }, { A: 10 })).toMatchObject({ status: 'insufficient_data' })
  })

  it('does not compare identifiers', () => {
    const ids = (from: number) => Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`id ${from + i}`, 1]))
    expect(judgeCategories(ids(0), ids(1000))).toBeUndefined()
  })

  it('gives drift of the prediction before drift of features', () => {
    const frozen = numericBins('y_pred', 2)
    const evidence = evidenceOf(
      [
        segmentOf(sideOf(1000, { y_pred: numericState([0, 200, 800, 0]) }), {
          reference: sideOf(1000, { y_pred: numericState([0, 500, 500, 0]) }),
        }),
      ],
      [frozen],
    )
    const finding = judgeWindow(evidence, monitorOf({ prediction: 'y_pred' })).find(({ check }) => check === 'drift')
    expect(finding).toMatchObject({ status: 'fail', theme: 'prediction', severity: 'medium' })
  })

  it('answers the same whatever the order of the categories', () => {
    const counts = fc.array(fc.tuple(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 })), {
      minLength: 2,
      maxLength: 12,
    })
    fc.assert(
      fc.property(counts, fc.integer(), (pairs, seed) => {
        const rows = pairs.map(([r, c], i) => ({ name: `v${i}`, r, c }))
        fc.pre(rows.some(({ r }) => r > 0) && rows.some(({ c }) => c > 0))
        const judge = (list: typeof rows) =>
          judgeCategories(
            Object.fromEntries(list.map(({ name, r }) => [name, r])),
            Object.fromEntries(list.map(({ name, c }) => [name, c])),
          )
        const shuffled = [...rows].sort(
          (a, b) => ((a.name.charCodeAt(1) * 31 + seed) % 7) - ((b.name.charCodeAt(1) * 31 + seed) % 7),
        )
        const first = judge(rows)
        const second = judge(shuffled)
        expect(second?.status).toBe(first?.status)
        if (first?.value != null) expect(second!.value!).toBeCloseTo(first.value, 9)
      }),
      { numRuns: 200, seed: 4 },
    )
  })
})

describe('wobble', () => {
  const frozen = numericBins('delay', 4)
  /** Days that lean low or high in turn, around the same middle. */
  const day = (lean: number) => [0, 250 + lean, 250, 250, 250 - lean, 0]
  const days = Array.from({ length: 24 }, (_, i) => day([-120, 110, -90, 130, 60, -70][i % 6]!))
  const wobble = measureWobble({
    source: 'reference',
    bins: new Map([['delay', frozen]]),
    windows: days.map((counts) => [{ segment: WHOLE, rows: 1000, columns: new Map([['delay', numericState(counts)]]) }]),
  })
  const sum = days.reduce((a, b) => a.map((count, i) => count + b[i]!))
  const judgeDelay = (current: readonly number[], withWobble: boolean) =>
    judgeWindow(
      evidenceOf(
        [segmentOf(sideOf(1000, { delay: numericState(current) }), { reference: sideOf(24_000, { delay: numericState(sum) }) })],
        [frozen],
        { wobble: withWobble ? wobble : null },
      ),
      monitorOf(),
    ).find(({ check }) => check === 'drift')!

  it('does not fail a day that differs as days of this data do, and says so', () => {
    expect(judgeDelay(day(-120), false).status).toBe('fail')
    const finding = judgeDelay(day(-120), true)
    expect(finding.status).toBe('ok')
    expect(finding.sentence).toMatch(
      /^delay differs no more than days of this data do by themselves: PSI 0\.\d+, where chance and the usual differences between days explain up to 0\.\d+ at 1,000 against 24,000 rows$/,
    )
    expect(finding.evidence['wobble_factor']).toBeGreaterThan(1)
  })

  it('still fails what days do not do by themselves, and tells how much they differ', () => {
    const finding = judgeDelay([0, 10, 40, 150, 800, 0], true)
    expect(finding.status).toBe('fail')
    expect(finding.sentence).toMatch(/days of this data differ \d+(\.\d+)? times as much as independent rows would$/)
    expect(finding.evidence).toMatchObject({ wobble_windows: 24, wobble_source: 'reference', independence_assumed: false })
  })

  it('is not measured on fewer than eight windows', () => {
    const few = days
      .slice(0, 7)
      .map((counts) => [{ segment: WHOLE, rows: 1000, columns: new Map([['delay', numericState(counts)]]) }])
    expect(measureWobble({ source: 'reference', bins: new Map([['delay', frozen]]), windows: few })).toBeNull()
  })

  it('is measured on the windows that were ok, for the columns that were', () => {
    const windows = days.map((counts) => [{ segment: WHOLE, rows: 1000, columns: new Map([['delay', numericState(counts)]]) }])
    const none = measureWobble({ source: 'ok windows', bins: new Map([['delay', frozen]]), windows, wasOk: () => false })
    expect([...none!.entries.keys()].filter((key) => key.startsWith('bins'))).toEqual([])
  })
})
