import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { judgeWindow } from '../../src/checks/judge-window.ts'
import { evidenceOf, monitorOf, numericBins, numericState, segmentOf, sideOf } from './build.ts'

const even = (rows: number) => [0, rows / 4, rows / 4, rows / 4, rows / 4, 0]

function table(columns: Readonly<Record<string, readonly number[]>>) {
  const total = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
  const states = Object.fromEntries(Object.entries(columns).map(([name, counts]) => [name, numericState(counts)]))
  return sideOf(Math.max(...Object.values(columns).map(total)), states)
}
const bins = (names: readonly string[]) => names.map((name) => numericBins(name, 4))

describe('judging a window', () => {
  it('adjusts p-values among all drift checks of the window, slices included', () => {
    const reference = table({ x: even(4000) })
    const current = table({ x: [0, 75, 60, 40, 25, 0] })
    const alone = judgeWindow(evidenceOf([segmentOf(current, { reference })], bins(['x'])), monitorOf())
    const quiet = table({ x: even(200) })
    const slices = Array.from({ length: 9 }, (_, i) => ({ sliceKey: 'hotel', sliceValue: String(i), modelId: null }))
    const among = judgeWindow(
      evidenceOf(
        [segmentOf(current, { reference }), ...slices.map((segment) => segmentOf(quiet, { reference, segment }))],
        bins(['x']),
      ),
      monitorOf(),
    )
    const p = (findings: typeof alone) =>
      findings.find(({ check, segment }) => check === 'drift' && segment.sliceKey === null)!.pValue!
    expect(p(among)).toBeCloseTo(10 * p(alone), 12)
  })

  it('turns a check that cannot be made into an error, and makes the others', () => {
    const broken = { ...numericState(even(100)), histogram: Float64Array.of(0, -5, 5, 50, 50, 0) }
    const current = {
      ...table({ x: even(100), y: [0, 97, 1, 1, 1, 0] }),
      columns: new Map([
        ['x', broken],
        ['y', numericState([0, 97, 1, 1, 1, 0])],
      ]),
    }
    const reference = table({ x: even(4000), y: even(4000) })
    const findings = judgeWindow(evidenceOf([segmentOf(current, { reference })], bins(['x', 'y'])), monitorOf()).filter(
      ({ check }) => check === 'drift',
    )
    expect(findings).toMatchObject([
      { columnName: 'x', status: 'error' },
      { columnName: 'y', status: 'fail' },
    ])
    expect(findings[0]!.sentence).toMatch(/^the check drift of x could not be made: /)
  })

  it('gives every finding an id of its own, and strict JSON', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 300 }), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(counts, counts, fc.boolean(), (reference, current, inside) => {
        const findings = judgeWindow(
          evidenceOf(
            [segmentOf(table({ x: current, y: current }), { reference: table({ x: reference, y: even(400) }) })],
            bins(['x', 'y']),
            {
              insideReference: inside,
              volumeHistory: [100, 200, 150],
            },
          ),
          monitorOf(),
        )
        expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length)
        expect(findings.filter(({ status }) => status === 'error')).toEqual([])
        const walk = (value: unknown): void => {
          if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true)
          if (typeof value === 'string') expect(value).not.toMatch(/NaN|undefined|Infinity/)
          if (typeof value === 'object' && value !== null) Object.values(value).forEach(walk)
        }
        findings.forEach(walk)
      }),
      { numRuns: 300, seed: 11 },
    )
  })

  it('keeps the evidence of fine findings small', () => {
    const findings = judgeWindow(
      evidenceOf([segmentOf(table({ x: even(400) }), { reference: table({ x: even(4000) }) })], bins(['x'])),
      monitorOf(),
    )
    expect(findings.find(({ check }) => check === 'drift')).toMatchObject({
      status: 'ok',
      evidence: { chance_bound: expect.any(Number) },
    })
    expect(JSON.stringify(findings.map(({ evidence }) => evidence)).length).toBeLessThan(200)
  })

  it('judges a monitor without reference without errors', () => {
    const findings = judgeWindow(evidenceOf([segmentOf(table({ x: even(400) }))], bins(['x'])), monitorOf({ reference: null }))
    expect(findings).toEqual([])
  })
})
