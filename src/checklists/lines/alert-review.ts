/** What fired, was it right, and which checks only make noise? */
import { countsText, NOISY_LIMITS, noisyChecks } from '../../feedback/noisy-checks.ts'
import { readAlerts } from '../../feedback/read-alerts.ts'
import { countAlerts, summariseAlerts } from '../../feedback/summarise-alerts.ts'
import { readHistory, weeksBefore } from '../../feedback/summarise-feedback.ts'
import { notApplicable } from '../answers.ts'
import type { LineAnswer } from '../checklist.ts'
import type { MonitorEvidence } from '../monitor-evidence.ts'
import { dateText } from '../period.ts'

/** A week alone says little about a check: noise is looked for in so many. */
const NOISE_WEEKS = 4

export async function alertReview(evidence: MonitorEvidence, budget: number): Promise<LineAnswer> {
  const { monitor, store, period } = evidence
  const command = ['feedback', 'summary', '--monitor', monitor.name]
  const gap = await evidence.gap()
  if (gap) return gap.status === 'error' ? gap : notApplicable(gap.evidence, command)
  const fromUs = Math.min(period.startUs, weeksBefore(period.endUs - 1, NOISE_WEEKS - 1, monitor.timeZone))
  const recent = await readAlerts(store, monitor, { fromUs, asOfUs: period.endUs })
  const alerts = recent.filter(({ finding }) => finding.window.endUs > period.startUs)
  const history = await readHistory(store, monitor, recent, { fromUs, asOfUs: period.endUs })
  const noisy = noisyChecks(monitor, recent, history, { ...NOISY_LIMITS, budget })
  const counts = countAlerts(alerts)
  const checks = summariseAlerts(alerts)
  const names = checks.map(({ check, fired }) => `${check} ${fired}`)
  const told = counts.fired === 0 ? 'nothing fired' : `${countsText(counts)} (${names.join(', ')})`
  return {
    status: noisy.length > 0 ? 'warn' : 'ok',
    evidence: [
      `${told} ${evidence.when}`,
      ...noisy.map(
        (n) => `noisy since ${dateText(fromUs, monitor.timeZone)}: ${n.check} (${countsText(n.counts)}); ${n.proposal}`,
      ),
    ].join('. '),
    values: {
      fired: counts.fired,
      judged: counts.judged,
      right: counts.right,
      precision: counts.precision?.value ?? null,
      precision_low: counts.precision?.low ?? null,
      precision_high: counts.precision?.high ?? null,
      acted: counts.acted,
      median_seconds_to_act: counts.medianSecondsToAct,
      checks: checks.map(({ check, fired, failed, acted, judged, right }) => ({ check, fired, failed, acted, judged, right })),
      noisy: noisy.map(({ check, why, proposal, counts: c }) => ({
        check,
        why,
        proposal,
        fired: c.fired,
        judged: c.judged,
        right: c.right,
      })),
    },
    command,
  }
}
