/** Errors counted in narrow logarithmic bins, so that quantiles of any union of windows follow without the rows. */
import { LeewayError } from '../core/errors.ts'

/** Counts by key, keys ascending, shape [k] each. */
export interface KeyCounts {
  readonly keys: Int32Array
  readonly counts: Float64Array
}

/** Errors by sign, and by the key of their size. */
export interface ErrorHistogram {
  readonly negative: KeyCounts
  readonly zeros: number
  readonly positive: KeyCounts
}

/** Bins per unit of s in `errorKey`. */
const STEPS = 64
/** The largest relative error of a quantile: tanh(1 / 128), half a bin. */
export const ERROR_QUANTILE_BOUND = 0.0079

const NO_KEYS: KeyCounts = { keys: new Int32Array(0), counts: new Float64Array(0) }
export const EMPTY_ERROR_HISTOGRAM: ErrorHistogram = { negative: NO_KEYS, zeros: 0, positive: NO_KEYS }

/**
 * The key of an error's size: floor(64 s), where s = 64 sinh(ln(size) / 64).
 *
 * Answers: in which of many narrow bins does this size lie? Never falls as the size grows.
 * Width: at most 1/64 in the logarithm, so that one number stands for all of a bin within 0.8 %. s is 32 (r - 1 / r) with r the 64th root
 * of the size, six square roots: IEEE 754 allows one result for each of these operations, so every engine and machine gives a row the
 * same key.
 *
 * @param size above 0, finite
 * @returns an integer within -2^31 and 2^31
 * @throws LeewayError STATS_DOMAIN unless size is above 0 and finite
 * Source: as scoreKey; the idea of relative bins: Masson, Rim & Lee (2019), 10.14778/3352063.3352135; test/golden/error-histogram.json
 * @example errorKey(1) // => 0
 */
export function errorKey(size: number): number {
  if (!(size > 0 && size < Number.POSITIVE_INFINITY))
    throw new LeewayError('STATS_DOMAIN', `the size of an error must be above 0 and finite, not ${size}`)
  let root = size
  for (let i = 0; i < 6; i++) root = Math.sqrt(root)
  return Math.floor((root - 1 / root) * (32 * STEPS))
}

/** What stands for every size of a key: the harmonic mean of its ends, within 0.8 % of each. */
function sizeOfKey(key: number): number {
  const end = (k: number): number => Math.exp(64 * Math.asinh(k / STEPS / 64))
  const low = end(key)
  const high = end(key + 1)
  return high === Number.POSITIVE_INFINITY ? low : low / (0.5 + (0.5 * low) / high)
}

function countKeys(keys: Int32Array): KeyCounts {
  keys.sort()
  const distinct: number[] = []
  const counts: number[] = []
  for (const key of keys) {
    if (distinct.at(-1) === key) counts[counts.length - 1]!++
    else {
      distinct.push(key)
      counts.push(1)
    }
  }
  return { keys: Int32Array.from(distinct), counts: Float64Array.from(counts) }
}

/**
 * Counts errors.
 *
 * @param errors prediction - label, finite, shape [n]
 * @throws LeewayError STATS_DOMAIN if an error is not finite
 * Missing values: rows without prediction or label are left out before.
 * Cost: O(n log n).
 * Source: test/golden/error-histogram.json
 * @example errorHistogram([0, 2, 2, -1]).positive.counts // => Float64Array.of(2)
 */
export function errorHistogram(errors: ArrayLike<number>): ErrorHistogram {
  const negative: number[] = []
  const positive: number[] = []
  let zeros = 0
  for (let i = 0; i < errors.length; i++) {
    const error = errors[i]!
    if (error === 0) zeros++
    else (error < 0 ? negative : positive).push(errorKey(Math.abs(error)))
  }
  return { negative: countKeys(Int32Array.from(negative)), zeros, positive: countKeys(Int32Array.from(positive)) }
}

function mergeKeys(a: KeyCounts, b: KeyCounts): KeyCounts {
  if (a.keys.length === 0) return b
  if (b.keys.length === 0) return a
  const keys = new Int32Array(a.keys.length + b.keys.length)
  const counts = new Float64Array(keys.length)
  let i = 0
  let j = 0
  let at = 0
  while (i < a.keys.length || j < b.keys.length) {
    const left = i < a.keys.length ? a.keys[i]! : Number.POSITIVE_INFINITY
    const right = j < b.keys.length ? b.keys[j]! : Number.POSITIVE_INFINITY
    keys[at] = Math.min(left, right)
    counts[at] = (left <= right ? a.counts[i++]! : 0) + (right <= left ? b.counts[j++]! : 0)
    at++
  }
  return { keys: keys.slice(0, at), counts: counts.slice(0, at) }
}

/**
 * The errors of both.
 *
 * Cost: O(keys).
 * Source: test/golden/error-histogram.json
 * @example mergeErrorHistograms(errorHistogram([1]), errorHistogram([1, 0])).positive.counts // => Float64Array.of(2)
 */
export function mergeErrorHistograms(a: ErrorHistogram, b: ErrorHistogram): ErrorHistogram {
  return {
    negative: mergeKeys(a.negative, b.negative),
    zeros: a.zeros + b.zeros,
    positive: mergeKeys(a.positive, b.positive),
  }
}

const sumOf = (counts: Float64Array): number => counts.reduce((sum, count) => sum + count, 0)

/** Rows of the histogram. */
export const errorRows = ({ negative, zeros, positive }: ErrorHistogram): number =>
  sumOf(negative.counts) + zeros + sumOf(positive.counts)

/** Values with their counts, ascending. */
function* ascending({ negative, zeros, positive }: ErrorHistogram): Generator<readonly [value: number, count: number]> {
  for (let i = negative.keys.length - 1; i >= 0; i--) yield [-sizeOfKey(negative.keys[i]!), negative.counts[i]!]
  if (zeros > 0) yield [0, zeros]
  for (let i = 0; i < positive.keys.length; i++) yield [sizeOfKey(positive.keys[i]!), positive.counts[i]!]
}

/**
 * Quantiles of errors, with their sign.
 *
 * Answers: between which errors do most predictions lie?
 * Formula: the smallest error whose cumulative share reaches the wanted one (NumPy's inverted_cdf), as its bin has it.
 * Unit: the label's own. Each within 0.8 % of the error at that rank; 0 is exact.
 *
 * @param histogram as made by errorHistogram and mergeErrorHistograms
 * @param shares    from 0 to 1, ascending, shape [q]
 * @returns shape [q]
 * @throws LeewayError STATS_EMPTY without rows; STATS_DOMAIN if a share lies outside 0 to 1 or the shares descend
 * Missing values: left out before.
 * Cost: O(keys + q).
 * Source: within its bound of numpy.quantile(method="inverted_cdf") in test/golden/error-histogram.json
 * @example errorQuantiles(errorHistogram([-1, 0, 0]), [0.5, 1]) // => [0, 0]
 */
export function errorQuantiles(histogram: ErrorHistogram, shares: readonly number[]): readonly number[] {
  const rows = errorRows(histogram)
  if (rows === 0) throw new LeewayError('STATS_EMPTY', 'the error histogram holds no rows')
  let before = 0
  for (const share of shares) {
    if (!(share >= before && share <= 1)) throw new LeewayError('STATS_DOMAIN', `shares must ascend from 0 to 1, not ${share}`)
    before = share
  }
  const values: number[] = []
  let below = 0
  for (const [value, count] of ascending(histogram)) {
    below += count
    // Rounding of share * rows must not ask for one row more.
    while (values.length < shares.length && below >= Math.ceil(shares[values.length]! * rows - 1e-9)) values.push(value)
    if (values.length === shares.length) break
  }
  return values
}

/**
 * Median of the errors' sizes.
 *
 * Answers: how far off is a typical prediction, whatever a few very wrong ones are?
 * Formula: the middle |error|, the mean of the two middle ones of an even number, as their bins have them.
 * Unit: the label's own. Within 0.8 % of the exact one.
 *
 * @param histogram as made by errorHistogram and mergeErrorHistograms
 * @throws LeewayError STATS_EMPTY without rows
 * Missing values: left out before.
 * Cost: O(keys).
 * Source: within its bound of sklearn.metrics.median_absolute_error in test/golden/error-histogram.json
 * @example medianAbsoluteError(errorHistogram([0, 0, -1])) // => 0
 */
export function medianAbsoluteError(histogram: ErrorHistogram): number {
  const rows = errorRows(histogram)
  if (rows === 0) throw new LeewayError('STATS_EMPTY', 'the error histogram holds no rows')
  const sizes: ErrorHistogram = {
    negative: NO_KEYS,
    zeros: histogram.zeros,
    positive: mergeKeys(histogram.negative, histogram.positive),
  }
  const low = Math.floor((rows - 1) / 2)
  const high = Math.floor(rows / 2)
  let below = 0
  let lower: number | null = null
  for (const [value, count] of ascending(sizes)) {
    below += count
    if (lower === null && below > low) lower = value
    if (below > high) return ((lower ?? value) + value) / 2
  }
  throw new LeewayError('STATS_DOMAIN', 'the error histogram has counts that are not whole')
}
