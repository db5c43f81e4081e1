import { CALIBRATION_BINS } from '../stats/score-histogram.ts'
import { newRanks, rankLabelledKeys, type ScoreRanks } from '../stats/score-ranks.ts'
import type { ScoresState } from './states.ts'

/** Puts a state together from what an engine answers: rows with fine keys as they are, or counts by coarse key, never both. */
export class ScoresBuilder {
  readonly #fine: Int32Array[] = []
  readonly #coarse = new Map<number, { rows: number; positives: number }>()
  readonly #rows = new Float64Array(CALIBRATION_BINS)
  readonly #positives = new Float64Array(CALIBRATION_BINS)
  readonly #scores = new Float64Array(CALIBRATION_BINS)
  #squaredError = 0

  /** @param labelled per row 2 * key + (1 with the class, else 0) */
  addFine(labelled: Int32Array): void {
    this.#fine.push(labelled)
  }

  addCoarse(key: number, rows: number, positives: number): void {
    const before = this.#coarse.get(key)
    this.#coarse.set(key, { rows: (before?.rows ?? 0) + rows, positives: (before?.positives ?? 0) + positives })
  }

  /** Rows of a tenth of the score (0 to 9), with the sums of p and of (p - y)^2. */
  addTenth(tenth: number, rows: number, positives: number, scores: number, squaredError: number): void {
    this.#rows[tenth]! += rows
    this.#positives[tenth]! += positives
    this.#scores[tenth]! += scores
    this.#squaredError += squaredError
  }

  finish(): ScoresState {
    return {
      ...(this.#coarse.size > 0 ? this.#coarseRanks() : rankLabelledKeys('fine', joined(this.#fine))),
      calibrationRows: this.#rows,
      calibrationPositives: this.#positives,
      calibrationScores: this.#scores,
      squaredError: this.#squaredError,
    }
  }

  #coarseRanks(): ScoreRanks {
    const ranks = newRanks('coarse', this.#coarse.size)
    const ordered = [...this.#coarse].sort(([a], [b]) => a - b)
    for (const [i, [key, { rows, positives }]] of ordered.entries()) {
      ranks.keys[i] = key
      ranks.positives[i] = positives
      ranks.negatives[i] = rows - positives
    }
    return ranks
  }
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
