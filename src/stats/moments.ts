import { LeewayError } from '../core/errors.ts'

/** Sums of values and squares after subtracting a shift near the data. Mergeable. */
export interface Moments {
  readonly n: number
  readonly shift: number
  readonly sum: number
  readonly sumSquares: number
}

export const EMPTY_MOMENTS: Moments = { n: 0, shift: 0, sum: 0, sumSquares: 0 }

/**
 * Shifted sums of values, from which mean and standard deviation follow without cancellation.
 *
 * Answers: what must be kept of these rows to know mean and spread, and to merge them with others?
 * Formula: n, sum (x - shift), sum (x - shift)^2 with shift the given one, else the first value.
 * Unit: the column's own, and its square.
 *
 * @param values shape [n], finite; may be empty
 * @param shift  a value near the data, any finite number
 * @returns Moments
 * @throws LeewayError STATS_DOMAIN if a value is not finite, or its square overflows
 * Missing values: left out before.
 * Cost: O(n).
 * Source: Chan, Golub & LeVeque (1983), 10.1080/00031305.1983.10483115; test/golden/moments.json
 * @example momentsFromValues([1, 2, 3]) // => { n: 3, shift: 1, sum: 3, sumSquares: 5 }
 */
export function momentsFromValues(values: ArrayLike<number>, shift: number = values.length > 0 ? values[0]! : 0): Moments {
  let sum = 0
  let sumSquares = 0
  for (let i = 0; i < values.length; i++) {
    const x = values[i]! - shift
    sum += x
    sumSquares += x * x
  }
  if (!Number.isFinite(sum) || !Number.isFinite(sumSquares))
    throw new LeewayError('STATS_DOMAIN', 'values must be finite, and their squares too')
  return { n: values.length, shift, sum, sumSquares }
}

/** The same moments about another shift: exact algebra, used to merge. */
function reshift(moments: Moments, shift: number): Moments {
  const by = moments.shift - shift
  if (by === 0) return moments
  const { n, sum, sumSquares } = moments
  return { n, shift, sum: sum + n * by, sumSquares: sumSquares + by * (2 * sum + n * by) }
}

/**
 * Moments of two samples together.
 *
 * Answers: what are the moments of all rows of both?
 * Formula: both about one mean near the larger sample's, then added.
 *
 * @param a Moments
 * @param b Moments, about any shift
 * @returns Moments of the rows of a and b
 * Cost: O(1).
 * Source: Chan, Golub & LeVeque (1983), 10.1080/00031305.1983.10483115; test/golden/moments.json
 * @example mergeMoments({ n: 1, shift: 5, sum: 0, sumSquares: 0 }, { n: 1, shift: 7, sum: 0, sumSquares: 0 }).n // => 2
 */
export function mergeMoments(a: Moments, b: Moments): Moments {
  if (a.n === 0) return b
  if (b.n === 0) return a
  const larger = a.n >= b.n ? a : b
  const shift = a.shift === b.shift ? a.shift : larger.shift + larger.sum / larger.n
  const x = reshift(a, shift)
  const y = reshift(b, shift)
  return { n: x.n + y.n, shift, sum: x.sum + y.sum, sumSquares: x.sumSquares + y.sumSquares }
}

export interface MomentsSummary {
  readonly n: number
  readonly mean: number | null
  /** Sample variance, divided by n - 1; null below two rows. */
  readonly variance: number | null
  readonly stddev: number | null
}

/**
 * Mean, sample variance and standard deviation of moments.
 *
 * Answers: where does the column lie, and how far does it spread?
 * Formula: mean = shift + sum / n; variance = (sumSquares - sum^2 / n) / (n - 1), never below 0.
 * Unit: the column's own. Mean null without rows, spread null below two.
 *
 * @param moments as made by momentsFromValues or mergeMoments
 * @returns { n, mean, variance, stddev }
 * @throws LeewayError STATS_DOMAIN if the moments are not finite
 * Cost: O(1).
 * Source: equals numpy.std(ddof=1) in test/golden/moments.json
 * @example summarizeMoments({ n: 3, shift: 1, sum: 3, sumSquares: 5 }) // => { n: 3, mean: 2, variance: 1, stddev: 1 }
 */
export function summarizeMoments(moments: Moments): MomentsSummary {
  const { n, shift, sum, sumSquares } = moments
  if (n === 0) return { n, mean: null, variance: null, stddev: null }
  if (!Number.isFinite(shift + sum + sumSquares)) throw new LeewayError('STATS_DOMAIN', 'the moments are not finite')
  const mean = shift + sum / n
  if (n < 2) return { n, mean, variance: null, stddev: null }
  const variance = Math.max(0, (sumSquares - (sum / n) * sum) / (n - 1))
  return { n, mean, variance, stddev: Math.sqrt(variance) }
}
