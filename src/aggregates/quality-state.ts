import { mergeErrorHistograms } from '../stats/error-histogram.ts'
import { mergeResidualBins } from '../stats/residual-bins.ts'
import type { ByteReader } from './byte-reader.ts'
import type { ByteWriter } from './byte-writer.ts'
import { decodeConfusion, encodeConfusion, mergeConfusion } from './confusion.ts'
import { decodeErrorHistogram, encodeErrorHistogram } from './error-histogram.ts'
import { decodeErrors, encodeErrors, mergeErrors } from './errors.ts'
import { decodeLabels, encodeLabels, mergeLabels } from './labels.ts'
import { decodeLogLoss, encodeLogLoss, mergeLogLoss } from './log-loss.ts'
import { decodeResiduals, encodeResiduals } from './residuals.ts'
import { decodeScores, encodeScores, mergeScores } from './scores.ts'
import type { QualityState, ScoresState } from './states.ts'

/** The order is the bit's position in the encoding: append only. */
const PARTS: readonly (keyof QualityState)[] = [
  'confusion',
  'scores',
  'logLoss',
  'errors',
  'labels',
  'errorHistogram',
  'residuals',
]

function mergeScoreMaps(a: Map<string, ScoresState>, b: Map<string, ScoresState>): Map<string, ScoresState> {
  const out = new Map(a)
  for (const [name, state] of b) {
    const other = out.get(name)
    out.set(name, other ? mergeScores(other, state) : state)
  }
  return out
}

/** Quality over the rows of both. */
export function mergeQuality(a: QualityState, b: QualityState): QualityState {
  const confusion = a.confusion && b.confusion ? mergeConfusion(a.confusion, b.confusion) : (a.confusion ?? b.confusion)
  const scores = a.scores && b.scores ? mergeScoreMaps(a.scores, b.scores) : (a.scores ?? b.scores)
  const logLoss = a.logLoss && b.logLoss ? mergeLogLoss(a.logLoss, b.logLoss) : (a.logLoss ?? b.logLoss)
  const errors = a.errors && b.errors ? mergeErrors(a.errors, b.errors) : (a.errors ?? b.errors)
  const labels = a.labels && b.labels ? mergeLabels(a.labels, b.labels) : (a.labels ?? b.labels)
  const errorHistogram =
    a.errorHistogram && b.errorHistogram
      ? mergeErrorHistograms(a.errorHistogram, b.errorHistogram)
      : (a.errorHistogram ?? b.errorHistogram)
  const residuals = a.residuals && b.residuals ? mergeResidualBins(a.residuals, b.residuals) : (a.residuals ?? b.residuals)
  return {
    ...(confusion && { confusion }),
    ...(scores && { scores }),
    ...(logLoss && { logLoss }),
    ...(errors && { errors }),
    ...(labels && { labels }),
    ...(errorHistogram && { errorHistogram }),
    ...(residuals && { residuals }),
  }
}

export function encodeQuality(state: QualityState, out: ByteWriter): void {
  let bits = 0
  PARTS.forEach((part, i) => {
    if (state[part] !== undefined) bits |= 1 << i
  })
  out.byte(bits)
  if (state.confusion) encodeConfusion(state.confusion, out)
  if (state.scores) {
    out.count(state.scores.size)
    for (const [name, scores] of state.scores) {
      out.text(name)
      encodeScores(scores, out)
    }
  }
  if (state.logLoss) encodeLogLoss(state.logLoss, out)
  if (state.errors) encodeErrors(state.errors, out)
  if (state.labels) encodeLabels(state.labels, out)
  if (state.errorHistogram) encodeErrorHistogram(state.errorHistogram, out)
  if (state.residuals) encodeResiduals(state.residuals, out)
}

export function decodeQuality(from: ByteReader): QualityState {
  const bits = from.byte()
  const has = (part: keyof QualityState): boolean => (bits & (1 << PARTS.indexOf(part))) !== 0
  const state: QualityState = {}
  if (has('confusion')) state.confusion = decodeConfusion(from)
  if (has('scores')) {
    state.scores = new Map()
    for (let left = from.length(); left > 0; left--) {
      const name = from.text()
      state.scores.set(name, decodeScores(from))
    }
  }
  if (has('logLoss')) state.logLoss = decodeLogLoss(from)
  if (has('errors')) state.errors = decodeErrors(from)
  if (has('labels')) state.labels = decodeLabels(from)
  if (has('errorHistogram')) state.errorHistogram = decodeErrorHistogram(from)
  if (has('residuals')) state.residuals = decodeResiduals(from)
  return state
}
