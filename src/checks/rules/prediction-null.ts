/** Does the model answer at all? A prediction or probability without a single value is a broken pipeline, not drift. */
import { columnRole } from '../column-role.ts'
import { type Draft, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { formatCount } from '../numbers.ts'

export const predictionNullRule = { name: 'prediction_null', scope: 'models', judge: judgePredictionNull } as const

function judgePredictionNull({ monitor }: RuleContext, { segment, current }: SegmentEvidence): readonly Draft[] {
  if (current.rows === 0) return []
  const drafts: Draft[] = []
  for (const [columnName, { counts }] of current.columns) {
    const role = columnRole(monitor, columnName)
    if (role !== 'prediction' && role !== 'probability') continue
    if (counts.rows === 0 || counts.nonNull - counts.nan > 0) continue
    drafts.push({
      segment,
      columnName,
      check: 'prediction_null',
      metric: 'percent_null',
      theme: 'data',
      severity: SEVERITIES.brokenPrediction,
      status: 'fail',
      value: 100,
      threshold: 100,
      nCurrent: counts.rows,
      effect: 1,
      sentence: `${columnName} (the ${role}) has no value in any of ${formatCount(counts.rows)} rows`,
    })
  }
  return drafts
}
