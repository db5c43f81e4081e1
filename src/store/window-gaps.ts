/** Windows without rows between a monitor's first and last, which have nothing stored. */
import { parseGranularity, windowOfInstant } from '../core/granularity.ts'
import type { Window } from '../core/window.ts'

/** Stops a history of five-minute windows with one stray timestamp from filling the disk. */
const MOST_GAPS = 1_000_000

/**
 * @param windows of one granularity, ascending
 * @returns the calendar's windows between them; none for windows of rows and snapshots
 */
export function windowGaps(windows: readonly Window[], timeZone: string): readonly Window[] {
  const granularity = parseGranularity(windows[0]?.granularity ?? '')
  if (!granularity || granularity.unit === 'rows') return []
  const gaps: Window[] = []
  for (let i = 0; i + 1 < windows.length; i++) {
    const next = windows[i + 1]!.startUs
    for (let at = windows[i]!.endUs; at < next && gaps.length < MOST_GAPS; ) {
      const gap = windowOfInstant(granularity, at, timeZone)
      if (gap.endUs <= at || gap.endUs > next) break
      gaps.push(gap)
      at = gap.endUs
    }
  }
  return gaps
}
