/** One plain sentence about a value and its limit. */
import type { Breach, LimitKind } from '../limits.ts'
import { formatCount, formatNumber, formatP, formatPoints, formatShare } from '../numbers.ts'
import type { MetricReading, MetricScale } from '../read-metric.ts'

export interface LimitSentenceInput {
  readonly metric: string
  readonly columnName: string
  readonly now: MetricReading
  /** What it is compared with, and its name: `the reference`, `the 30 days before`. */
  readonly other: { readonly reading: MetricReading; readonly name: string } | null
  readonly breach: Breach | null
  /** Set where the limit is passed and chance explains it. */
  readonly explainedByChance?: number
}

/** "anomaly_rate 17.4 %, above the limit of 15 % (219 rows)"; "accuracy_score 0.704, was 0.857 in the reference: 15 points down, over the limit of 5 points (4,122 against 16,913 rows)" */
export function limitSentence({ metric, columnName, now, other, breach, explainedByChance }: LimitSentenceInput): string {
  const subject = columnName === ':table' ? metric : `${metric} of ${columnName}`
  const value = now.value!
  if (other === null || other.reading.value === null) {
    const limit = breach === null ? ', within its limits' : `, ${LIMIT_WORDS[breach.kind]} ${say(breach.limit, now.scale)}`
    return `${subject} ${say(value, now.scale)}${limit}${rowsText(now)}`
  }
  const change = value - other.reading.value
  const direction = change === 0 ? 'unchanged' : `${sayChange(Math.abs(change), now)} ${change < 0 ? 'down' : 'up'}`
  const limit =
    breach === null
      ? ', within its limits'
      : breach.kind === 'below' || breach.kind === 'above'
        ? `, ${LIMIT_WORDS[breach.kind]} ${say(breach.limit, now.scale)}`
        : `, over the limit of ${sayChange(breach.limit, now)}`
  const chance =
    explainedByChance === undefined ? '' : `, but at so few rows chance explains as much (p ${formatP(explainedByChance)})`
  return `${subject} ${say(value, now.scale)}, was ${say(other.reading.value, now.scale)} in ${other.name}: ${direction}${limit}${chance}${rowsText(now, other.reading)}`
}

const LIMIT_WORDS: Readonly<Record<LimitKind, string>> = {
  below: 'below the limit of',
  above: 'above the limit of',
  change: 'changed by more than',
  drop: 'dropped by more than',
  rise: 'rose by more than',
}

function say(value: number, scale: MetricScale): string {
  if (scale === 'plain') return formatNumber(value)
  return formatShare(scale === 'percent' ? value / 100 : value)
}

function sayChange(change: number, { scale, share }: MetricReading): string {
  if (scale === 'percent') return formatPoints(change / 100)
  return scale === 'share' || share !== undefined ? formatPoints(change) : formatNumber(change)
}

function rowsText(now: MetricReading, other?: MetricReading): string {
  if (now.rows === null) return ''
  const against = other?.rows == null ? '' : ` against ${formatCount(other.rows)}`
  return ` (${formatCount(now.rows)}${against} ${now.rows === 1 && against === '' ? 'row' : 'rows'})`
}
