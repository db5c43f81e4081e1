/** A segment that the reference does not have is said once, instead of being passed over in silence. */
import { type Draft, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { formatCount } from '../numbers.ts'
import { segmentName } from '../sentences/segment-name.ts'

export const referencePresentRule = { name: 'reference', scope: 'segments', judge: judgeReference } as const

function judgeReference({ evidence }: RuleContext, { segment, current, reference }: SegmentEvidence): readonly Draft[] {
  if (!evidence.hasReference || reference !== null || current.rows === 0) return []
  return [
    {
      segment,
      columnName: ':table',
      check: 'reference',
      metric: 'count',
      theme: 'data',
      severity: SEVERITIES.featureDrift,
      status: 'no_data',
      value: current.rows,
      referenceValue: 0,
      nCurrent: current.rows,
      nReference: 0,
      sentence: `${evidence.referenceName} has no rows for ${segmentName(segment)}, so its ${formatCount(current.rows)} rows are not compared`,
    },
  ]
}
