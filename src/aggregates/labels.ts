import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { decodeHistogram, encodeHistogram, mergeHistogram } from './histogram.ts'
import { decodeMoments, encodeMoments, mergeMoments } from './moments.ts'
import type { LabelsState } from './states.ts'

/** Bins of a delay per factor of two: a quantile is off by less than one of them, 4.5 % of itself. */
const PER_OCTAVE = 16
/** From a millisecond to 34 years. */
const OCTAVES = { from: -10, to: 30 } as const

/** Edges of the delays in seconds, the same for every monitor, so that weeks are sums of days. Outcomes known before stand under 0. */
export const DELAY_EDGES: Float64Array = Float64Array.of(
  0,
  ...Array.from({ length: (OCTAVES.to - OCTAVES.from) * PER_OCTAVE + 1 }, (_, i) => 2 ** (OCTAVES.from + i / PER_OCTAVE)),
)

/** Outcomes of the predictions of both. */
export function mergeLabels(a: LabelsState, b: LabelsState): LabelsState {
  const delay =
    a.delay && b.delay
      ? {
          moments: mergeMoments(a.delay.moments, b.delay.moments),
          histogram: mergeHistogram(a.delay.histogram, b.delay.histogram),
        }
      : (a.delay ?? b.delay)
  return {
    labelled: a.labelled + b.labelled,
    pairs: a.pairs + b.pairs,
    several: a.several + b.several,
    ...(delay && { delay }),
  }
}

export function encodeLabels(state: LabelsState, out: ByteWriter): void {
  out.count(state.labelled)
  out.count(state.pairs)
  out.count(state.several)
  out.byte(state.delay ? 1 : 0)
  if (!state.delay) return
  encodeMoments(state.delay.moments, out)
  encodeHistogram(state.delay.histogram, out)
}

export function decodeLabels(from: ByteReader): LabelsState {
  const state: LabelsState = { labelled: from.count(), pairs: from.count(), several: from.count() }
  if (from.byte() === 1) state.delay = { moments: decodeMoments(from), histogram: decodeHistogram(from) }
  return state
}
