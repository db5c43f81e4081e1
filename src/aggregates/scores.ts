import { LeewayError } from '../core/errors.ts'
import { SCORE_BINS } from '../stats/score-histogram.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { decodeExactScores, type ExactScores, encodeExactScores, mergeExactScores } from './exact-scores.ts'
import { encodeSparseCounts, readSparseCounts } from './sparse-counts.ts'
import { encodeSparseDoubles, readSparseDoubles } from './sparse-doubles.ts'
import type { ScoresState } from './states.ts'

export const emptyScores = (bins = SCORE_BINS): ScoresState => ({
  positives: new Float64Array(bins),
  negatives: new Float64Array(bins),
  scoreSums: new Float64Array(bins),
  squaredErrors: 0,
})

function add(a: Float64Array, b: Float64Array): Float64Array {
  if (a.length !== b.length) throw new LeewayError('STATS_SHAPE', `scores in ${a.length} and ${b.length} bins do not merge`)
  const out = new Float64Array(a.length)
  for (let i = 0; i < out.length; i++) out[i] = a[i]! + b[i]!
  return out
}

/** Scored rows of both. Distinct scores stay while both sides know theirs and they are not too many. @throws LeewayError STATS_SHAPE where the bins differ */
export function mergeScores(a: ScoresState, b: ScoresState): ScoresState {
  const exact = mergedExact(a, b)
  return {
    positives: add(a.positives, b.positives),
    negatives: add(a.negatives, b.negatives),
    scoreSums: add(a.scoreSums, b.scoreSums),
    squaredErrors: a.squaredErrors + b.squaredErrors,
    ...(exact && { exact }),
  }
}

const isEmpty = (state: ScoresState): boolean =>
  state.positives.every((count) => count === 0) && state.negatives.every((count) => count === 0)

function mergedExact(a: ScoresState, b: ScoresState): ExactScores | undefined {
  if (a.exact && b.exact) return mergeExactScores(a.exact, b.exact)
  // A window without labelled rows has nothing to know.
  if (a.exact && isEmpty(b)) return a.exact
  return b.exact && isEmpty(a) ? b.exact : undefined
}

export function encodeScores(state: ScoresState, out: ByteWriter): void {
  encodeSparseCounts(state.positives, out)
  encodeSparseCounts(state.negatives, out)
  encodeSparseDoubles(state.scoreSums, out)
  out.double(state.squaredErrors)
  out.byte(state.exact ? 1 : 0)
  if (state.exact) encodeExactScores(state.exact, out)
}

export function decodeScores(from: ByteReader): ScoresState {
  const state: ScoresState = {
    positives: readSparseCounts(from),
    negatives: readSparseCounts(from),
    scoreSums: readSparseDoubles(from),
    squaredErrors: from.double(),
  }
  if (from.byte() === 1) state.exact = decodeExactScores(from)
  return state
}
