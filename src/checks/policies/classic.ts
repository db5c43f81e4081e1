/**
 * Fixed limits as monitoring handbooks give them: the custom metric `anomaly_rate` within 2 to 10 % (warn) and 2 to 15 % (fail) and within
 * 5 points of its last 30 days, the mean within 2 standard deviations of the reference's, KS p of the label at least 0.05, accuracy within
 * 5 points of the reference. Sample sizes play no part but where a test brings them.
 */
import type { CheckConfig, Duration, Monitor } from '../../config/project.ts'
import type { Policy, RuleAnswer, RuleContext } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { judgeCheck } from '../rules/configured-check.ts'
import { labelDriftRule } from '../rules/label-drift.ts'
import { meanShiftRule } from '../rules/mean-shift.ts'
import { userChecksRule } from '../rules/user-checks.ts'
import { DATA_RULES } from './data-rules.ts'

const PLACE = 'policy classic'
const RATE = 'anomaly_rate'
const CLASSIC_PERIOD: Duration = { n: 30, unit: 'days', text: '30 days' }

const RATE_LIMITS: CheckConfig = {
  name: 'anomaly rate limits',
  metric: RATE,
  columns: null,
  against: null,
  warn: { below: 0.02, above: 0.1 },
  fail: { below: 0.02, above: 0.15 },
  severity: null,
  place: PLACE,
}
const RATE_DRIFT: CheckConfig = {
  name: 'anomaly rate drift',
  metric: RATE,
  columns: null,
  against: { kind: 'last', length: CLASSIC_PERIOD },
  warn: null,
  fail: { changeAbove: 0.05 },
  severity: null,
  place: PLACE,
}
const ACCURACY_DROP: CheckConfig = {
  name: 'accuracy drop',
  metric: 'accuracy_score',
  columns: null,
  against: { kind: 'reference' },
  warn: null,
  fail: { dropAbove: 0.05 },
  severity: null,
  place: PLACE,
}

/**
 * The policy's own checks in the form of the configuration's. A check of the user's on `anomaly_rate` replaces the policy's of the same
 * kind (limits on the value, limits on its change); one on accuracy against the reference replaces the accuracy drop.
 */
export function classicChecks(monitor: Monitor): readonly CheckConfig[] {
  const checks: CheckConfig[] = []
  const usersOn = (metric: string, compared: boolean): boolean =>
    monitor.checks.some((check) => check.metric === metric && (check.against !== null) === compared)
  if (monitor.customMetrics.some(({ name }) => name === RATE)) {
    if (!usersOn(RATE, false)) checks.push(RATE_LIMITS)
    if (!usersOn(RATE, true)) checks.push(RATE_DRIFT)
  }
  const accurate = monitor.problem === 'classification' && monitor.label !== undefined
  if (accurate && monitor.reference !== null && !usersOn('accuracy_score', true)) checks.push(ACCURACY_DROP)
  return checks
}

function judgeClassic(context: RuleContext, segment: SegmentEvidence): readonly RuleAnswer[] {
  if (segment.current.rows === 0) return []
  return classicChecks(context.monitor).flatMap((check) => {
    if (check.against?.kind === 'reference' && segment.reference === null) return []
    return judgeCheck(context, segment, check, { askChance: false })
  })
}

export const classic: Policy = {
  name: 'classic',
  rules: [
    ...DATA_RULES,
    { name: PLACE, scope: 'models', judge: judgeClassic },
    meanShiftRule,
    labelDriftRule,
    userChecksRule({ askChance: false }),
  ],
}
