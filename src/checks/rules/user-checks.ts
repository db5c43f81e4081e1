/** The checks of the configuration, beside the policy's own. */
import type { CheckConfig, Monitor } from '../../config/project.ts'
import { TABLE_COLUMN } from '../../metrics/rows.ts'
import type { Rule, RuleContext } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { hasMetric, isFairness } from '../read-metric.ts'
import { type CheckOptions, judgeCheck } from './configured-check.ts'

/**
 * One rule that applies all the user's checks to the whole table and to each model id. Slices are left to the policy: a literal limit on
 * a slice of a few rows would fire by chance. But fairness is about slices: it is judged on the `true` slice of each predicate, where it stands.
 */
export function userChecksRule(options: CheckOptions): Rule {
  return {
    name: 'checks',
    scope: 'segments',
    judge: (context, segment) =>
      segment.current.rows === 0
        ? []
        : namedApart(context.monitor)
            .filter((check) => standsOn(check, segment, context))
            .flatMap((check) => judgeCheck(context, segment, check, options)),
  }
}

function standsOn(check: CheckConfig, { segment, current }: SegmentEvidence, { evidence }: RuleContext): boolean {
  const isSlice = segment.sliceKey !== null
  if (!isFairness(check.metric)) return !isSlice
  if (isSlice) return hasMetric(current.profile.get(TABLE_COLUMN), check.metric)
  // Nowhere in this window: said once, of the whole table.
  const somewhere = evidence.segments.some((other) => hasMetric(other.current.profile.get(TABLE_COLUMN), check.metric))
  return segment.modelId === null && !somewhere
}

/** Two checks of one name would share one finding: later ones get a number. */
function namedApart({ checks }: Pick<Monitor, 'checks'>): CheckConfig[] {
  const seen = new Map<string, number>()
  return checks.map((check) => {
    const times = (seen.get(check.name) ?? 0) + 1
    seen.set(check.name, times)
    return times === 1 ? check : { ...check, name: `${check.name} (${times})` }
  })
}
