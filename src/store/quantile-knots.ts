/**
 * Keeps a list of quantiles as its knots, the points between which it is a straight line.
 *
 * Why: 1,000 quantiles of 50 columns x 11 segments x 180 windows are 640 MB, and a quantile is known no better than its rank.
 * The line between two knots passes within one rank of every quantile that it replaces (it lies between the neighbours on both
 * sides, so a quantile moves by less than 1/1000 of the rows). Not at all at the usual ranks (the ends, 1, 5, 10, 25, 50, 75, 90,
 * 95 and 99 %) nor where two quantiles are equal, so that a column of few values keeps them and gets no others.
 */

/** `ranks` are positions in the list from 0; the last one is the list's length - 1. */
export interface QuantileKnots {
  readonly ranks: readonly number[]
  readonly values: readonly number[]
}

const EXACT_SHARES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99]

/** @param quantiles ascending, finite, at most 65,536 of them */
export function quantileKnots(quantiles: ArrayLike<number>): QuantileKnots {
  const last = quantiles.length - 1
  const exact = exactRanks(quantiles.length)
  const ranks = last >= 0 ? [0] : []
  let anchor = 0
  while (anchor < last) {
    anchor = furthest(quantiles, anchor, exact)
    ranks.push(anchor)
  }
  return { ranks, values: ranks.map((rank) => quantiles[rank]!) }
}

/** The last position that a line from `anchor` can reach within the tolerance of everything between. */
function furthest(quantiles: ArrayLike<number>, anchor: number, exact: Uint8Array): number {
  const last = quantiles.length - 1
  const start = quantiles[anchor]!
  let lowest = Number.NEGATIVE_INFINITY
  let highest = Number.POSITIVE_INFINITY
  let level = false
  let reached = anchor + 1
  let below = start
  let value = quantiles[anchor + 1]!
  for (let i = anchor + 1; i <= last; i++) {
    if (level && value !== start) break
    const above = i < last ? quantiles[i + 1]! : value
    const perRank = 1 / (i - anchor)
    const slope = (value - start) * perRank
    if (slope >= lowest && slope <= highest) reached = i
    if (exact[i] === 1 || value === below || (value === above && i < last)) {
      // Kept to the last digit: the line ends here or before, or is level.
      if (value !== start) break
      level = true
    }
    lowest = Math.max(lowest, (below - start) * perRank)
    highest = Math.min(highest, (above - start) * perRank)
    if (!(lowest <= highest)) break
    below = value
    value = above
  }
  return reached
}

const exactByLength = new Map<number, Uint8Array>()

/** 1 at each position that must stay as it is. */
function exactRanks(length: number): Uint8Array {
  const known = exactByLength.get(length)
  if (known) return known
  const exact = new Uint8Array(length)
  if (length > 0) exact[length - 1] = 1
  for (const share of EXACT_SHARES) {
    // Both readings of "the p-th of n": from 0 and from 1.
    exact[Math.round(share * length)] = 1
    exact[Math.round(share * length) - 1] = 1
  }
  exactByLength.set(length, exact)
  return exact
}

/** The quantiles again. The same arithmetic as `QUANTILES_SQL`, step by step, so both give the same digits. */
export function expandQuantiles({ ranks, values }: QuantileKnots): number[] {
  const quantiles: number[] = []
  for (let k = 0; k + 1 < ranks.length; k++) {
    const [from, to] = [ranks[k]!, ranks[k + 1]!]
    const [low, high] = [values[k]!, values[k + 1]!]
    for (let i = from; i < to; i++) {
      const t = (i - from) / (to - from)
      quantiles.push(low + (high * t - low * t))
    }
  }
  if (values.length > 0) quantiles.push(values.at(-1)!)
  return quantiles
}

/** `quantile_ranks`, `quantile_values` -> DOUBLE[], or NULL where there are none. z: this rank, next rank, this value, next value. */
export const QUANTILES_SQL = `case when quantile_ranks is not null then list_concat(flatten([
  [z[3] + (z[4] * ((i - z[1])::double / (z[2] - z[1])::double) - z[3] * ((i - z[1])::double / (z[2] - z[1])::double))
    for i in range(z[1], z[2])]
  for z in list_zip(quantile_ranks, quantile_ranks[2:], quantile_values, quantile_values[2:], true)]), quantile_values[-1:]) end`
