/** Which features drifted, and on how many windows? */
import { columnRole } from '../../checks/column-role.ts'
import type { Finding } from '../../checks/finding.ts'
import { windowsNoun } from '../../checks/sentences/windows-noun.ts'
import { windowId } from '../../core/window.ts'
import { groupBy } from '../../feedback/group-by.ts'
import { listed, notApplicable, plural, shortOf, worstFirst } from '../answers.ts'
import type { LineAnswer } from '../checklist.ts'
import type { MonitorEvidence } from '../monitor-evidence.ts'

/** Fails when a feature's drift failed in a window of the period, warns when it warned. */
export async function featureDrift(evidence: MonitorEvidence): Promise<LineAnswer> {
  const { monitor } = evidence
  const gap = await evidence.gap()
  if (gap) return gap
  const findings = (await evidence.findings(evidence.countedSize)).filter(
    ({ check, theme, columnName }) =>
      theme === 'feature' && (check === 'drift' || check === 'mean_shift') && columnRole(monitor, columnName) === 'feature',
  )
  const show = ['show', monitor.name]
  if (findings.length === 0)
    return notApplicable(
      monitor.reference === null ? 'no reference to compare features with' : `no feature could be compared ${evidence.when}`,
      show,
    )
  const features = [...groupBy(findings, ({ columnName }) => columnName)].map(([column, own]) => featureOf(column, own))
  const drifted = features
    .filter(({ failed, warned }) => failed + warned > 0)
    .toSorted((a, b) => b.failed - a.failed || b.warned - a.warned || (b.worst.effect ?? 0) - (a.worst.effect ?? 0))
  const windows = new Set(findings.map(({ window }) => windowId(window))).size
  const noun = windowsNoun(findings[0]!.window.granularity)
  const failing = drifted.filter(({ failed }) => failed > 0)
  const told = failing.length > 0 ? failing : drifted
  const status = failing.length > 0 ? 'fail' : drifted.length > 0 ? 'warn' : 'ok'
  const names = listed(
    told.map(({ column, failed, warned }) =>
      windows === 1 ? column : `${column} (${failed > 0 ? failed : warned} of ${windows} ${noun})`,
    ),
  )
  const of = `of ${plural(features.length, 'feature')} ${evidence.when}`
  return {
    status,
    evidence:
      status === 'ok'
        ? `none ${of} drifted`
        : `${told.length} ${of} ${status === 'fail' ? 'drifted' : 'may have drifted'}: ${names}`,
    values: {
      features: features.length,
      windows,
      drifted: drifted.map(({ column, failed, warned, judged, worst }) => ({
        column_name: column,
        windows_failed: failed,
        windows_warned: warned,
        windows_judged: judged,
        worst_value: worst.value,
        metric: worst.metric,
        finding: worst.id,
      })),
    },
    command: told[0] ? ['explain', shortOf(told[0].worst)] : show,
  }
}

function featureOf(column: string, findings: readonly Finding[]) {
  const count = (...statuses: readonly Finding['status'][]): number =>
    new Set(findings.filter((f) => statuses.includes(f.status)).map(({ window }) => windowId(window))).size
  return {
    column,
    failed: count('fail'),
    warned: count('warn'),
    judged: count('ok', 'warn', 'fail'),
    worst: worstFirst(findings)[0]!,
  }
}
