import { type ByteReader, damaged } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import type { ScoresState } from './states.ts'

/** Distinct scores, ascending, with their rows of the class and the others. */
export type ExactScores = NonNullable<ScoresState['exact']>

/** States with more scored rows keep the score bins alone, which are then close enough (ROC AUC within 1e-4). */
const MOST_ROWS = 100_000

/** From counts per score: the first number counts rows of the class, the second the others. */
export function exactScores(counts: ReadonlyMap<number, readonly [positives: number, negatives: number]>): ExactScores {
  const scores = Float64Array.from(counts.keys()).sort()
  return {
    scores,
    positives: Float64Array.from(scores, (score) => counts.get(score)![0]),
    negatives: Float64Array.from(scores, (score) => counts.get(score)![1]),
  }
}

/** The scores of both, or undefined where they hold more than 100,000 rows. */
export function mergeExactScores(a: ExactScores, b: ExactScores): ExactScores | undefined {
  if (rowsOf(a) + rowsOf(b) > MOST_ROWS) return undefined
  const counts = new Map<number, [number, number]>()
  for (const { scores, positives, negatives } of [a, b]) {
    for (let i = 0; i < scores.length; i++) {
      const known = counts.get(scores[i]!)
      if (known) {
        known[0] += positives[i]!
        known[1] += negatives[i]!
      } else counts.set(scores[i]!, [positives[i]!, negatives[i]!])
    }
  }
  return exactScores(counts)
}

function rowsOf({ positives, negatives }: ExactScores): number {
  let rows = 0
  for (let i = 0; i < positives.length; i++) rows += positives[i]! + negatives[i]!
  return rows
}

export function encodeExactScores(state: ExactScores, out: ByteWriter): void {
  out.count(state.scores.length)
  for (let i = 0; i < state.scores.length; i++) {
    out.double(state.scores[i]!)
    out.count(state.positives[i]!)
    out.count(state.negatives[i]!)
  }
}

/** @throws LeewayError STORE_DAMAGED where the scores do not ascend */
export function decodeExactScores(from: ByteReader): ExactScores {
  const length = from.length(10)
  const state = {
    scores: new Float64Array(length),
    positives: new Float64Array(length),
    negatives: new Float64Array(length),
  }
  for (let i = 0; i < length; i++) {
    state.scores[i] = from.double()
    if (i > 0 && !(state.scores[i]! > state.scores[i - 1]!)) throw damaged('scores do not ascend')
    state.positives[i] = from.count()
    state.negatives[i] = from.count()
  }
  return state
}
