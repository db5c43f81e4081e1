import { LeewayError } from '../core/errors.ts'
import { SCORE_BINS } from '../stats/score-histogram.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
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

/** Scored rows of both. @throws LeewayError STATS_SHAPE where the bins differ */
export const mergeScores = (a: ScoresState, b: ScoresState): ScoresState => ({
  positives: add(a.positives, b.positives),
  negatives: add(a.negatives, b.negatives),
  scoreSums: add(a.scoreSums, b.scoreSums),
  squaredErrors: a.squaredErrors + b.squaredErrors,
})

export function encodeScores(state: ScoresState, out: ByteWriter): void {
  encodeSparseCounts(state.positives, out)
  encodeSparseCounts(state.negatives, out)
  encodeSparseDoubles(state.scoreSums, out)
  out.double(state.squaredErrors)
}

export const decodeScores = (from: ByteReader): ScoresState => ({
  positives: readSparseCounts(from),
  negatives: readSparseCounts(from),
  scoreSums: readSparseDoubles(from),
  squaredErrors: from.double(),
})
