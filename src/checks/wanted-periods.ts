/** Which pooled periods before a window the checks of a monitor compare with. */
import type { Duration, Monitor } from '../config/project.ts'
import { classicChecks } from './policies/classic.ts'

/** The periods to fill `SegmentEvidence.periods` with: the rows of each duration before the window's start, pooled. Each once. */
export function wantedPeriods(monitor: Monitor): readonly Duration[] {
  const checks = monitor.policy === 'classic' ? [...monitor.checks, ...classicChecks(monitor)] : monitor.checks
  const periods = new Map<string, Duration>()
  for (const { against } of checks) if (against?.kind === 'last') periods.set(against.length.text, against.length)
  return [...periods.values()]
}
