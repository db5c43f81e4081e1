import { CALIBRATION_BINS, mergeScoreHistograms } from '../stats/score-histogram.ts'
import { emptyScoreRanks, MOST_FINE_ROWS, newRanks } from '../stats/score-ranks.ts'
import { type ByteReader, damaged } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { encodeSparseCounts, readSparseCounts } from './sparse-counts.ts'
import { encodeSparseDoubles, readSparseDoubles } from './sparse-doubles.ts'
import type { ScoresState } from './states.ts'

export const emptyScores = (): ScoresState => ({
  ...emptyScoreRanks(),
  calibrationRows: new Float64Array(CALIBRATION_BINS),
  calibrationPositives: new Float64Array(CALIBRATION_BINS),
  calibrationScores: new Float64Array(CALIBRATION_BINS),
  squaredError: 0,
})

/** Scored rows of both: by fine keys while both have them and no more than 32,768 differ, else by coarse ones. */
export function mergeScores(a: ScoresState, b: ScoresState): ScoresState {
  const { logLoss: _, ...state } = mergeScoreHistograms({ ...a, logLoss: 0 }, { ...b, logLoss: 0 })
  return state
}

/** Keys lie within this distance of 0. */
const KEY_LIMIT = 1 << 26
/** What follows a gap between keys: both counts, or nothing where the key has one row. */
const BOTH_COUNTS = 0
const ONE_NEGATIVE = 1
const ONE_POSITIVE = 2

/** Most fine keys have one row: two to three bytes each. */
export function encodeScores(state: ScoresState, out: ByteWriter): void {
  out.byte(state.resolution === 'fine' ? 1 : 0)
  out.count(state.keys.length)
  let previous = -KEY_LIMIT
  for (let i = 0; i < state.keys.length; i++) {
    const positives = state.positives[i]!
    const negatives = state.negatives[i]!
    const single = positives + negatives === 1
    const follows = single ? (positives === 1 ? ONE_POSITIVE : ONE_NEGATIVE) : BOTH_COUNTS
    out.count((state.keys[i]! - previous) * 4 + follows)
    previous = state.keys[i]!
    if (single) continue
    out.count(positives)
    out.count(negatives)
  }
  encodeSparseCounts(state.calibrationRows, out)
  encodeSparseCounts(state.calibrationPositives, out)
  encodeSparseDoubles(state.calibrationScores, out)
  out.double(state.squaredError)
}

export function decodeScores(from: ByteReader): ScoresState {
  const resolution = from.byte() === 1 ? 'fine' : 'coarse'
  const ranks = newRanks(resolution, from.length())
  const most = resolution === 'fine' ? MOST_FINE_ROWS : Number.MAX_SAFE_INTEGER
  let key = -KEY_LIMIT
  for (let i = 0; i < ranks.keys.length; i++) {
    const word = from.count()
    const follows = word % 4
    key += Math.floor(word / 4)
    if (key > KEY_LIMIT || follows > ONE_POSITIVE) throw damaged('a score lies outside its range')
    ranks.keys[i] = key
    const positives = follows === BOTH_COUNTS ? from.count() : follows === ONE_POSITIVE ? 1 : 0
    const negatives = follows === BOTH_COUNTS ? from.count() : 1 - positives
    if (positives > most || negatives > most) throw damaged('a count is too large')
    ranks.positives[i] = positives
    ranks.negatives[i] = negatives
  }
  return {
    ...ranks,
    calibrationRows: tenths(readSparseCounts(from)),
    calibrationPositives: tenths(readSparseCounts(from)),
    calibrationScores: tenths(readSparseDoubles(from)),
    squaredError: from.double(),
  }
}

function tenths(values: Float64Array): Float64Array {
  if (values.length !== CALIBRATION_BINS) throw damaged('scores have another number of calibration bins')
  return values
}
