import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { judgeWindow } from '../../src/checks/judge-window.ts'
import { categoryBins, categoryState, evidenceOf, monitorOf, numericBins, numericState, segmentOf, sideOf } from './build.ts'

interface GoldenCase {
  readonly name: string
  readonly ordered: boolean
  readonly reference: readonly number[]
  readonly current: readonly number[]
  readonly p: number | null
  readonly size: number
  readonly psi: number
  readonly chance_bound: number
}

const file = new URL('../golden/verdicts.json', import.meta.url)
const { cases } = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { cases: readonly GoldenCase[] }) : { cases: [] }

function judge({ ordered, reference, current }: GoldenCase) {
  const bins = reference.length - (ordered ? 2 : 1)
  const names = Array.from({ length: bins }, (_, i) => `c${i}`)
  const frozen = ordered ? numericBins('x', bins) : categoryBins('x', names)
  const state = (counts: readonly number[]) =>
    ordered
      ? numericState(counts)
      : categoryState(Object.fromEntries(counts.map((count, i) => [names[i] ?? 'something else', count])))
  const rows = (counts: readonly number[]) => counts.reduce((a, b) => a + b, 0)
  const evidence = evidenceOf(
    [segmentOf(sideOf(rows(current), { x: state(current) }), { reference: sideOf(rows(reference), { x: state(reference) }) })],
    [frozen],
  )
  return judgeWindow(evidence, monitorOf()).find(({ check }) => check === 'drift')!
}

describe('the drift verdict on golden counts', () => {
  it('has golden cases to look at', () => expect(cases.length).toBeGreaterThan(0))

  it.each(cases)('gives the golden numbers and the status that follows from them: $name', (golden) => {
    const finding = judge(golden)
    expect(finding.value).toBeCloseTo(golden.psi, 9)
    if (golden.p === null) {
      expect(finding.status).toBe('insufficient_data')
      return
    }
    const size = finding.effect!
    expect(Math.abs(size - golden.size)).toBeLessThanOrEqual(1e-9 * Math.abs(golden.size) + 1e-12)
    expect(Math.abs(finding.pValue! - golden.p)).toBeLessThanOrEqual(1e-9 * golden.p + 1e-12)
    expect(finding.evidence['chance_bound']).toBeCloseTo(golden.chance_bound, 9)
    const expected = golden.p <= 0.01 && golden.size >= 0.1 ? 'fail' : golden.p <= 0.05 && golden.size >= 0.05 ? 'warn' : 'ok'
    expect(finding.status).toBe(expected)
  })
})
