/** Is the model as good as its baseline? */
import { formatShare } from '../../checks/numbers.ts'
import { WHOLE } from '../../core/window.ts'
import { outcomeOf } from '../../metrics/outcome-value.ts'
import { provisionalUntilUs } from '../../plan/maturity.ts'
import { benjaminiHochberg } from '../../stats/benjamini-hochberg.ts'
import { notApplicable, plural } from '../answers.ts'
import { baselineOf, rowsEnded } from '../baseline.ts'
import type { LineAnswer } from '../checklist.ts'
import { worstStatus } from '../checklist.ts'
import { compareQuality, comparisonText, comparisonValue, qualityStatus } from '../compare-quality.ts'
import type { MonitorEvidence } from '../monitor-evidence.ts'
import { type PooledQuality, poolQuality } from '../pooled-quality.ts'

/** Quality of the period's windows pooled, against the reference's (or the weeks before, where the reference has no labels). */
export async function performanceVsBaseline(evidence: MonitorEvidence): Promise<LineAnswer> {
  const { monitor } = evidence
  const command = ['quality', '--monitor', monitor.name]
  if (monitor.label === undefined || monitor.problem === undefined)
    return notApplicable('no label is configured: nothing tells whether the model was right', ['show', monitor.name])
  const gap = await evidence.gap()
  if (gap) return gap
  const rows = await evidence.tableRows()
  const now = poolQuality(rowsEnded(rows, WHOLE, evidence.granularities[0], periodOfRows(evidence, rows)))
  const coverage = { rows: now.rows, labelled: now.labelled, pairs: now.pairs }
  if (now.labelled === 0)
    return {
      status: 'warn',
      evidence: `no labels have come for the ${plural(now.rows, 'prediction')} ${evidence.when}`,
      values: coverage,
      command,
    }
  const baseline = baselineOf(evidence, rows, WHOLE)
  const worth = worthOf(evidence, now)
  const labels = `${labelsText(now)} ${evidence.when}${isProvisional(evidence) ? ', provisional: labels may still come' : ''}`
  if (!baseline) return { ...notApplicable(`nothing to compare with; ${labels}`, command), values: { ...coverage, ...worth } }
  const compared = compareQuality(monitor, baseline.quality, now)
  if (compared.length === 0)
    return { ...notApplicable(`too few labelled rows to compare with ${baseline.name}; ${labels}`, command), values: coverage }
  const { adjusted } = benjaminiHochberg(compared.map(({ p }) => p ?? 1))
  const statuses = compared.map((c, i) => qualityStatus(monitor, c, c.p === null ? null : adjusted[i]!))
  const status = worstStatus(statuses)
  const told = status === 'ok' ? compared.slice(0, 1) : compared.filter((_, i) => statuses[i] !== 'ok')
  return {
    status,
    evidence: `${told.map(comparisonText).join('; ')}, against ${baseline.name}; ${labels}`,
    values: { ...coverage, baseline: baseline.name, metrics: compared.map(comparisonValue), ...worth },
    command,
  }
}

/** A snapshot has no stretch of time: its newest one counts. */
export function periodOfRows(evidence: MonitorEvidence, rows: readonly { readonly window: { readonly endUs: number } | null }[]) {
  if (!evidence.isSnapshot) return evidence.period
  const ends = rows.flatMap(({ window }) => (window && window.endUs <= evidence.asOfUs ? [window.endUs] : []))
  const last = Math.max(0, ...ends)
  return { startUs: last - 1, endUs: last }
}

/** "98 % of 1,800 predictions labelled", and by how many outcomes where some have several. */
export function labelsText({ labelled, pairs, rows }: PooledQuality): string {
  const share = formatShare(rows === 0 ? 0 : Math.min(1, labelled / rows))
  return `${share} of ${plural(rows, 'prediction')} labelled${pairs > labelled ? `, by ${plural(pairs, 'outcome')}` : ''}`
}

/** More outcomes may come to some window of the period. */
const isProvisional = ({ monitor, asOfUs, period }: MonitorEvidence): boolean =>
  provisionalUntilUs(monitor, period, asOfUs) !== null

export function worthOf({ monitor }: MonitorEvidence, { confusion }: PooledQuality) {
  if (!monitor.outcomeValues || !confusion) return {}
  const { total, rows } = outcomeOf(confusion, monitor.outcomeValues)
  return rows === 0 ? {} : { total_value: total, value_per_prediction: total / rows, unit: monitor.outcomeValues.unit }
}
