/** Is the pooled quality as good as the baseline's? By the limits of the quality check, or the document's own under policy classic. */
import type { Comparison } from '../checks/compare-with-wobble.ts'
import { compareMeansWithWobble, compareSharesWithWobble } from '../checks/compare-with-wobble.ts'
import { formatNumber, formatPoints, formatShare } from '../checks/numbers.ts'
import { type QualityShare, qualityShare } from '../checks/quality-counts.ts'
import { shareStatus } from '../checks/rules/column-shares.ts'
import type { Monitor } from '../config/project.ts'
import type { JsonValue } from '../core/json.ts'
import type { PooledQuality } from './pooled-quality.ts'

export interface QualityComparison {
  readonly name: 'accuracy' | 'precision' | 'recall' | 'mean absolute error'
  /** As in the metric tables. */
  readonly metric: 'accuracy_score' | 'precision' | 'recall' | 'mean_average_error'
  readonly value: number
  readonly reference: number
  readonly n: number
  readonly nReference: number
  /** How much worse: the drop of a share, the relative rise of an error. Negative: better. */
  readonly harm: number
  /** Could chance explain it? Null: it cannot be asked. */
  readonly p: number | null
  readonly limits: { readonly warn: number; readonly fail: number }
}

/** The document's "Accuracy < baseline - 5%". */
const ACCURACY_DROP = 0.05
/** As the quality check: precision and recall may wobble twice as much; errors rise relatively. */
const ERROR_RISE = { warn: 0.1, fail: 0.2 } as const
/** With fewer labelled rows a share says nothing. */
const FEWEST_LABELLED = 10

const METRICS = { accuracy: 'accuracy_score', precision: 'precision', recall: 'recall' } as const

/** @returns empty where a side has too few labelled rows */
export function compareQuality(monitor: Monitor, before: PooledQuality, now: PooledQuality): readonly QualityComparison[] {
  if (monitor.problem === 'regression') return compareErrors(before, now)
  const names: readonly QualityShare[] = monitor.positive === undefined ? ['accuracy'] : ['accuracy', 'precision', 'recall']
  return names.flatMap((name): QualityComparison[] => {
    const [a, b] = [before, now].map((side) =>
      qualityShare(side.confusion ? { confusion: side.confusion } : undefined, name, monitor.positive),
    )
    if (!a || !b || a.rows < FEWEST_LABELLED || b.rows < FEWEST_LABELLED) return []
    const fail = (monitor.retraining?.triggers.performanceDrop ?? ACCURACY_DROP) * (name === 'accuracy' ? 1 : 2)
    const value = b.successes / b.rows
    const reference = a.successes / a.rows
    return [
      {
        name,
        metric: METRICS[name],
        value,
        reference,
        n: b.rows,
        nReference: a.rows,
        harm: reference - value,
        p: compareSharesWithWobble(a, b, null).p,
        limits: { warn: fail / 2, fail },
      },
    ]
  })
}

function compareErrors({ error: before }: PooledQuality, { error: now }: PooledQuality): readonly QualityComparison[] {
  if (before?.mean == null || now?.mean == null || before.mean === 0) return []
  if (before.n < FEWEST_LABELLED || now.n < FEWEST_LABELLED) return []
  const compared: Comparison | null = compareMeansWithWobble(before, now, null)
  return [
    {
      name: 'mean absolute error',
      metric: 'mean_average_error',
      value: now.mean,
      reference: before.mean,
      n: now.n,
      nReference: before.n,
      harm: now.mean / before.mean - 1,
      p: compared?.p ?? null,
      limits: ERROR_RISE,
    },
  ]
}

/**
 * Under `classic` the limit alone decides, and accuracy alone is asked; else a drop must also be more than chance explains.
 * @param adjustedP among everything that is judged together
 */
export function qualityStatus(
  { policy, policySettings }: Monitor,
  c: QualityComparison,
  adjustedP: number | null,
): 'ok' | 'warn' | 'fail' {
  if (policy === 'classic')
    return c.harm > c.limits.fail && (c.name === 'accuracy' || c.name === 'mean absolute error') ? 'fail' : 'ok'
  return shareStatus(adjustedP ?? 0, c.harm, c.limits, policySettings)
}

/** "accuracy 0.91, was 0.95 (4 points down)". */
export function comparisonText({ name, value, reference, harm }: QualityComparison): string {
  const change =
    name === 'mean absolute error'
      ? `${formatShare(Math.abs(harm))} ${harm > 0 ? 'higher' : 'lower'}`
      : `${formatPoints(harm)} ${harm > 0 ? 'down' : 'up'}`
  return `${name} ${formatNumber(value)}, was ${formatNumber(reference)}${harm === 0 ? '' : ` (${change})`}`
}

export const comparisonValue = (c: QualityComparison): { readonly [key: string]: JsonValue } => ({
  metric: c.metric,
  value: c.value,
  reference_value: c.reference,
  n_current: c.n,
  n_reference: c.nReference,
  p_value: c.p,
})
