import { LeewayError } from '../core/errors.ts'
import { assertShare, type ShareCounts } from './check-share.ts'
import { binomialMass } from './special/binomial-mass.ts'
import type { ProportionResult } from './two-proportion-test.ts'

/** Tables as likely as the observed one, up to rounding, count as as extreme. */
const TIE = 1 + 1e-7

interface Margins {
  readonly row: number
  readonly otherRow: number
  readonly successes: number
}

/** P(first cell = x) of the hypergeometric distribution, by saddle-point binomial masses. */
function mass(x: number, { row, otherRow, successes }: Margins): number {
  const total = row + otherRow
  const p = successes / total
  const q = 1 - p
  return (binomialMass(x, row, p, q) / binomialMass(successes, total, p, q)) * binomialMass(successes - x, otherRow, p, q)
}

/** Sum of masses from x outwards in one direction, in units of the mass at x. */
function outwardSum(x: number, step: 1 | -1, low: number, high: number, { row, otherRow, successes }: Margins): number {
  let term = 1
  let sum = 1
  for (let at = x; at !== (step === 1 ? high : low); at += step) {
    const up = step === 1 ? at : at - 1
    const ratio = ((row - up) * (successes - up)) / ((up + 1) * (otherRow - successes + up + 1))
    term *= step === 1 ? ratio : 1 / ratio
    sum += term
    if (term < sum * 1e-17) break
  }
  return sum
}

/** The table nearest to the mode on the far side whose mass is at most the limit, or null. */
function farBoundary(from: number, to: number, limit: number, margins: Margins): number | null {
  if (mass(to, margins) > limit) return null
  let near = from
  let far = to
  while (Math.abs(far - near) > 1) {
    const middle = Math.floor((near + far) / 2)
    if (mass(middle, margins) > limit) near = middle
    else far = middle
  }
  return mass(near, margins) <= limit ? near : far
}

/**
 * Fisher's exact test of two shares, two-sided.
 *
 * Answers: how often would chance alone make the shares differ this much, however few the rows?
 * Formula: the sum of the hypergeometric masses of all tables with these margins that are no likelier than the observed one.
 * Unit: the statistic is the sample odds ratio, null when a cell that divides is 0; p a probability.
 *
 * @param reference { successes, rows }, whole numbers, rows > 0
 * @param current   { successes, rows }, whole numbers, rows > 0
 * @returns { statistic, pValue, difference }
 * @throws LeewayError STATS_EMPTY without rows; STATS_DOMAIN unless whole numbers with 0 <= successes <= rows
 * Missing values: left out before.
 * Cost: O(width of the tails).
 * Source: Fisher (1922), 10.2307/2340521; equals scipy.stats.fisher_exact in test/golden/small-tests.json
 * @example fisherExact({ successes: 0, rows: 2 }, { successes: 2, rows: 2 }).statistic // => null
 */
export function fisherExact(
  reference: ShareCounts,
  current: ShareCounts,
): Omit<ProportionResult, 'statistic'> & { readonly statistic: number | null } {
  assertShare('reference', reference)
  assertShare('current', current)
  for (const value of [reference.successes, reference.rows, current.successes, current.rows]) {
    if (!Number.isSafeInteger(value)) throw new LeewayError('STATS_DOMAIN', `counts must be whole numbers, not ${value}`)
  }
  const a = current.successes
  const b = current.rows - a
  const c = reference.successes
  const d = reference.rows - c
  return {
    statistic: b * c > 0 ? (a * d) / (b * c) : null,
    pValue: twoSided(a, { row: current.rows, otherRow: reference.rows, successes: a + c }),
    difference: a / current.rows - c / reference.rows,
  }
}

function twoSided(x: number, margins: Margins): number {
  const { row, otherRow, successes } = margins
  const low = Math.max(0, successes - otherRow)
  const high = Math.min(row, successes)
  const mode = Math.min(high, Math.max(low, Math.floor(((row + 1) * (successes + 1)) / (row + otherRow + 2))))
  if (low === high) return 1
  const observed = mass(x, margins)
  if (observed * TIE >= mass(mode, margins)) return 1
  const step = x < mode ? -1 : 1
  const far = farBoundary(mode, step === -1 ? high : low, observed * TIE, margins)
  const nearTail = observed * outwardSum(x, step, low, high, margins)
  const farTail = far === null ? 0 : mass(far, margins) * outwardSum(far, step === -1 ? 1 : -1, low, high, margins)
  return Math.min(1, nearTail + farTail)
}
