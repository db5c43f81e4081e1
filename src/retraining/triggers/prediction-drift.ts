/** Did the mean prediction move by more standard deviations of the reference than allowed? */
import { formatCount, formatNumber } from '../../checks/numbers.ts'
import type { JsonValue } from '../../core/json.ts'
import type { ProfileRow } from '../../metrics/rows.ts'
import { isoUs, type MonitorRecord, numberOf, windowEvidence, withoutWindow } from '../monitor-record.ts'
import { predictionDriftReason } from '../reasons.ts'
import { type Trigger, type Unknown, unknownTrigger } from '../trigger.ts'

const NAME = 'prediction_drift'

/** The document's drift score of the prediction, and what it was computed from. */
export interface PredictionScore {
  readonly score: number
  readonly column: string
  /** `mean`, or `class share` where the prediction is a class that has no mean. */
  readonly of: string
  readonly current: number | null
  readonly reference: number | null
}

export async function predictionDrift(record: MonitorRecord, sigmas: number): Promise<Trigger> {
  const { monitor, judged } = record
  const missing = withoutWindow(record) ?? withoutPrediction(record)
  if (missing || judged === null) return unknownTrigger(NAME, sigmas, missing!)
  const measured = await predictionScore(record)
  if ('reason' in measured) return unknownTrigger(NAME, sigmas, measured)
  const finding = record.findings.find(
    ({ columnName, check }) => columnName === monitor.prediction && (check === 'drift' || check === 'mean_shift'),
  )
  const crossed = measured.score > sigmas
  // Under `calibrated` a few rows alone are no reason; the fixed rules of the others take the score as it is.
  const chance =
    monitor.policy === 'calibrated' &&
    finding !== undefined &&
    (finding.status === 'insufficient_data' || (finding.pValue !== null && finding.pValue > monitor.policySettings.failP))
  const fired = crossed && !chance
  const nCurrent = finding?.nCurrent ?? null
  const nReference = finding?.nReference ?? null
  const rows =
    nCurrent === null ? '' : ` (${formatCount(nCurrent)}${nReference === null ? '' : ` against ${formatCount(nReference)}`} rows)`
  const values =
    measured.current === null || measured.reference === null
      ? ''
      : `: ${measured.of} ${formatNumber(measured.current)}, was ${formatNumber(measured.reference)}`
  return {
    name: NAME,
    value: measured.score,
    threshold: sigmas,
    crossed,
    fired,
    reason: fired ? predictionDriftReason(measured.score, sigmas) : null,
    sentence:
      `${measured.column} moved by ${formatNumber(measured.score)} standard deviations of the reference${values}${rows}` +
      (crossed && chance ? ', no more than chance explains on so few rows' : ''),
    unknown: null,
    evidence: {
      window: windowEvidence(judged),
      column_name: measured.column,
      of: measured.of,
      current: measured.current,
      reference: measured.reference,
      n_current: nCurrent,
      n_reference: nReference,
      finding_id: finding?.id ?? null,
      p_value: finding?.pValue ?? null,
      explained_by_chance: crossed && chance,
    },
  }
}

function withoutPrediction({ monitor }: MonitorRecord): Unknown | null {
  if (monitor.prediction === undefined)
    return { reason: 'the monitor has no prediction', mend: 'name its column under `prediction`' }
  if (monitor.reference === null) return NO_REFERENCE
  return null
}

export const NO_REFERENCE: Unknown = {
  reason: 'there is no reference to compare with',
  mend: 'set `reference`: a table, a period, or {rolling: 30 days}',
}

/** From the drift table where the prediction is a number; of a class, from the share of each class. */
async function predictionScore(record: MonitorRecord): Promise<PredictionScore | Unknown> {
  const { monitor, judged } = record
  const column = monitor.prediction!
  const drift = (await record.drift(column)).find(({ window }) => window.startUs === judged!.startUs)
  const score = numberOf(drift, 'mean_shift_z')
  const profile = (await record.profile(column)).find(({ window }) => window?.startUs === judged!.startUs)
  const baseline = await record.baseline(column)
  if (score !== null) {
    const current = numberOf(profile, 'avg')
    const delta = numberOf(drift, 'avg_delta')
    const reference = current === null || delta === null ? numberOf(baseline, 'avg') : current - delta
    return { score, column, of: 'mean', current, reference }
  }
  const shares = profile && baseline ? classScore(profile, baseline) : null
  if (shares !== null) return { ...shares, column }
  const why = drift?.reasons.get('mean_shift_z')
  if (drift === undefined)
    return {
      reason: `${column} has no comparison with the reference in the window of ${isoUs(judged!.startUs).slice(0, 10)}`,
      mend: 'check that the reference has rows for that window, and the prediction values in both',
    }
  return {
    reason:
      why === undefined
        ? `${column} is a class, and the reference moves: it has no shares to compare`
        : `${column} has no mean shift (${why})`,
    mend: 'leeway show lists the findings about it; a reference table or period gives the shares of classes',
  }
}

/**
 * Of a class: the largest shift of a class's share, in standard deviations of that class's indicator in the reference. With two classes
 * this is what the mean of 0 and 1 gives.
 */
function classScore(current: ProfileRow, reference: ProfileRow): Omit<PredictionScore, 'column'> | null {
  const now = sharesOf(current.values.get('frequent_items'))
  const before = sharesOf(reference.values.get('frequent_items'))
  if (now === null || before === null) return null
  let best: Omit<PredictionScore, 'column'> | null = null
  for (const item of new Set([...before.shares.keys(), ...now.shares.keys()])) {
    const p0 = before.shares.get(item) ?? 0
    const p1 = now.shares.get(item) ?? 0
    const variance = before.rows < 2 ? 0 : (p0 * (1 - p0) * before.rows) / (before.rows - 1)
    const score = Math.abs(p1 - p0) / (variance > 0 ? Math.sqrt(variance) : 1)
    if (best === null || score > best.score) best = { score, of: `share of ${item}`, current: p1, reference: p0 }
  }
  return best
}

/** The listed items are all there are unless 100 are listed. */
function sharesOf(items: JsonValue | undefined): { readonly rows: number; readonly shares: ReadonlyMap<string, number> } | null {
  if (!Array.isArray(items) || items.length === 0 || items.length >= 100) return null
  const counts = (items as readonly { readonly item: string; readonly count: number }[]).map(
    ({ item, count }) => [String(item), Number(count)] as const,
  )
  const rows = counts.reduce((sum, [, count]) => sum + count, 0)
  return rows === 0 ? null : { rows, shares: new Map(counts.map(([item, count]) => [item, count / rows])) }
}
