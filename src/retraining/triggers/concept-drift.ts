/** Did the distribution of the label move against the reference's? */
import { formatCount, formatNumber, formatP } from '../../checks/numbers.ts'
import type { Window } from '../../core/window.ts'
import type { DriftRow } from '../../metrics/rows.ts'
import { type MonitorRecord, numberOf, windowEvidence, withoutWindow } from '../monitor-record.ts'
import { conceptDriftReason } from '../reasons.ts'
import { type Trigger, type Unknown, unknownTrigger } from '../trigger.ts'
import { NO_REFERENCE } from './prediction-drift.ts'

const NAME = 'concept_drift'

interface LabelTest {
  readonly test: 'KS' | 'chi-squared'
  readonly statistic: number
  readonly p: number
  readonly window: Window
}

export async function conceptDrift(record: MonitorRecord, limit: number): Promise<Trigger> {
  const { monitor } = record
  const missing = withoutWindow(record) ?? withoutLabels(record)
  if (missing) return unknownTrigger(NAME, limit, missing)
  const label = monitor.label!
  const rows = await record.drift(label)
  const tested = newestTest(record, rows)
  if (tested === null) return unknownTrigger(NAME, limit, untested(record, rows))
  const { test, statistic, p, window } = tested
  const findings = (await record.findingsOf(window)).filter(({ columnName }) => columnName === label)
  const finding = findings.find(({ check }) => check === 'drift' || check === 'label_drift')
  const crossed = p < limit
  // On many rows a p-value is small for nothing: `calibrated` has looked at the size of the change too.
  const small = monitor.policy === 'calibrated' && (finding?.status === 'ok' || finding?.status === 'insufficient_data')
  const fired = crossed && !small
  const nCurrent = finding?.nCurrent ?? null
  const nReference = finding?.nReference ?? null
  const counts =
    nCurrent === null
      ? ''
      : `; ${formatCount(nCurrent)}${nReference === null ? '' : ` against ${formatCount(nReference)}`} labels`
  return {
    name: NAME,
    value: p,
    threshold: limit,
    crossed,
    fired,
    reason: fired ? conceptDriftReason(test, p, limit) : null,
    sentence:
      `the label ${label} ${fired ? 'moved' : 'did not move enough to matter'}: ${test} ${formatNumber(statistic)}, p ${formatP(p)}${counts}` +
      (crossed && small ? '; the policy calibrated finds the change small' : ''),
    unknown: null,
    evidence: {
      window: windowEvidence(window),
      column_name: label,
      test,
      statistic,
      p_value: p,
      n_current: nCurrent,
      n_reference: nReference,
      finding_id: finding?.id ?? null,
      small_change: crossed && small,
    },
  }
}

export function withoutLabels({ monitor }: MonitorRecord): Unknown | null {
  if (monitor.label === undefined)
    return { reason: 'the monitor has no label', mend: 'name its column under `label`, or the table of outcomes under `labels`' }
  if (monitor.reference === null) return NO_REFERENCE
  return null
}

/** The newest complete window whose labels have had the time to come and could be tested. */
function newestTest(record: MonitorRecord, rows: readonly DriftRow[]): LabelTest | null {
  for (const row of rows.toReversed()) {
    if (!record.isMature(row.window)) continue
    for (const [test, metric] of [
      ['KS', 'ks_test'],
      ['chi-squared', 'chi_squared_test'],
    ] as const) {
      const p = numberOf(row, `${metric}.pvalue`)
      const statistic = numberOf(row, `${metric}.statistic`)
      if (p !== null && statistic !== null) return { test, statistic, p, window: row.window }
    }
  }
  return null
}

function untested({ monitor, isMature }: MonitorRecord, rows: readonly DriftRow[]): Unknown {
  const label = monitor.label!
  const [newest] = rows.toReversed().filter(({ window }) => isMature(window))
  if (rows.length > 0 && newest === undefined)
    return { reason: 'no window is old enough for its labels to have come', mend: 'wait, or shorten `labels.mature_after`' }
  const why = newest?.reasons.get('ks_test') ?? newest?.reasons.get('chi_squared_test')
  if (why !== undefined)
    return { reason: `the label ${label} could not be tested (${why})`, mend: 'docs/metric-tables.md explains the reason' }
  return {
    reason: `no window has labels of ${label} to compare with the reference`,
    mend: 'check that outcomes have come, that the reference has the label too, and run again',
  }
}
