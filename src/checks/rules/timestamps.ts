/** Rows that no window can hold: without a readable timestamp, or from the future. */
import { type Draft, type RuleContext, SEVERITIES } from '../draft.ts'
import type { RefreshFacts, SegmentEvidence } from '../evidence.ts'
import type { FindingStatus } from '../finding.ts'
import { formatCount, formatShare } from '../numbers.ts'

export const timestampsRule = { name: 'timestamps', scope: 'window', judge: judgeTimestamps } as const

/** Any such row is a warning; from this share of the table on, the numbers of its windows are wrong. */
const FAIL_SHARE = 0.01

function judgeTimestamps({ monitor, evidence }: RuleContext, { segment }: SegmentEvidence): readonly Draft[] {
  const { facts } = evidence
  if (facts === null || monitor.timestamp === undefined) return []
  const base = { segment, columnName: ':table', theme: 'data', severity: SEVERITIES.delivery, nCurrent: facts.rows } as const
  const drafts: Draft[] = []
  const lost = facts.nullTimestamps + facts.unreadableTimestamps
  drafts.push({
    ...base,
    check: 'null_timestamps',
    metric: 'null_timestamps',
    ...graded(lost, facts),
    sentence: lost === 0 ? 'every row has a readable timestamp' : lostSentence(facts, monitor.timestamp),
    ...(lost === 0
      ? {}
      : { evidence: { null_timestamps: facts.nullTimestamps, unreadable_timestamps: facts.unreadableTimestamps } }),
  })
  if (facts.futureRows !== null) {
    const { futureRows } = facts
    const latest = facts.futureMaxUs === null ? '' : `, the latest ${new Date(facts.futureMaxUs / 1000).toISOString()}`
    drafts.push({
      ...base,
      check: 'future_timestamps',
      metric: 'future_timestamps',
      ...graded(futureRows, facts),
      sentence:
        futureRows === 0
          ? 'no row lies in the future'
          : `${formatCount(futureRows)} of ${formatCount(facts.rows)} rows lie in the future and are left out${latest}`,
    })
  }
  return drafts
}

function graded(rows: number, facts: RefreshFacts): { value: number; threshold: number; effect: number; status: FindingStatus } {
  const share = facts.rows > 0 ? rows / facts.rows : 0
  const status = rows === 0 ? 'ok' : share >= FAIL_SHARE ? 'fail' : 'warn'
  return { value: rows, threshold: status === 'warn' ? 0 : Math.ceil(FAIL_SHARE * facts.rows), effect: share, status }
}

function lostSentence({ nullTimestamps, unreadableTimestamps, rows }: RefreshFacts, timestamp: string): string {
  const parts: string[] = []
  if (nullTimestamps > 0) parts.push(`${formatCount(nullTimestamps)} without ${timestamp}`)
  if (unreadableTimestamps > 0) parts.push(`${formatCount(unreadableTimestamps)} with a ${timestamp} that is not a time`)
  const share = rows > 0 ? ` (${formatShare((nullTimestamps + unreadableTimestamps) / rows)} of ${formatCount(rows)})` : ''
  return `rows that no window holds: ${parts.join(', ')}${share}`
}
