import { cauchyCombination } from './cauchy-combination.ts'
import { sumCounts } from './check-counts.ts'
import { pearsonDrift } from './pearson-drift.ts'
import { poolBins } from './pool-bins.ts'
import { psiWithCorrection } from './psi-with-correction.ts'
import { smoothTest } from './smooth-test.ts'
import { chiSquaredUpperQuantile } from './special-functions.ts'
import { type Wobble, wobbleTail } from './wobble.ts'

export interface DriftOptions {
  /** Whether neighbouring bins are alike (numeric) or not (categories). */
  readonly ordered: boolean
  /** Wobble of X and of T over the reference's windows, each null when unknown. */
  readonly wobble?: { readonly x: Wobble | null; readonly t: Wobble | null }
}

export interface DriftEvidence {
  readonly referenceRows: number
  readonly currentRows: number
  readonly pooledReference: Float64Array
  readonly pooledCurrent: Float64Array
  readonly poolMap: Int32Array
  readonly x: number
  readonly xDf: number
  readonly xP: number | null
  readonly t: number | null
  readonly tDf: number | null
  readonly tP: number | null
  readonly components: Float64Array | null
  readonly p: number | null
  /** Change beyond chance, in nats on the scale of PSI. */
  readonly size: number
  readonly psi: number
  /** PSI per pooled bin, half a count added to each. */
  readonly contributions: Float64Array
  /** The PSI that chance exceeds once in a thousand at these sample sizes. */
  readonly chanceBound: number
  /** M' of X: how many times more than independent rows these windows differ by themselves; 1 when unknown. */
  readonly wobbleFactor: number
  readonly insufficient: boolean
}

const CHANCE = 0.001
const LARGEST_HIDDEN_SIZE = 0.5
const pointCache = new Map<number, number>()

/** The chi-squared upper 0.001 point, remembered per degrees of freedom. */
function chancePoint(df: number): number {
  let point = pointCache.get(df)
  if (point === undefined) {
    point = chiSquaredUpperQuantile(CHANCE, df)
    if (pointCache.size < 4096) pointCache.set(df, point)
  }
  return point
}

/**
 * Everything a verdict on drift rests on, from counts in the same bins.
 *
 * Answers: is the change larger than chance and the data's own wobble explain, and how large is it?
 * Formula: pool bins to 5 expected rows; X of Pearson over all bins, T of Neyman for ordered ones, each with its upper tail (chi-squared,
 * or F scaled by the wobble); p by Cauchy combination; size = the larger of PSI - M'_X (k - 1) (1/n0 + 1/n1) and (T - M'_T d) / ne, never
 * below 0; insufficient if k < 2 or (q - (k - 1)) (1/n0 + 1/n1) > 0.5 with q the chi-squared upper 0.001 point.
 * Unit: size and psi in nats.
 *
 * @param reference counts per bin, shape [k], finite, >= 0, sum > 0
 * @param current   counts per bin, shape [k], same bins in the same order
 * @param options   { ordered, wobble? }
 * @returns DriftEvidence; p-values are null when a single pooled bin remains
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a count is negative or not finite
 * Missing values: judged by their own check.
 * Cost: O(k).
 * Source: Pearson (1900); Neyman (1937); Liu & Xie (2020), 10.1080/01621459.2018.1554485; test/golden/verdicts.json
 * @example driftEvidence([500, 500], [50, 50], { ordered: true }).size // => 0
 */
export function driftEvidence(reference: ArrayLike<number>, current: ArrayLike<number>, options: DriftOptions): DriftEvidence {
  const pooled = poolBins(reference, current, options.ordered)
  const n0 = sumCounts('reference', pooled.reference)
  const n1 = sumCounts('current', pooled.current)
  const k = pooled.reference.length
  const chance = 1 / n0 + 1 / n1
  const { statistic: x, degreesOfFreedom: xDf } = pearsonDrift(pooled.reference, pooled.current)
  const xTail = xDf > 0 ? wobbleTail(x, xDf, options.wobble?.x ?? null, n1) : { pValue: null, factor: 1 }
  const smooth = options.ordered && xDf > 0 ? smoothTest(pooled.reference, pooled.current) : null
  const tTail = smooth === null ? null : wobbleTail(smooth.statistic, smooth.degreesOfFreedom, options.wobble?.t ?? null, n1)
  const psi = psiWithCorrection(pooled.reference, pooled.current, n0, n1, 0.5)
  const sizes = [0, psi.statistic - xTail.factor * (k - 1) * chance]
  if (smooth !== null && tTail !== null) sizes.push((smooth.statistic - tTail.factor * smooth.degreesOfFreedom) * chance)
  const point = chancePoint(Math.max(1, k - 1))
  return {
    referenceRows: n0,
    currentRows: n1,
    pooledReference: pooled.reference,
    pooledCurrent: pooled.current,
    poolMap: pooled.poolMap,
    x,
    xDf,
    xP: xTail.pValue,
    t: smooth?.statistic ?? null,
    tDf: smooth?.degreesOfFreedom ?? null,
    tP: tTail?.pValue ?? null,
    components: smooth?.components ?? null,
    p: xTail.pValue === null ? null : cauchyCombination(tTail === null ? [xTail.pValue] : [xTail.pValue, tTail.pValue]).pValue,
    size: Math.max(...sizes),
    psi: psi.statistic,
    contributions: psi.contributions,
    chanceBound: point * chance * xTail.factor,
    wobbleFactor: xTail.factor,
    insufficient: k < 2 || (point - (k - 1)) * chance > LARGEST_HIDDEN_SIZE,
  }
}
