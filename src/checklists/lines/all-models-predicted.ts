/** Did rows come? */
import { formatCount } from '../../checks/numbers.ts'
import { dayKey, dayText } from '../../monitor/table-days.ts'
import { plural } from '../answers.ts'
import type { LineAnswer } from '../checklist.ts'
import type { MonitorEvidence } from '../monitor-evidence.ts'

/** So many weeks in a row without rows on a weekday are a habit. */
const HABIT_WEEKS = 4

/**
 * Fails when no row came on the newest complete day (of a monitor with longer windows, in its newest complete window), unless the model
 * is alive and never predicts on this weekday.
 */
export async function allModelsPredicted(evidence: MonitorEvidence): Promise<LineAnswer> {
  const command = ['health', '--monitor', evidence.monitor.name]
  if (evidence.isSnapshot)
    return { status: 'not_applicable', evidence: 'the rows of a snapshot have no times', values: {}, command }
  const rows = await evidence.rows()
  const days = await evidence.days()
  const zone = evidence.monitor.timeZone
  const last = await evidence.lastDay()
  const values = {
    rows,
    last_prediction: last ? new Date(last.maxUs / 1000).toISOString() : null,
  }
  if (rows > 0)
    return { status: 'ok', evidence: `${plural(rows, 'prediction')} ${evidence.when}`, values: { ...values, rows }, command }
  const day = dayKey(evidence.period.startUs, zone)
  if (evidence.period.granularity === '1 day') {
    const has = new Set(days.map(({ key }) => key))
    const isHabit = Array.from({ length: HABIT_WEEKS }, (_, i) => day - 7 * (i + 1)).every((key) => !has.has(key))
    const isAlive = days.some(({ key }) => key >= day - 7 && key < day)
    const isOld = (days[0]?.key ?? day) <= day - 7 * HABIT_WEEKS
    if (isHabit && isAlive && isOld)
      return {
        status: 'ok',
        evidence: `no predictions ${evidence.when}, as on the ${HABIT_WEEKS} such weekdays before`,
        values,
        command,
      }
  }
  if (!last) return { status: 'fail', evidence: `no predictions ${evidence.when}, and none before`, values, command }
  const ago = day - last.key
  const came =
    ago > 0
      ? `the last came on ${dayText(last.key)}, ${formatCount(ago)} ${ago === 1 ? 'day' : 'days'} before`
      : `they came again on ${dayText(last.key)}`
  return { status: 'fail', evidence: `no predictions ${evidence.when}; ${came}`, values, command }
}
