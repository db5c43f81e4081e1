/** The classic rule: a numeric column's mean lies more than two of the reference's standard deviations away. */
import { meanShiftZ } from '../../stats/mean-shift-z.ts'
import { summarizeMoments } from '../../stats/moments.ts'
import { columnRole, driftHarm } from '../column-role.ts'
import type { Draft, RuleContext } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { formatCount, formatNumber } from '../numbers.ts'

export const meanShiftRule = { name: 'mean_shift', scope: 'models', judge: judgeMeanShift } as const

const LIMIT = 2

function judgeMeanShift({ monitor, evidence }: RuleContext, segmentEvidence: SegmentEvidence): readonly Draft[] {
  const { segment, current, reference } = segmentEvidence
  if (reference === null) return []
  const drafts: Draft[] = []
  for (const [columnName, frozen] of evidence.bins) {
    const role = columnRole(monitor, columnName)
    const now = current.columns.get(columnName)?.moments
    const before = reference.columns.get(columnName)?.moments
    if (frozen.column.kind !== 'numeric' || role === 'timestamp' || role === 'model_id' || !now || !before) continue
    const base = {
      segment,
      columnName,
      check: 'mean_shift',
      metric: 'mean_shift_z',
      ...driftHarm(monitor, columnName),
      nCurrent: now.n,
      nReference: before.n,
    }
    const { mean } = summarizeMoments(now)
    const { mean: referenceMean, stddev } = summarizeMoments(before)
    if (mean === null || referenceMean === null) {
      drafts.push({ ...base, status: 'no_data', sentence: `${columnName} has no values to compare` })
      continue
    }
    const { statistic } = meanShiftZ({ mean: referenceMean, stddev }, { mean })
    const moved = statistic > LIMIT
    const verb = moved ? (mean > referenceMean ? 'is higher' : 'is lower') : 'is as before'
    drafts.push({
      ...base,
      status: moved ? 'fail' : 'ok',
      value: statistic,
      threshold: LIMIT,
      effect: statistic,
      sentence: `${columnName} ${verb}: mean ${formatNumber(mean)}, was ${formatNumber(referenceMean)} in ${evidence.referenceName}, ${formatNumber(statistic)} standard deviations away (limit ${LIMIT}; ${formatCount(now.n)} against ${formatCount(before.n)} rows)`,
    })
  }
  return drafts
}
