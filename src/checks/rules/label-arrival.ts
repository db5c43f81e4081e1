/** Do outcomes come for as many predictions as they did? Asked of windows whose outcomes had their time. */
import type { ShareCounts } from '../../stats/check-share.ts'
import { compareSharesWithWobble } from '../compare-with-wobble.ts'
import { type RuleAnswer, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence, Side } from '../evidence.ts'
import { formatCount, formatShare } from '../numbers.ts'
import { shareStatus } from './column-shares.ts'

export const labelArrivalRule = { name: 'label_arrival', scope: 'models', judge: judgeCoverage } as const

/** Fall of the share of predictions that have an outcome. */
const LIMITS = { warn: 0.1, fail: 0.2 } as const

function judgeCoverage(
  { monitor, evidence }: RuleContext,
  { segment, current, reference, previous }: SegmentEvidence,
): readonly RuleAnswer[] {
  // Without `mature_after` nothing says when outcomes are late.
  if (!monitor.labels?.matureAfter || evidence.provisionalUntilUs !== undefined) return []
  const now = coverageOf(current)
  const ofReference = reference && coverageOf(reference)
  const before = ofReference ?? (previous && coverageOf(previous))
  if (!now || !before) return []
  const name = ofReference ? evidence.referenceName : 'the window before'
  const other = ofReference && evidence.insideReference ? without(before, now) : before
  if (other.rows === 0) return []
  const { p, difference } = compareSharesWithWobble(other, now, null)
  const value = now.successes / now.rows
  const referenceValue = other.successes / other.rows
  return [
    {
      family: 'shares',
      p,
      conclude: (adjustedP) => {
        const status = shareStatus(adjustedP, -difference, LIMITS, monitor.policySettings)
        return {
          segment,
          columnName: ':table',
          check: 'label_arrival',
          metric: 'label_coverage',
          theme: 'data',
          severity: SEVERITIES.delivery,
          status,
          value,
          referenceValue,
          threshold: status === 'warn' ? LIMITS.warn : LIMITS.fail,
          pValue: adjustedP,
          effect: Math.max(0, -difference),
          nCurrent: now.rows,
          nReference: other.rows,
          sentence: `${formatShare(value)} of ${formatCount(now.rows)} predictions have an outcome, ${status === 'ok' ? 'as in' : 'was'} ${status === 'ok' ? `${name} (${formatShare(referenceValue)})` : `${formatShare(referenceValue)} in ${name}`}`,
        }
      },
    },
  ]
}

/** Null where no outcomes are joined: a reference table brings its labels itself. */
function coverageOf({ rows, quality }: Side): ShareCounts | null {
  return quality?.labels && rows > 0 ? { successes: quality.labels.labelled, rows } : null
}

function without(whole: ShareCounts, part: ShareCounts): ShareCounts {
  const rows = Math.max(0, whole.rows - part.rows)
  return { rows, successes: Math.min(rows, Math.max(0, whole.successes - part.successes)) }
}
