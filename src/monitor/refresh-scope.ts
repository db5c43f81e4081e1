/** Which stretch of time a refresh looks at, and what an earlier one left to do. */
import type { Granularity } from '../core/granularity.ts'
import { windowOfInstant } from '../core/granularity.ts'
import type { JsonValue } from '../core/json.ts'
import { type Interval, minusDuration } from '../plan/comparands.ts'
import type { MonitorState } from '../store/store.ts'
import type { RefreshContext } from './refresh-context.ts'

/**
 * The first refresh reads only `lookback`; later ones keep that start, so that they do not reach further back, and a full one
 * covers at least what was computed before.
 */
export function scopeStartUs(
  context: RefreshContext,
  root: Granularity | undefined,
  state: MonitorState | null,
): number | undefined {
  if (state !== null) {
    const kept = state.info['scope_start_us']
    return typeof kept === 'number' ? kept : undefined
  }
  if (!context.monitor.lookback || !root) return undefined
  const cutUs = minusDuration(context.asOfUs, context.monitor.lookback, context.monitor.timeZone)
  const window = windowOfInstant(root, cutUs, context.monitor.timeZone)
  // The window that the cut splits is left out.
  return window.startUs === cutUs ? cutUs : window.endUs
}

/** Stretches that an earlier refresh found changed, but did not compute to the end: it was cut off, or narrowed by `--from --to`. */
export function pendingOf(state: MonitorState | null): readonly Interval[] {
  const list = state?.info['pending']
  if (!Array.isArray(list)) return []
  return list.flatMap((pair): Interval[] => {
    const [startUs, endUs] = Array.isArray(pair) ? pair : []
    return typeof startUs === 'number' && typeof endUs === 'number' ? [{ startUs, endUs }] : []
  })
}

export const pendingInfo = (intervals: readonly Interval[]): { readonly pending: JsonValue } => ({
  pending: intervals.map(({ startUs, endUs }) => [startUs, endUs]),
})
