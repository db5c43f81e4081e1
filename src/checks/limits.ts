/** A check's limits, applied to a value and to its change. */
import type { Limits } from '../config/project.ts'

export type LimitKind = 'below' | 'above' | 'change' | 'drop' | 'rise'

export interface Breach {
  readonly kind: LimitKind
  readonly limit: number
  /** Beyond the limit, relative to it; for changes the change itself. */
  readonly effect: number
}

/**
 * The first limit that is passed. Limits are passed, not reached: 0.15 is not above 0.15.
 *
 * @param change current minus the value compared with; null without one (limits on change then never pass)
 */
export function breachOf(limits: Limits | null, value: number, change: number | null): Breach | null {
  if (limits === null) return null
  const { below, above, changeAbove, dropAbove, riseAbove } = limits
  if (below !== undefined && value < below) return { kind: 'below', limit: below, effect: relative(below - value, below) }
  if (above !== undefined && value > above) return { kind: 'above', limit: above, effect: relative(value - above, above) }
  if (change === null) return null
  if (changeAbove !== undefined && Math.abs(change) > changeAbove)
    return { kind: 'change', limit: changeAbove, effect: Math.abs(change) }
  if (dropAbove !== undefined && -change > dropAbove) return { kind: 'drop', limit: dropAbove, effect: -change }
  if (riseAbove !== undefined && change > riseAbove) return { kind: 'rise', limit: riseAbove, effect: change }
  return null
}

/** The limit that stands in a finding that passes none: the fail limit on the value's side, or the one on change. */
export function standingLimit(limits: Limits | null, value: number | null): number | null {
  if (limits === null) return null
  const { below, above, changeAbove, dropAbove, riseAbove } = limits
  const change = changeAbove ?? dropAbove ?? riseAbove
  if (change !== undefined && below === undefined && above === undefined) return change
  if (below !== undefined && above !== undefined && value !== null) return value - below < above - value ? below : above
  return above ?? below ?? change ?? null
}

const relative = (beyond: number, limit: number): number => (limit === 0 ? beyond : beyond / Math.abs(limit))
