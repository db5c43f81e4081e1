/** Is the model still as good as in the reference, by the labels that have come? */
import type { ShareCounts } from '../../stats/check-share.ts'
import { type Comparison, compareMeansWithWobble, compareSharesWithWobble } from '../compare-with-wobble.ts'
import { type Draft, type RuleAnswer, type RuleContext, SEVERITIES } from '../draft.ts'
import type { SegmentEvidence } from '../evidence.ts'
import { formatCount, formatFactor, formatNumber, formatPoints, formatShare } from '../numbers.ts'
import { absoluteError, labelledRows, type QualityShare, qualityShare } from '../quality-counts.ts'
import { windowsNoun } from '../sentences/windows-noun.ts'
import { wobbleOf } from '../wobble-table.ts'
import { shareStatus } from './column-shares.ts'

export const qualityRule = { name: 'quality', scope: 'segments', judge: judgeQuality } as const

/** Drops, in shares; the rise of the mean absolute error, relative. */
const LIMITS = {
  accuracy: { warn: 0.025, fail: 0.05 },
  precision: { warn: 0.05, fail: 0.1 },
  recall: { warn: 0.05, fail: 0.1 },
  error: { warn: 0.1, fail: 0.2 },
} as const
const METRICS = { accuracy: 'accuracy_score', precision: 'precision', recall: 'recall', error: 'mean_average_error' } as const

/** As for drift: where chance alone moves a share by this much once in a thousand, only an enormous change could be seen. */
const LARGEST_HIDDEN_DROP = 0.25
const ONE_IN_A_THOUSAND = 3.2905

function judgeQuality(context: RuleContext, segmentEvidence: SegmentEvidence): readonly RuleAnswer[] {
  const { monitor } = context
  const { current, reference } = segmentEvidence
  if (monitor.label === undefined || reference === null || current.rows === 0) return []
  if (labelledRows(reference.quality) === 0) return []
  if (labelledRows(current.quality) === 0) return [noLabels(context, segmentEvidence)]
  const shares: QualityShare[] = monitor.positive === undefined ? ['accuracy'] : ['accuracy', 'precision', 'recall']
  const answers: (RuleAnswer | null)[] =
    monitor.problem === 'regression'
      ? [judgeError(context, segmentEvidence)]
      : shares.map((share) => judgeShare(context, segmentEvidence, share))
  return answers.filter((answer) => answer !== null)
}

function noLabels({ monitor }: RuleContext, { segment, current }: SegmentEvidence): Draft {
  const metric = monitor.problem === 'regression' ? METRICS.error : METRICS.accuracy
  return {
    segment,
    columnName: ':table',
    check: metric,
    metric,
    theme: 'quality',
    severity: SEVERITIES.quality,
    status: 'no_data',
    nCurrent: 0,
    sentence: `no labels yet for ${formatCount(current.rows)} rows`,
    evidence: { label_coverage: 0 },
  }
}

function judgeShare(context: RuleContext, segmentEvidence: SegmentEvidence, kind: QualityShare): RuleAnswer | null {
  const { monitor, evidence } = context
  const { segment, current, reference } = segmentEvidence
  const now = qualityShare(current.quality, kind, monitor.positive)
  const whole = qualityShare(reference!.quality, kind, monitor.positive)
  if (whole === null || now === null) return null
  const before = evidence.insideReference ? withoutShare(whole, now) : whole
  if (before.rows === 0) return null
  const compared = compareSharesWithWobble(before, now, wobbleOf(evidence.wobble, segment, kind, ':table')?.x ?? null)
  const value = now.successes / now.rows
  const referenceValue = before.successes / before.rows
  const of = kind === 'accuracy' ? 'labelled' : `${kind === 'precision' ? 'predicted' : 'labelled'} ${monitor.positive}`
  const counts = `${formatCount(now.rows)} ${of} against ${formatCount(before.rows)}`
  const name = kind === 'accuracy' ? 'accuracy' : `${kind} of ${monitor.positive}`
  const hidden = ONE_IN_A_THOUSAND * Math.sqrt(referenceValue * (1 - referenceValue) * (1 / now.rows + 1 / before.rows))
  const base = {
    ...baseDraft(segmentEvidence, METRICS[kind]),
    value,
    referenceValue,
    nCurrent: now.rows,
    nReference: before.rows,
  }
  if (hidden > LARGEST_HIDDEN_DROP || now.rows < 10) {
    return {
      ...base,
      status: 'insufficient_data',
      sentence: `${name} ${formatNumber(value)}, from too few rows to judge: ${counts}`,
    }
  }
  const change = `${formatPoints(compared.difference)} ${compared.difference < 0 ? 'down' : 'up'}`
  const sentence = `${name} ${formatNumber(value)}, was ${formatNumber(referenceValue)} in ${evidence.referenceName} (${change}, ${counts})`
  return concluding(context, base, compared, -compared.difference, LIMITS[kind], sentence)
}

function judgeError(context: RuleContext, segmentEvidence: SegmentEvidence): RuleAnswer | null {
  const { evidence } = context
  const { segment, current, reference } = segmentEvidence
  const now = absoluteError(current.quality?.errors)
  const before = absoluteError(reference!.quality?.errors)
  if (now?.mean == null || before?.mean == null) return null
  const compared = compareMeansWithWobble(before, now, wobbleOf(evidence.wobble, segment, 'error', ':table')?.x ?? null)
  const base = {
    ...baseDraft(segmentEvidence, METRICS.error),
    value: now.mean,
    referenceValue: before.mean,
    nCurrent: now.n,
    nReference: before.n,
  }
  const counts = `${formatCount(now.n)} labelled against ${formatCount(before.n)}`
  if (compared === null || now.n < 10 || before.mean === 0) {
    return {
      ...base,
      status: 'insufficient_data',
      sentence: `mean absolute error ${formatNumber(now.mean)}, from too few rows to judge: ${counts}`,
    }
  }
  const rise = now.mean / before.mean - 1
  const change = `${formatShare(Math.abs(rise))} ${rise < 0 ? 'lower' : 'higher'}`
  const sentence = `mean absolute error ${formatNumber(now.mean)}, was ${formatNumber(before.mean)} in ${evidence.referenceName} (${change}, ${counts})`
  return concluding(context, base, compared, rise, LIMITS.error, sentence)
}

function baseDraft({ segment }: SegmentEvidence, metric: string) {
  return { segment, columnName: ':table', check: metric, metric, theme: 'quality', severity: SEVERITIES.quality } as const
}

/** Only for the worse counts as harm; `harm` is negative when the model became better. */
function concluding(
  { monitor, evidence }: RuleContext,
  base: Omit<Draft, 'status' | 'sentence'>,
  { p, difference, wobbleFactor }: Comparison,
  harm: number,
  limits: { readonly warn: number; readonly fail: number },
  sentence: string,
): RuleAnswer {
  return {
    family: 'shares',
    p,
    conclude: (adjustedP) => {
      const status = shareStatus(adjustedP, harm, limits, monitor.policySettings)
      const noun = windowsNoun(evidence.window.granularity)
      const explained = harm < limits.warn || status !== 'ok'
      const why = explained
        ? ''
        : wobbleFactor > 1
          ? `, no more than ${noun} of this data differ by themselves`
          : ', no more than chance explains'
      const wobbles =
        status !== 'ok' && wobbleFactor > 1
          ? `; ${noun} of this data differ ${formatFactor(wobbleFactor)} as much as independent rows would`
          : ''
      return {
        ...base,
        status,
        pValue: adjustedP,
        effect: Math.max(0, harm),
        threshold: status === 'warn' ? limits.warn : limits.fail,
        sentence: `${sentence}${why}${wobbles}`,
        ...(status === 'ok' ? {} : { evidence: { difference, p, wobble_factor: wobbleFactor } }),
      }
    },
  }
}

function withoutShare(whole: ShareCounts, part: ShareCounts): ShareCounts {
  const rows = Math.max(0, whole.rows - part.rows)
  return { rows, successes: Math.min(rows, Math.max(0, whole.successes - part.successes)) }
}
