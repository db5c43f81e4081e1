/** The rules that most monitors use: PSI above 0.2 over the reference's deciles (or categories), and Kolmogorov-Smirnov p below 0.05. */
import { nestedEdges } from '../../src/stats/bins.ts'
import { ksFromCounts } from '../../src/stats/ks-from-counts.ts'
import { ksTwoSample } from '../../src/stats/ks-two-sample.ts'
import { psi } from '../../src/stats/psi.ts'
import type { Sample } from './tables.ts'

export interface UsualAlarms {
  psi: boolean
  ks: boolean
}

const DECILES = 10
/** Above this KS is taken from 1,000 equal-mass bins, as tools do on large tables. */
const EXACT_ROWS = 20_000

export function usualAlarms(reference: Sample, current: Sample, levels: number): UsualAlarms {
  if (reference instanceof Int32Array) {
    return { psi: psi(countLevels(reference, levels), countLevels(current as Int32Array, levels)).statistic > 0.2, ks: false }
  }
  const sortedReference = Float64Array.from(reference.length > 100_000 ? reference.subarray(0, 100_000) : reference).sort()
  const { coarse } = nestedEdges(sortedReference, DECILES, 1)
  const psiAlarm = psi(countBins(reference, coarse), countBins(current as Float64Array, coarse)).statistic > 0.2
  if (reference.length <= EXACT_ROWS && current.length <= EXACT_ROWS) {
    return { psi: psiAlarm, ks: ksTwoSample(sortedReference, Float64Array.from(current).sort()).pValue < 0.05 }
  }
  const { coarse: fine } = nestedEdges(sortedReference, 1000, 1)
  return {
    psi: psiAlarm,
    ks: ksFromCounts(countBins(reference, fine), countBins(current as Float64Array, fine)).pValue < 0.05,
  }
}

function countLevels(sample: Int32Array, levels: number): Float64Array {
  const counts = new Float64Array(levels)
  for (const level of sample) counts[level]!++
  return counts
}

function countBins(sample: Float64Array, edges: Float64Array): Float64Array {
  const counts = new Float64Array(edges.length + 1)
  for (const value of sample) {
    let low = 0
    let high = edges.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (edges[middle]! < value) low = middle + 1
      else high = middle
    }
    counts[low]!++
  }
  return counts
}
