/** Is the newest complete window old? */
import type { Duration } from '../../config/project.ts'
import { type Draft, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { formatNumber } from '../numbers.ts'

export const freshnessRule = { name: 'freshness', scope: 'window', judge: judgeFreshness } as const

const US_PER_HOUR = 3_600_000_000
/** Months and years by their mean length: a limit of freshness is not a date. */
const HOURS = { minutes: 1 / 60, hours: 1, days: 24, weeks: 168, months: 730.485, years: 8765.82 } as const satisfies Record<
  Duration['unit'],
  number
>

function judgeFreshness({ monitor, evidence: { facts } }: RuleContext, { segment }: SegmentEvidence): readonly Draft[] {
  const { freshness } = monitor
  if (facts === null || freshness === undefined) return []
  const base = {
    segment,
    columnName: ':table',
    check: 'freshness',
    metric: 'freshness',
    theme: 'data',
    severity: SEVERITIES.delivery,
  } as const
  if (facts.newestCompleteEndUs === null) return [{ ...base, status: 'no_data', sentence: 'no window is complete yet' }]
  const limit = freshness.n * HOURS[freshness.unit]
  const age = Math.max(0, (facts.asOfUs - facts.newestCompleteEndUs) / US_PER_HOUR)
  const late = age > limit
  return [
    {
      ...base,
      status: late ? 'fail' : 'ok',
      value: age,
      threshold: limit,
      effect: limit > 0 ? age / limit : age,
      sentence: `the newest complete window ended ${inWords(age)} ago, ${late ? 'more than' : 'within'} the ${freshness.text} allowed`,
      evidence: { unit: 'hours' },
    },
  ]
}

function inWords(hours: number): string {
  if (hours < 1) return `${formatNumber(Math.round(hours * 60))} minutes`
  if (hours < 48) return `${formatNumber(Number(hours.toPrecision(3)))} hours`
  return `${formatNumber(Number((hours / 24).toPrecision(3)))} days`
}
