import { LeewayError } from '../core/errors.ts'
import { binIndex } from './bin-index.ts'
import { assertSorted } from './check-sorted.ts'
import { equalMassEdges } from './equal-mass-edges.ts'
import { nextDown } from './next-down.ts'

export interface NestedEdges {
  /** Strictly ascending, a superset of coarse. */
  readonly fine: Float64Array
  readonly coarse: Float64Array
  /** For each fine bin, under = 0 and over = last, the coarse bin that holds it. */
  readonly coarseOfFine: Int32Array
}

/** Distinct values in order, or null when there are more than limit. */
function distinctUpTo(sorted: Float64Array, limit: number): number[] | null {
  const distinct: number[] = []
  for (const x of sorted) {
    if (distinct.length > 0 && x === distinct[distinct.length - 1]) continue
    if (distinct.length === limit) return null
    distinct.push(x === 0 ? 0 : x)
  }
  return distinct
}

function edgesOfValues(distinct: readonly number[]): { fine: Float64Array; coarse: Float64Array } {
  const coarse = Float64Array.of(nextDown(distinct[0]!), ...distinct)
  const fine: number[] = []
  for (const value of distinct) {
    const below = nextDown(value)
    if (below !== fine[fine.length - 1]) fine.push(below)
    fine.push(value)
  }
  return { fine: Float64Array.from(fine), coarse }
}

function union(a: Float64Array, b: Float64Array): Float64Array {
  const sorted = Float64Array.of(...a, ...b).sort()
  return sorted.filter((x, i) => i === 0 || x > sorted[i - 1]!)
}

/**
 * Coarse equal-mass bins for verdicts, and finer ones inside them for quantiles and distances.
 *
 * Answers: which edges serve both, so that one scan counts both?
 * Formula: fine = equal-mass edges of bins * factor, joined with the coarse equal-mass edges. With at most `bins` distinct values,
 * coarse edges are the values and fine edges hold each value and the double below it, so that every value has a fine bin of its own.
 *
 * @param sorted ascending values, shape [n], n >= 1, finite
 * @param bins   how many coarse bins at most, a whole number >= 1
 * @param factor fine bins per coarse bin, a whole number >= 1
 * @returns { fine, coarse, coarseOfFine: shape [fine.length + 1] }
 * @throws LeewayError STATS_EMPTY without values; STATS_DOMAIN if they do not ascend or are not finite, or a number is below 1
 * Missing values: left out before.
 * Cost: O(n + bins factor log bins).
 * Source: definition in this docstring; test/golden/bins.json
 * @example nestedEdges(Float64Array.of(1, 1, 3), 32, 10).coarse.slice(1) // => Float64Array.of(1, 3)
 */
export function nestedEdges(sorted: Float64Array, bins: number, factor: number): NestedEdges {
  assertSorted('reference', sorted)
  if (!Number.isSafeInteger(bins) || bins < 1 || !Number.isSafeInteger(factor) || factor < 1) {
    throw new LeewayError('STATS_DOMAIN', `bins and factor must be whole numbers of 1 or more, not ${bins} and ${factor}`)
  }
  const distinct = distinctUpTo(sorted, bins)
  const coarseOnly = distinct === null ? equalMassEdges(sorted, bins) : null
  const { fine, coarse } =
    coarseOnly === null
      ? edgesOfValues(distinct!)
      : { fine: union(equalMassEdges(sorted, bins * factor), coarseOnly), coarse: coarseOnly }
  const coarseOfFine = new Int32Array(fine.length + 1)
  for (let i = 0; i < fine.length; i++) coarseOfFine[i] = binIndex(coarse, fine[i]!)
  coarseOfFine[fine.length] = coarse.length
  return { fine, coarse, coarseOfFine }
}
