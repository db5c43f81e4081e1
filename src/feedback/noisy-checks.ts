/** Checks whose alerts are not worth their interruption, with what to do about each. */
import type { Finding } from '../checks/finding.ts'
import { formatNumber, formatShare } from '../checks/numbers.ts'
import type { Monitor } from '../config/project.ts'
import { groupBy } from './group-by.ts'
import type { Alert } from './read-alerts.ts'
import { type AlertCounts, countAlerts } from './summarise-alerts.ts'
import { type CheckTuning, tuneCheck } from './tune-check.ts'

export interface NoisyLimits {
  /** Noisy is a check whose precision is below this by more than chance: Wilson's 95 % interval lies below it. */
  readonly precision: number
  /** Or one that fired so often, in which nobody acted on any alert and nobody called one right. */
  readonly ignored: number
  /** In how many windows a proposed limit may fire. */
  readonly budget: number
}

export const NOISY_LIMITS: NoisyLimits = { precision: 0.5, ignored: 10, budget: 1 }

export interface NoisyCheck {
  readonly monitor: string
  readonly check: string
  readonly why: 'imprecise' | 'ignored'
  readonly counts: AlertCounts
  /** One sentence: which limit to set, which column to leave out, or which policy to choose. */
  readonly proposal: string
  readonly tuning: CheckTuning | null
}

/**
 * @param alerts   of one monitor and stretch of time
 * @param findings of the whole table in the same stretch, ok ones too: what limits are proposed from
 */
export function noisyChecks(
  monitor: Monitor,
  alerts: readonly Alert[],
  findings: readonly Finding[],
  limits: NoisyLimits = NOISY_LIMITS,
): readonly NoisyCheck[] {
  return [...groupBy(alerts, ({ finding }) => finding.check)]
    .flatMap(([check, own]): NoisyCheck[] => {
      const counts = countAlerts(own)
      const why = whyNoisy(counts, limits)
      if (why === null) return []
      const history = findings.filter((f) => f.check === check)
      const tuning = history.length === 0 ? null : tuneCheck(monitor, history, limits.budget)
      return [{ monitor: monitor.name, check, why, counts, tuning, proposal: proposalOf(monitor, tuning) }]
    })
    .toSorted((a, b) => b.counts.fired - a.counts.fired)
}

function whyNoisy({ precision, fired, acted, right }: AlertCounts, limits: NoisyLimits): NoisyCheck['why'] | null {
  if (precision !== null && precision.high < limits.precision) return 'imprecise'
  return fired >= limits.ignored && acted === 0 && right === 0 ? 'ignored' : null
}

/** More columns than these are no exception but the rule. */
const MOST_COLUMNS = 3

function proposalOf(monitor: Monitor, tuning: CheckTuning | null): string {
  const limit = tuning?.limits.find(({ proposed }) => proposed !== null)
  const parts: string[] = []
  if (limit) parts.push(`set ${limit.key} from ${formatNumber(limit.current)} to ${formatNumber(limit.proposed!)}`)
  const columns = (tuning?.columns ?? []).slice(0, MOST_COLUMNS)
  if (columns.length > 0) parts.push(`leave ${columns.join(', ')} out of the features where they need not be watched`)
  if (parts.length === 0)
    parts.push(
      monitor.policy === 'classic'
        ? 'policy: calibrated fires only on more than chance explains'
        : tuning?.limits.some(({ unreachable }) => unreachable)
          ? 'no limit inside the range of the metric fires less often: remove the check'
          : 'its limits are fixed: mend the cause, or leave what it is about out of the features and slices',
    )
  return parts.join(', or ')
}

/** "12 fired, 1 of 6 right (3.01 % to 56.4 %), none acted on". */
export function countsText({ fired, judged, right, precision, acted }: AlertCounts): string {
  const judgement = precision
    ? `${right} of ${judged} right (${formatShare(precision.low)} to ${formatShare(precision.high)})`
    : 'none judged'
  return `${fired} fired, ${judgement}, ${acted === 0 ? 'none' : acted} acted on`
}
