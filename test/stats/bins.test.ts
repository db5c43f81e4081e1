import { describe, expect, it } from 'vitest'
import { countIntoBins, equalMassEdges, nestedEdges, nextDown, quantilesFromCounts } from '../../src/stats/index.ts'
import { isClose, readGolden } from './golden.ts'

interface Case {
  readonly name: string
  readonly values: readonly number[]
  readonly bins: number
  readonly edges: readonly number[]
  readonly probe: readonly number[]
  readonly probe_counts: readonly number[]
  readonly probs: readonly number[]
  readonly quantiles: readonly number[]
}

const { cases } = readGolden<{ cases: readonly Case[] }>('bins')

describe.each(cases)('bins of $name', (one) => {
  const sorted = Float64Array.from(one.values)
  const min = sorted[0]!
  const max = sorted[sorted.length - 1]!

  it('have the edges and counts of numpy', () => {
    const edges = equalMassEdges(sorted, one.bins)
    expect([...edges]).toEqual(one.edges)
    expect([...countIntoBins(edges, one.probe)]).toEqual(one.probe_counts)
    expect(countIntoBins(edges, sorted)[0]).toBe(0)
    expect(countIntoBins(edges, sorted).at(-1)).toBe(0)
  })

  it('nest: coarse counts are sums of fine counts', () => {
    const { fine, coarse, coarseOfFine } = nestedEdges(sorted, one.bins, 10)
    expect(coarse.every((edge) => fine.includes(edge))).toBe(true)
    const summed = new Float64Array(coarse.length + 1)
    countIntoBins(fine, one.probe).forEach((count, i) => {
      summed[coarseOfFine[i]!]! += count
    })
    expect(summed).toEqual(countIntoBins(coarse, one.probe))
  })

  it('give quantiles within one bin of numpy, exact ends, and exact values when each has a bin of its own', () => {
    const { fine, coarse } = nestedEdges(sorted, one.bins, 10)
    const got = quantilesFromCounts(fine, countIntoBins(fine, sorted), min, max, one.probs)
    expect(got[0]).toBe(min)
    expect(got.at(-1)).toBe(max)
    const distinct = new Set(one.values).size
    one.quantiles.forEach((want, i) => {
      if (distinct <= one.bins) expect(isClose(got[i]!, want, 1e-15), `${one.probs[i]}: ${got[i]} for ${want}`).toBe(true)
      const bin = fine.findIndex((edge) => edge >= want)
      const low = fine[Math.max(0, bin - 2)]!
      const high = fine[Math.min(fine.length - 1, bin + 2)]!
      expect(got[i]! >= low && got[i]! <= high, `${one.probs[i]}: ${got[i]} for ${want}`).toBe(true)
    })
    if (distinct <= one.bins) expect([...coarse]).toEqual([nextDown(min), ...new Set(one.values.map((x) => x + 0))])
  })
})

describe('nextDown', () => {
  it('is the largest double below', () => {
    expect([nextDown(1), nextDown(0), nextDown(-0), nextDown(-1), nextDown(2)]).toEqual([
      1 - 2 ** -53,
      -Number.MIN_VALUE,
      -Number.MIN_VALUE,
      -1 - 2 ** -52,
      2 - 2 ** -52,
    ])
    expect(isClose(nextDown(5e-324), 0, 0)).toBe(true)
  })
})
