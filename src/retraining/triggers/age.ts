/** Is the model older than allowed? */
import { dayKey, dayText } from '../../monitor/table-days.ts'
import { isoUs, type MonitorRecord } from '../monitor-record.ts'
import { ageReason } from '../reasons.ts'
import type { TrainingTime } from '../training-time.ts'
import { type Trigger, type Unknown, unknownTrigger } from '../trigger.ts'

const NAME = 'age'

/** Calendar days in the monitor's zone, from the day of training to the as-of date. */
export function modelAge({ monitor, asOfUs }: MonitorRecord, trained: TrainingTime | Unknown, limit: number): Trigger {
  if ('reason' in trained) return unknownTrigger(NAME, limit, trained)
  const trainedDay = dayKey(trained.us, monitor.timeZone)
  const days = dayKey(asOfUs, monitor.timeZone) - trainedDay
  const fired = days > limit
  const since = `trained on ${dayText(trainedDay)} (${trained.from})`
  return {
    name: NAME,
    value: days,
    threshold: limit,
    crossed: fired,
    fired,
    reason: fired ? ageReason(days, limit) : null,
    sentence: days < 0 ? `${since}, after the as-of date` : `${since}, ${days} ${days === 1 ? 'day' : 'days'} ago`,
    unknown: null,
    evidence: { trained_at: isoUs(trained.us), source: trained.from, as_of: isoUs(asOfUs) },
  }
}
