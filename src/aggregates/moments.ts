import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { MomentsState } from './states.ts'

export const emptyMoments = (shift = 0): MomentsState => ({ n: 0, shift, sum: 0, sumSquares: 0, min: null, max: null })

/** The same sums around another shift. Digits are lost only where the two shifts lie many standard deviations apart. */
function shiftMoments(state: MomentsState, shift: number): MomentsState {
  if (state.shift === shift) return state
  const by = state.shift - shift
  return {
    ...state,
    shift,
    sum: state.sum + state.n * by,
    sumSquares: state.sumSquares + 2 * by * state.sum + state.n * by * by,
  }
}

const smaller = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.min(a, b))
const larger = (a: number | null, b: number | null): number | null => (a === null ? b : b === null ? a : Math.max(a, b))

/**
 * Sums over the rows of both. Where the shifts differ (a new version of the bins), the result has the shift of the state
 * with more rows, of the smaller shift where they have the same number: so the order does not matter.
 */
export function mergeMoments(a: MomentsState, b: MomentsState): MomentsState {
  if (b.n === 0 && a.n > 0) return a
  if (a.n === 0 && b.n > 0) return b
  const shift = a.n === b.n ? Math.min(a.shift, b.shift) : a.n > b.n ? a.shift : b.shift
  const x = shiftMoments(a, shift)
  const y = shiftMoments(b, shift)
  return {
    n: x.n + y.n,
    shift,
    sum: x.sum + y.sum,
    sumSquares: x.sumSquares + y.sumSquares,
    min: smaller(x.min, y.min),
    max: larger(x.max, y.max),
  }
}

export function encodeMoments(state: MomentsState, out: ByteWriter): void {
  out.count(state.n)
  out.double(state.shift)
  if (state.n === 0) return
  out.double(state.sum)
  out.double(state.sumSquares)
  out.double(state.min ?? Number.NaN)
  out.double(state.max ?? Number.NaN)
}

const orNull = (x: number): number | null => (Number.isNaN(x) ? null : x)

export function decodeMoments(from: ByteReader): MomentsState {
  const n = from.count()
  const shift = from.double()
  if (n === 0) return emptyMoments(shift)
  return { n, shift, sum: from.double(), sumSquares: from.double(), min: orNull(from.double()), max: orNull(from.double()) }
}
