/** Rows that repeat the declared key. */
import { type Draft, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { formatCount, formatShare } from '../numbers.ts'

export const duplicatesRule = { name: 'duplicates', scope: 'window', judge: judgeDuplicates } as const

/** One repeated key breaks the promise that it is unique: a warning. From this share on quality and volume are wrong. */
const FAIL_SHARE = 0.01

function judgeDuplicates({ monitor, evidence }: RuleContext, { segment }: SegmentEvidence): readonly Draft[] {
  const { duplicates, rows } = evidence
  if (duplicates === null || monitor.key === null || rows === 0) return []
  const key = monitor.key.join(', ')
  const share = duplicates / rows
  const status = duplicates === 0 ? 'ok' : share >= FAIL_SHARE ? 'fail' : 'warn'
  return [
    {
      segment,
      columnName: ':table',
      check: 'duplicates',
      metric: 'duplicates',
      theme: 'data',
      severity: SEVERITIES.delivery,
      status,
      value: duplicates,
      threshold: status === 'warn' ? 0 : Math.ceil(FAIL_SHARE * rows),
      nCurrent: rows,
      effect: share,
      sentence:
        duplicates === 0
          ? `${key} is unique in ${formatCount(rows)} rows`
          : `${formatCount(duplicates)} of ${formatCount(rows)} rows (${formatShare(share)}) repeat a ${key} that was there before`,
    },
  ]
}
