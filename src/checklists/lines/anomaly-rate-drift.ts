/** Have the rates that the user watches, or the prediction itself, moved? */
import type { Finding } from '../../checks/finding.ts'
import type { Monitor } from '../../config/project.ts'
import { findingValue, notApplicable, shortOf, statusOfFindings, worstFirst } from '../answers.ts'
import type { LineAnswer } from '../checklist.ts'
import type { MonitorEvidence } from '../monitor-evidence.ts'

/** Findings about custom metrics (the user's checks and the policy's own), and drift of prediction and probability. */
export async function anomalyRateDrift(evidence: MonitorEvidence): Promise<LineAnswer> {
  const { monitor } = evidence
  const gap = await evidence.gap()
  if (gap) return gap
  const findings = (await evidence.findings(evidence.countedSize)).filter((finding) => isRate(monitor, finding))
  const show = ['show', monitor.name]
  if (findings.length === 0)
    return notApplicable(
      monitor.customMetrics.length === 0 && monitor.reference === null
        ? 'no custom metric with a check, and no reference for the prediction'
        : `no check on a custom metric or on the prediction answered ${evidence.when}`,
      show,
    )
  const status = statusOfFindings(findings)
  const worst = worstFirst(findings)
  const loud = worst.filter((f) => f.status !== 'ok')
  const told = status === 'ok' ? worst.slice(0, 1) : loud.slice(0, 2)
  const wasJudged = loud.some((f) => f.status === 'fail' || f.status === 'warn' || f.status === 'error') || status === 'ok'
  return {
    status,
    evidence: `${wasJudged ? '' : 'could not be judged: '}${told.map(({ sentence }) => sentence).join('; ')}`,
    values: { findings: worst.map(findingValue) },
    command: status === 'ok' ? show : ['explain', shortOf(worst[0]!)],
  }
}

function isRate(monitor: Monitor, { columnName, metric, theme, check }: Finding): boolean {
  if (theme === 'user' && monitor.customMetrics.some(({ name }) => name === metric)) return true
  if (theme !== 'prediction' || (check !== 'drift' && check !== 'mean_shift')) return false
  const { prediction, probability } = monitor
  return (
    columnName === prediction ||
    columnName === probability ||
    (typeof probability === 'object' && [...probability.values()].includes(columnName))
  )
}
