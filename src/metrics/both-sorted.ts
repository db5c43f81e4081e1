import type { DriftInput } from './inputs.ts'

/** All finite values of both sides, ascending, where the engine gave all of both. */
export function bothSorted({ current, reference }: DriftInput): { current: Float64Array; reference: Float64Array } | undefined {
  if (!current.sorted || !reference.sorted) return undefined
  if (current.sorted.length !== current.state.moments?.n || reference.sorted.length !== reference.state.moments?.n)
    return undefined
  return { current: current.sorted, reference: reference.sorted }
}
