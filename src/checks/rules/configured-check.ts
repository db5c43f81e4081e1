/** Applies one check of the configuration (or a policy's own check in the same form) to a segment. */
import type { CheckConfig } from '../../config/project.ts'
import type { DriftRow, ReasonCode } from '../../metrics/rows.ts'
import type { Wobble } from '../../stats/wobble.ts'
import { isPattern, matchesPattern } from '../column-pattern.ts'
import { compareMeansWithWobble, compareSharesWithWobble } from '../compare-with-wobble.ts'
import { type Draft, type RuleAnswer, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence, Side } from '../evidence.ts'
import type { FindingStatus } from '../finding.ts'
import { guardColumns } from '../guarded.ts'
import { type Breach, breachOf, standingLimit } from '../limits.ts'
import { hasMetric, isFairness, isQualityMetric, type MetricReading, readDriftMetric, readProfileMetric } from '../read-metric.ts'
import { limitSentence } from '../sentences/limit-sentence.ts'
import { wobbleOf } from '../wobble-table.ts'

export interface CheckOptions {
  /** A change against a reference or period must also be more than chance explains (policy `calibrated`). */
  readonly askChance: boolean
}

const TABLE = ':table'

/**
 * A check's findings in one segment: on the `:table` row or every column that has the metric, or on the columns that its patterns name.
 *
 * A plain limit is literal. A limit on change under `askChance` needs a p-value too where the metric is a share of rows or a mean:
 * passed and surprising is a fail (p <= 0.01) or a warning (p <= 0.05), passed and not surprising is `insufficient_data`.
 */
export function judgeCheck(
  context: RuleContext,
  segmentEvidence: SegmentEvidence,
  check: CheckConfig,
  { askChance }: CheckOptions,
): RuleAnswer[] {
  const columns = columnsOf(context, segmentEvidence, check)
  if (columns.length === 0) {
    const where = check.columns === null ? 'this window' : `the columns ${check.columns.join(', ')}`
    const why = isFairness(check.metric)
      ? ': it stands on slices that are predicates, as "age > 60", where both groups have labels'
      : ''
    return [
      {
        ...baseDraft(segmentEvidence, check, TABLE),
        status: 'no_data',
        sentence: `${check.metric} has no value in ${where}${why}`,
      },
    ]
  }
  return guardColumns(
    segmentEvidence.segment,
    check.name,
    columns.map((columnName) => [columnName, null] as const),
    (columnName) => judgeColumn(context, segmentEvidence, check, columnName, askChance),
  )
}

function judgeColumn(
  context: RuleContext,
  segmentEvidence: SegmentEvidence,
  check: CheckConfig,
  columnName: string,
  askChance: boolean,
): RuleAnswer {
  const { monitor } = context
  const { current } = segmentEvidence
  const base = baseDraft(segmentEvidence, check, columnName)
  const drift = driftRowOf(segmentEvidence, check, columnName)
  const isDrift =
    !hasMetric(current.profile.get(columnName), check.metric) && (hasMetric(drift, check.metric) || isDriftOnly(check, context))
  const now = isDrift
    ? readDriftMetric(drift, current, columnName, check.metric, monitor)
    : readProfileMetric(current, columnName, check.metric, monitor)
  if (now.value === null) {
    return {
      ...base,
      status: 'no_data',
      nCurrent: now.rows,
      sentence: `${subjectOf(check, columnName)} has no value: ${REASONS[now.reason ?? 'no_values']}`,
    }
  }
  const other = isDrift || check.against === null ? null : otherSide(context, segmentEvidence, check)
  if (
    other !== null &&
    (other.side === null || readProfileMetric(other.side, columnName, check.metric, monitor).value === null)
  ) {
    return {
      ...base,
      status: 'no_data',
      value: now.value,
      nCurrent: now.rows,
      sentence: `${subjectOf(check, columnName)} has no value in ${other.name} to compare with`,
    }
  }
  const before = other === null ? null : readProfileMetric(other.side!, columnName, check.metric, monitor)
  const change = before === null ? null : now.value - before.value!
  const fail = breachOf(check.fail, now.value, change)
  const breach = fail ?? breachOf(check.warn, now.value, change)
  const filled = {
    ...base,
    value: now.value,
    referenceValue: before?.value ?? null,
    nCurrent: now.rows,
    nReference: before?.rows ?? null,
  }
  const compared = other === null || before === null ? null : { reading: before, name: other.name }
  const sentenceInput = { metric: check.metric, columnName, now, other: compared, breach }
  const literal = (): Draft => ({
    ...filled,
    status: breach === null ? 'ok' : fail === null ? 'warn' : 'fail',
    threshold: breach?.limit ?? standingLimit(check.fail ?? check.warn, now.value),
    effect: breach?.effect ?? (change === null ? null : Math.abs(change)),
    sentence: limitSentence(sentenceInput),
  })
  const p = askChance && before !== null ? pValueOf(now, before, wobbleFor(context, segmentEvidence, check)) : null
  if (p === null) return literal()
  return {
    family: 'shares',
    p,
    conclude: (adjustedP) => {
      const plain = literal()
      if (breach === null || isLiteralKind(breach)) return { ...plain, pValue: adjustedP }
      const { failP, warnP } = monitor.policySettings
      const status: FindingStatus =
        fail !== null && adjustedP <= failP ? 'fail' : adjustedP <= warnP ? 'warn' : 'insufficient_data'
      const explained = status === 'insufficient_data' ? { explainedByChance: adjustedP } : {}
      return { ...plain, status, pValue: adjustedP, sentence: limitSentence({ ...sentenceInput, ...explained }) }
    },
  }
}

const isLiteralKind = ({ kind }: Breach): boolean => kind === 'above' || kind === 'below'

function baseDraft({ segment }: SegmentEvidence, check: CheckConfig, columnName: string) {
  return {
    segment,
    columnName,
    check: check.name,
    metric: check.metric,
    theme: isQualityMetric(check.metric) || isFairness(check.metric) ? 'quality' : 'user',
    severity: check.severity ?? SEVERITIES.user,
  } as const
}

const subjectOf = (check: CheckConfig, columnName: string): string =>
  columnName === TABLE ? check.metric : `${check.metric} of ${columnName}`

function driftRowOf(
  { baselineDrift, consecutiveDrift }: SegmentEvidence,
  check: CheckConfig,
  columnName: string,
): DriftRow | undefined {
  return (check.against?.kind === 'previous' ? consecutiveDrift : baselineDrift).get(columnName)
}

/** A custom metric of type drift never stands on a profile row. */
const isDriftOnly = (check: CheckConfig, { monitor }: RuleContext): boolean =>
  monitor.customMetrics.some(({ name, type }) => name === check.metric && type === 'drift')

function columnsOf(context: RuleContext, segmentEvidence: SegmentEvidence, check: CheckConfig): string[] {
  const { profile } = segmentEvidence.current
  const has = (columnName: string): boolean =>
    hasMetric(profile.get(columnName), check.metric) || hasMetric(driftRowOf(segmentEvidence, check, columnName), check.metric)
  if (check.columns === null) {
    if (has(TABLE)) return [TABLE]
    const columns = [...profile.keys()].filter((columnName) => columnName !== TABLE && has(columnName))
    // A custom metric whose value is missing everywhere still gets its line.
    return columns.length === 0 && context.monitor.customMetrics.some(({ name }) => name === check.metric) ? [TABLE] : columns
  }
  const patterns = check.columns.filter(isPattern)
  const matched = [...profile.keys()].filter(
    (columnName) => columnName !== TABLE && matchesPattern(columnName, patterns) && has(columnName),
  )
  return [...new Set([...check.columns.filter((columnName) => !isPattern(columnName)), ...matched])]
}

function otherSide({ evidence }: RuleContext, segment: SegmentEvidence, check: CheckConfig): { side: Side | null; name: string } {
  const { against } = check
  if (against?.kind === 'previous') return { side: segment.previous, name: 'the window before' }
  if (against?.kind === 'last') {
    return { side: segment.periods.get(against.length.text) ?? null, name: `the ${against.length.text} before` }
  }
  return { side: segment.reference, name: evidence.referenceName }
}

function pValueOf(now: MetricReading, before: MetricReading, wobble: Wobble | null): number | null {
  if (now.share && before.share) return compareSharesWithWobble(before.share, now.share, wobble).p
  if (now.mean && before.mean) return compareMeansWithWobble(before.mean, now.mean, null)?.p ?? null
  return null
}

/** Quality's wobble is measured; that of custom metrics and of means is not, and their rows are taken as independent. */
function wobbleFor({ evidence }: RuleContext, { segment }: SegmentEvidence, { metric }: CheckConfig): Wobble | null {
  const kind = metric === 'accuracy_score' ? 'accuracy' : metric === 'precision' || metric === 'recall' ? metric : null
  return kind === null ? null : (wobbleOf(evidence.wobble, segment, kind, TABLE)?.x ?? null)
}

const REASONS: Readonly<Record<ReasonCode, string>> = {
  no_rows: 'there are no rows',
  no_values: 'there are no values',
  one_row: 'there is one row only',
  one_class: 'there is one class only',
  no_class: 'the class does not occur',
  constant: 'the column is constant',
  no_labels: 'there are no labels yet',
  zero_denominator: 'it would divide by zero',
  too_many_categories: 'there are too many categories',
  no_reference: 'there is no reference',
  reference_empty: 'the reference has no values',
  type_changed: 'the column changed its type',
  not_finite: 'the result is not finite',
  expression_failed: 'the expression failed',
  probability_range: 'probabilities lie outside 0 to 1',
  never_predicted: 'the class was never predicted',
  never_labelled: 'the class was never a label',
}
