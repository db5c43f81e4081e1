import { LeewayError } from '../core/errors.ts'
import { assertSameLength, sumCounts } from './check-counts.ts'

export interface Range {
  readonly min: number
  readonly max: number
}

/** One side's mass per bin, and where the bin's mass lies: [from, to] inside the bin. */
interface Piece {
  readonly from: number
  readonly to: number
}

function place(edges: ArrayLike<number>, bin: number, range: Range): Piece {
  const last = edges.length - 1
  const low = bin === 0 ? Math.min(range.min, edges[0]!) : edges[bin - 1]!
  const high = bin > last ? Math.max(range.max, edges[last]!) : edges[bin]!
  const from = Math.min(high, Math.max(low, range.min))
  return { from, to: Math.max(from, Math.min(high, range.max)) }
}

/** Cumulative mass of one bin at x, spread uniformly over the piece. */
function within(piece: Piece, mass: number, x: number): number {
  if (x >= piece.to) return mass
  if (x <= piece.from) return 0
  return (mass * (x - piece.from)) / (piece.to - piece.from)
}

/** Cumulative mass of one bin just below x: a piece that is a single point has none there yet. */
function before(piece: Piece, mass: number, x: number): number {
  return piece.from === piece.to && x <= piece.to ? 0 : within(piece, mass, x)
}

/** Integral of |g| over [0, width] for g linear from a to b. */
function absoluteTrapezoid(a: number, b: number, width: number): number {
  if (a * b >= 0) return (Math.abs(a + b) / 2) * width
  return ((a * a + b * b) / (2 * Math.abs(b - a))) * width
}

function checkEdges(edges: ArrayLike<number>, bins: number): void {
  if (edges.length < 1 || bins !== edges.length + 1) {
    throw new LeewayError('STATS_SHAPE', `${edges.length} edges bound ${edges.length + 1} bins with under and over, not ${bins}`)
  }
  for (let i = 0; i < edges.length; i++) {
    if (!Number.isFinite(edges[i]!) || (i > 0 && !(edges[i]! > edges[i - 1]!))) {
      throw new LeewayError('STATS_DOMAIN', `edges must be finite and ascend strictly; edge ${i} is ${edges[i]}`)
    }
  }
}

function checkRange(name: string, range: Range): void {
  if (!(Number.isFinite(range.min) && Number.isFinite(range.max) && range.min <= range.max)) {
    throw new LeewayError('STATS_DOMAIN', `the ${name} range ${range.min} .. ${range.max} must be finite and ascend`)
  }
}

/**
 * Wasserstein distance from counts in the same bins, each bin's mass spread uniformly.
 *
 * Answers: how far must a row's value move on average, as far as the bins can tell?
 * Formula: integral |F_reference(x) - F_current(x)| dx, F linear inside each bin; the under bin reaches from the side's minimum to the
 * first edge, the over bin from the last edge to its maximum, and a bin that holds the minimum or maximum is cut there.
 * Unit: the column's own. Range: [0, inf). Symmetric.
 *
 * @param edges          shape [k + 1], strictly ascending: bins are (previous, edge]
 * @param reference      counts, shape [k + 2]: under, k bins, over; sum > 0
 * @param current        counts, same shape
 * @param referenceRange the smallest and largest value of the reference
 * @param currentRange   of the current sample
 * @returns { statistic }
 * @throws LeewayError STATS_SHAPE if lengths do not fit; STATS_EMPTY if either sum is 0; STATS_DOMAIN if a value is outside
 * Missing values: left out before.
 * Cost: O(k).
 * Source: Vallender (1974), 10.1137/1118101; test/golden/wasserstein.json by numeric integration
 * @example wassersteinFromCounts([-1, 0, 1], [0, 0, 4, 0], [0, 4, 0, 0], { min: 0, max: 1 }, { min: -1, max: 0 }).statistic // => 1
 */
export function wassersteinFromCounts(
  edges: ArrayLike<number>,
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  referenceRange: Range,
  currentRange: Range,
): { readonly statistic: number } {
  assertSameLength(reference, current)
  checkEdges(edges, reference.length)
  const n = sumCounts('reference', reference)
  const m = sumCounts('current', current)
  checkRange('reference', referenceRange)
  checkRange('current', currentRange)
  let sum = 0
  let r = 0
  let c = 0
  for (let bin = 0; bin < reference.length; bin++) {
    const a = place(edges, bin, referenceRange)
    const b = place(edges, bin, currentRange)
    const massA = reference[bin]! / n
    const massB = current[bin]! / m
    const gap = r - c
    if (massA > 0 || massB > 0 || gap !== 0) sum += binArea(edges, bin, a, massA, b, massB, gap)
    r += massA
    c += massB
  }
  return { statistic: sum }
}

function binArea(edges: ArrayLike<number>, bin: number, a: Piece, massA: number, b: Piece, massB: number, gap: number): number {
  const inner = bin > 0 && bin < edges.length
  if (inner && a.from === b.from && a.to === b.to && a.from === edges[bin - 1] && a.to === edges[bin]) {
    return absoluteTrapezoid(gap, gap + massA - massB, a.to - a.from)
  }
  const outerLow = bin === 0 ? Math.min(massA > 0 ? a.from : Infinity, massB > 0 ? b.from : Infinity) : edges[bin - 1]!
  const outerHigh = bin === edges.length ? Math.max(massA > 0 ? a.to : -Infinity, massB > 0 ? b.to : -Infinity) : edges[bin]!
  const low = Number.isFinite(outerLow) ? outerLow : edges[0]!
  const high = Number.isFinite(outerHigh) ? outerHigh : edges[edges.length - 1]!
  const cuts = [low, a.from, a.to, b.from, b.to, high].map((x) => Math.min(high, Math.max(low, x))).sort((p, q) => p - q)
  let area = 0
  for (let i = 1; i < cuts.length; i++) {
    const from = cuts[i - 1]!
    const to = cuts[i]!
    if (to <= from) continue
    const start = gap + within(a, massA, from) - within(b, massB, from)
    const end = gap + before(a, massA, to) - before(b, massB, to)
    area += absoluteTrapezoid(start, end, to - from)
  }
  return area
}
