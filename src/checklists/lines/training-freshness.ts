/** How old is what the model learnt from? */
import { formatNumber } from '../../checks/numbers.ts'
import { type TrainingSources, trainingTime } from '../../retraining/training-time.ts'
import { findingValue, notApplicable } from '../answers.ts'
import { type LineAnswer, worstStatus } from '../checklist.ts'
import type { MonitorEvidence } from '../monitor-evidence.ts'

/** The document's "> 30 days since training". */
const AGE_DAYS = 30
const US_PER_DAY = 86_400_000_000

/**
 * The age of the training by `retraining.trained_at` against its limit (`triggers.age.days`, 30): over it fails. Where that is not said, the age
 * of the reference's newest row stands in for it and only warns. A freshness finding that fails, fails.
 */
export async function trainingFreshness(evidence: MonitorEvidence, sources: TrainingSources): Promise<LineAnswer> {
  const { monitor, asOfUs } = evidence
  const limit = monitor.retraining?.triggers.ageDays ?? AGE_DAYS
  const command = ['decide', '--monitor', monitor.name]
  const freshness = (await evidence.findings()).filter(({ check }) => check === 'freshness').at(-1) ?? null
  const stale = freshness && freshness.status !== 'ok' ? [`; ${freshness.sentence}`] : []
  const freshStatus = freshness?.status === 'fail' || freshness?.status === 'warn' ? freshness.status : 'ok'
  const values = { limit_days: limit, ...(freshness ? { freshness: findingValue(freshness) } : {}) }
  const trained = monitor.retraining?.trainedAt ? await trainingTime(monitor, sources) : null
  if (trained && 'reason' in trained)
    return { status: 'error', evidence: `${trained.reason}: ${trained.mend}${stale.join('')}`, values, command }
  if (trained) {
    const days = (asOfUs - trained.us) / US_PER_DAY
    const age = days < 0 ? 'trained after the as-of time' : `trained ${daysText(days)} ago`
    const isOld = days > limit
    return {
      status: worstStatus([isOld ? 'fail' : 'ok', freshStatus]),
      evidence: `${age}, ${isOld ? 'more than' : 'within'} the ${formatNumber(limit)} days allowed${stale.join('')}`,
      values: { ...values, trained_at: iso(trained.us), age_days: days, source: trained.from },
      command,
    }
  }
  const endUs = await referenceEnd(evidence)
  if (endUs === null) {
    if (freshStatus !== 'ok') return { status: freshStatus, evidence: freshness!.sentence, values, command }
    return notApplicable('when the model was trained is not known: retraining.trained_at in leeway.yaml says it', command)
  }
  const days = Math.max(0, (asOfUs - endUs) / US_PER_DAY)
  const isOld = days > limit
  return {
    status: worstStatus([isOld ? 'warn' : 'ok', freshStatus]),
    evidence: `the reference ends ${daysText(days)} ago, ${isOld ? 'more than' : 'within'} the ${formatNumber(limit)} days allowed; trained_at is not said${stale.join('')}`,
    values: { ...values, reference_end: iso(endUs), age_days: days, source: 'reference' },
    command,
  }
}

const iso = (us: number): string => new Date(us / 1000).toISOString()
const daysText = (days: number): string => `${formatNumber(Math.floor(days))} ${Math.floor(days) === 1 ? 'day' : 'days'}`

/** End of a fixed reference's rows; a moving reference follows the windows and has no age. */
async function referenceEnd({ monitor, store }: MonitorEvidence): Promise<number | null> {
  const { reference } = monitor
  if (reference?.kind === 'period') return reference.toUs
  if (reference?.kind !== 'table' || monitor.timestamp === undefined) return null
  const bins = await store.bins(monitor.name)
  if (!bins) return null
  const segments = await store.referenceSegments(monitor.name, bins.version)
  const ends = segments.flatMap(({ window, columns }) => [
    window?.endUs ?? null,
    columns.get(monitor.timestamp!)?.moments?.max ?? null,
  ])
  const known = ends.filter((us) => us !== null)
  return known.length === 0 ? null : Math.max(...known)
}
