/** Did as many rows come as usually? */
import { formatCount, formatFactor } from '../../checks/numbers.ts'
import { dayKey } from '../../monitor/table-days.ts'
import { robustZ } from '../../stats/robust-z.ts'
import { findingValue, notApplicable, shortOf, statusOfFindings, worstFirst } from '../answers.ts'
import type { LineAnswer } from '../checklist.ts'
import type { MonitorEvidence } from '../monitor-evidence.ts'

/** As the volume check: surprising, and by a factor that matters. */
const LIMITS = { warn: 1.5, fail: 2, p: 0.001 } as const
const FEWEST = 3
const MOST = 8

/** The volume finding of the newest complete window; without one that could judge, the table's own days: the same weekday, else the days before. */
export async function volumesInRange(evidence: MonitorEvidence): Promise<LineAnswer> {
  const { monitor } = evidence
  const command = ['volume', '--monitor', monitor.name]
  const findings = (await evidence.findings(evidence.countedSize)).filter(({ check }) => check === 'volume')
  const judged = findings.filter(({ status }) => status === 'ok' || status === 'warn' || status === 'fail')
  if (judged.length > 0) {
    const status = statusOfFindings(judged)
    const [worst] = worstFirst(judged)
    return {
      status,
      evidence: `${worst!.sentence}${judged.length > 1 ? `; ${judged.length} windows` : ''}`,
      values: { findings: worstFirst(judged).map(findingValue) },
      command: status === 'ok' ? command : ['explain', shortOf(worst!)],
    }
  }
  if (evidence.isSnapshot) return notApplicable('the volume of a snapshot is known after three of them', command)
  if (evidence.period.granularity !== '1 day') return notApplicable(`what is usual is not known yet ${evidence.when}`, command)
  return ownHistory(evidence, command)
}

async function ownHistory(evidence: MonitorEvidence, command: readonly string[]): Promise<LineAnswer> {
  const day = dayKey(evidence.period.startUs, evidence.monitor.timeZone)
  const days = (await evidence.days()).filter(({ key }) => key <= day)
  const rowsOf = new Map(days.map(({ key, rows }) => [key, rows]))
  const first = days[0]?.key ?? day
  // Days without rows count: before the first day there is nothing to count.
  const before = (step: number, most: number): number[] =>
    Array.from({ length: most }, (_, i) => day - step * (i + 1))
      .filter((key) => key >= first)
      .map((key) => rowsOf.get(key) ?? 0)
  const weekdays = before(7, MOST)
  const history = weekdays.length >= FEWEST ? weekdays : before(1, MOST)
  const rows = rowsOf.get(day) ?? 0
  if (history.length < FEWEST)
    return notApplicable(`${formatCount(rows)} rows; what is usual is not known after ${history.length} days`, command)
  const { pValue, factor: ratio } = robustZ(history, rows)
  const usual = history.toSorted((a, b) => a - b)[history.length >> 1]!
  const factor = Math.max(ratio, 1 / ratio)
  const surprising = pValue <= LIMITS.p
  const status = surprising && factor >= LIMITS.fail ? 'fail' : surprising && factor >= LIMITS.warn ? 'warn' : 'ok'
  const compared = history === weekdays ? `the same weekday, last ${history.length}` : `the ${history.length} days before`
  const change = status === 'ok' ? '' : `, ${formatFactor(factor)} ${ratio < 1 ? 'fewer than' : 'as many as'} usual`
  return {
    status,
    evidence: `${formatCount(rows)} rows ${evidence.when}${change}: usually ${formatCount(usual)} (${compared})`,
    values: { rows, usual, factor, p_value: pValue, history },
    command,
  }
}
