/** How many features does the monitor's policy say drifted, in the newest complete window? */

import type { Finding } from '../../checks/finding.ts'
import { formatCount } from '../../checks/numbers.ts'
import { type MonitorRecord, windowEvidence, withoutWindow } from '../monitor-record.ts'
import { featureDriftReason } from '../reasons.ts'
import { type Trigger, unknownTrigger } from '../trigger.ts'
import { NO_REFERENCE } from './prediction-drift.ts'

const NAME = 'feature_drift'
/** More names than this are counted. */
const NAMED = 6

export async function featureDrift(record: MonitorRecord, threshold: number): Promise<Trigger> {
  const { monitor, judged } = record
  const missing = withoutWindow(record) ?? (monitor.reference === null ? NO_REFERENCE : null)
  if (missing || judged === null) return unknownTrigger(NAME, threshold, missing!)
  const about = record.findings.filter(({ theme }) => theme === 'feature')
  const told = about.filter(({ status }) => status === 'ok' || status === 'warn' || status === 'fail')
  if (told.length === 0)
    return unknownTrigger(
      NAME,
      threshold,
      about.length === 0
        ? {
            reason: 'no feature was compared with the reference',
            mend:
              monitor.policy === 'classic'
                ? 'the policy classic compares numbers only; calibrated compares every feature'
                : 'check that the window and the reference have features in common',
          }
        : { reason: `too few rows to judge any of ${about.length} features`, mend: 'wait for more rows, or take longer windows' },
    )
  const drifted = worstByColumn(about.filter(({ status }) => status === 'fail'))
  const judgedColumns = new Set(told.map(({ columnName }) => columnName)).size
  const unjudged = new Set(about.map(({ columnName }) => columnName)).size - judgedColumns
  const value = drifted.length
  const fired = value >= threshold
  const names = drifted.map(({ columnName }) => columnName)
  const list =
    names.length === 0
      ? ''
      : `: ${names.slice(0, NAMED).join(', ')}${names.length > NAMED ? `, and ${names.length - NAMED} more` : ''}`
  return {
    name: NAME,
    value,
    threshold,
    crossed: fired,
    fired,
    reason: fired ? featureDriftReason(value) : null,
    sentence:
      `${value} of ${judgedColumns} features drifted (policy ${monitor.policy})${list}` +
      (unjudged > 0 ? `; ${formatCount(unjudged)} more have too few rows` : ''),
    unknown: null,
    evidence: {
      window: windowEvidence(judged),
      policy: monitor.policy,
      features_judged: judgedColumns,
      features_not_judged: unjudged,
      features: drifted.map(({ columnName, id, check, value: score, effect, nCurrent, nReference }) => ({
        column_name: columnName,
        check,
        value: score,
        effect,
        n_current: nCurrent,
        n_reference: nReference,
        finding_id: id,
      })),
    },
  }
}

/** One finding a column, the largest first. */
function worstByColumn(fails: readonly Finding[]): readonly Finding[] {
  const worst = new Map<string, Finding>()
  for (const finding of fails) {
    const known = worst.get(finding.columnName)
    if (!known || (finding.effect ?? 0) > (known.effect ?? 0)) worst.set(finding.columnName, finding)
  }
  return [...worst.values()].toSorted((a, b) => (b.effect ?? 0) - (a.effect ?? 0) || (a.columnName < b.columnName ? -1 : 1))
}
