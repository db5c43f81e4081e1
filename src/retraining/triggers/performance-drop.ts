/** Is the model worse than in the reference, in the newest window whose labels have come? */
import type { Finding } from '../../checks/finding.ts'
import { formatCount, formatNumber, formatP, formatPoints, formatShare } from '../../checks/numbers.ts'
import type { Window } from '../../core/window.ts'
import { compareShares } from '../../stats/compare-shares.ts'
import { welchTTest } from '../../stats/welch-t-test.ts'
import { type MonitorRecord, windowEvidence, withoutWindow } from '../monitor-record.ts'
import { type Quality, qualityOf } from '../quality.ts'
import { accuracyReason, errorReason } from '../reasons.ts'
import { type Trigger, type Unknown, unknownTrigger } from '../trigger.ts'
import { withoutLabels } from './concept-drift.ts'

const NAME = 'performance_drop'

export async function performanceDrop(record: MonitorRecord, limit: number): Promise<Trigger> {
  const { monitor } = record
  const missing = withoutWindow(record) ?? withoutLabels(record)
  if (missing) return unknownTrigger(NAME, limit, missing)
  const newest = await newestQuality(record)
  if (newest === null) return unknownTrigger(NAME, limit, withoutQuality(record))
  const { window, current, rows } = newest
  const finding = (await record.findingsOf(window)).find((f) => isAgainstReference(f))
  const reference = await referenceQuality(record, finding)
  if (reference === null)
    return unknownTrigger(NAME, limit, {
      reason: 'the quality in the reference is not known',
      mend: `give the reference the label ${monitor.label} too, or take a period of the table as the reference`,
    })
  const isError = current.metric === 'mean_average_error'
  if (isError && reference.value === 0)
    return unknownTrigger(NAME, limit, {
      reason: 'the mean absolute error of the reference is 0: nothing can be said of its rise',
      mend: 'take a reference that the model has not learned by heart',
    })
  const drop = isError ? current.value / reference.value - 1 : reference.value - current.value
  const p = finding?.pValue ?? plainP(reference, current)
  const crossed = drop > limit
  const chance = monitor.policy === 'calibrated' && p !== null && p > monitor.policySettings.failP
  const fired = crossed && !chance
  const counts = `${formatCount(current.rows)} labelled${reference.rows === null ? '' : ` against ${formatCount(reference.rows)}`}`
  const change = isError
    ? `${formatShare(Math.abs(drop))} ${drop < 0 ? 'lower' : 'higher'}`
    : `${formatPoints(drop)} ${drop < 0 ? 'higher' : 'lower'}`
  const say = (value: number): string => (isError ? formatNumber(value) : formatShare(value))
  const odds = p === null ? '' : `, p ${formatP(p)}`
  return {
    name: NAME,
    value: drop,
    threshold: limit,
    crossed,
    fired,
    reason: fired ? (isError ? errorReason : accuracyReason)(drop, limit) : null,
    sentence:
      `${isError ? 'mean absolute error' : 'accuracy'} ${say(current.value)}, was ${say(reference.value)} in the reference (${change}, ${counts}${odds})` +
      (crossed && chance ? ', no more than chance explains' : '') +
      (rows !== null && current.rows < rows ? `; ${formatShare(current.rows / rows)} of the window's rows have a label` : ''),
    unknown: null,
    evidence: {
      window: windowEvidence(window),
      metric: current.metric,
      current: current.value,
      reference: reference.value,
      n_current: current.rows,
      n_reference: reference.rows,
      label_coverage: rows === null || rows === 0 ? null : current.rows / rows,
      p_value: p,
      finding_id: finding?.id ?? null,
      explained_by_chance: crossed && chance,
    },
  }
}

/** Of the newest mature window in which any prediction has a label. */
async function newestQuality(record: MonitorRecord): Promise<{
  readonly window: Window
  readonly current: Quality & { readonly rows: number }
  readonly rows: number | null
} | null> {
  for (const row of (await record.profile(':table')).toReversed()) {
    if (row.window === null || !record.isMature(row.window)) continue
    const current = qualityOf(row, record.monitor)
    if (current === null) continue
    const count = row.values.get('count')
    return { window: row.window, current, rows: typeof count === 'number' ? count : null }
  }
  return null
}

function withoutQuality({ monitor, windows, isMature }: MonitorRecord): Unknown {
  if (!windows.some((window) => isMature(window)))
    return { reason: 'no window is old enough for its labels to have come', mend: 'wait, or shorten `labels.mature_after`' }
  return {
    reason: `no prediction has a label ${monitor.label} yet`,
    mend: 'check the outcomes, and leeway run again when they have come',
  }
}

/** The policy's own finding on quality against the reference: also where the reference moves and keeps no row of its own. */
const isAgainstReference = ({ check, metric, referenceValue }: Finding): boolean =>
  referenceValue !== null &&
  ((metric === 'accuracy_score' && (check === 'accuracy_score' || check === 'accuracy drop')) ||
    (metric === 'mean_average_error' && check === 'mean_average_error'))

type ReferenceQuality = Omit<Quality, 'rows'> & { readonly rows: number | null }

async function referenceQuality(record: MonitorRecord, finding: Finding | undefined): Promise<ReferenceQuality | null> {
  const baseline = await record.baseline(':table')
  const own = baseline === null ? null : qualityOf(baseline, record.monitor)
  if (own !== null) return own
  if (finding?.referenceValue == null) return null
  const metric = finding.metric === 'accuracy_score' ? 'accuracy_score' : 'mean_average_error'
  return { metric, value: finding.referenceValue, rows: finding.nReference, share: null, mean: null }
}

/** Where the policy has tested nothing: as if rows were independent. */
function plainP(reference: ReferenceQuality, current: Quality): number | null {
  if (reference.share && current.share) return compareShares(reference.share, current.share).pValue
  return reference.mean && current.mean ? (welchTTest(reference.mean, current.mean)?.pValue ?? null) : null
}
