import type { DriftInput, ProfileInput } from './inputs.ts'
import { memoize } from './memoize.ts'
import { NoValue, noValue } from './no-value.ts'

/** Finite values of both sides in the same ordered bins. */
export interface BinCounts {
  /** Fine edges, shape [k + 1]; counts have shape [k + 2] with under and over. */
  readonly edges: Float64Array
  readonly reference: Float64Array
  readonly current: Float64Array
}

/** Why two columns cannot be compared: another kind now, no reference rows, no current values. */
export function blockedBy(input: DriftInput): NoValue | undefined {
  const { current, reference } = input
  if (current.column.kind !== reference.column.kind) return noValue('type_changed')
  if (reference.state.counts.nonNull === 0) return noValue('reference_empty')
  return current.state.counts.nonNull === 0 ? noValue('no_values') : undefined
}

const finiteCount = (side: ProfileInput): number => side.state.moments?.n ?? 0

/** As `blockedBy`, for metrics of finite numbers: columns that hold only NaN and infinities are empty too. */
export function blockedByFinite(input: DriftInput): NoValue | undefined {
  const blocked = blockedBy(input)
  if (blocked) return blocked
  if (finiteCount(input.reference) === 0) return noValue('reference_empty')
  return finiteCount(input.current) === 0 ? noValue('no_values') : undefined
}

/** Both sides in the frozen fine bins; undefined where a histogram was not asked for. */
export const fineCounts = memoize((input: DriftInput): BinCounts | NoValue | undefined => {
  const blocked = blockedByFinite(input)
  if (blocked) return blocked
  const reference = input.reference.state.histogram
  const current = input.current.state.histogram
  const edges = input.frozen.fine
  if (!reference || !current || !edges || reference.length !== current.length) return undefined
  return { edges, reference, current }
})

/** Both sides in the frozen equal-mass bins that distances are read from; `edges` are the coarse ones. */
export const coarseCounts = memoize((input: DriftInput): BinCounts | NoValue | undefined => {
  const fine = fineCounts(input)
  const { coarse, coarseOfFine } = input.frozen
  if (fine === undefined || fine instanceof NoValue) return fine
  if (!coarse || !coarseOfFine) return undefined
  const join = (counts: Float64Array): Float64Array => {
    const joined = new Float64Array(coarse.length + 1)
    for (let i = 0; i < counts.length; i++) joined[coarseOfFine[i]!]! += counts[i]!
    return joined
  }
  return { edges: coarse, reference: join(fine.reference), current: join(fine.current) }
})
