/** Which runs should have started and did not: by a cron line, or by the job's own habit. */
import { Temporal } from 'temporal-polyfill'
import type { Expectation } from './job-report.ts'

export interface MissedRuns {
  /** When they were expected, ascending. */
  readonly atUs: readonly number[]
  /** The first of those that are missing now: no run came since. */
  readonly overdueSinceUs: number | null
}

const MINUTE_US = 60_000_000
const HOUR_US = 60 * MINUTE_US
const DAY_US = 24 * HOUR_US
const WEEK_US = 7 * DAY_US
/** A clock may be a little ahead of the scheduler's. */
const EARLY_US = MINUTE_US

/**
 * A run belongs to the last time on the schedule that is not more than a minute after its start. A time without any run is missed;
 * the newest one only after a grace of half the time to the next, at most an hour.
 *
 * @param dueUs   times of the schedule up to `asOfUs`, ascending
 * @param nextUs  the next one after `asOfUs`; null: there is none
 * @param startsUs ascending
 * @param firstUs the job's first known start: nothing is expected before
 */
export function missedBySchedule(
  dueUs: readonly number[],
  nextUs: number | null,
  startsUs: readonly number[],
  firstUs: number,
  asOfUs: number,
): MissedRuns {
  const atUs: number[] = []
  let s = 0
  let overdueSinceUs: number | null = null
  for (const [i, due] of dueUs.entries()) {
    const next = dueUs[i + 1]
    const end = (next ?? Number.POSITIVE_INFINITY) - EARLY_US
    while (s < startsUs.length && startsUs[s]! < due - EARLY_US) s++
    const came = s < startsUs.length && startsUs[s]! < end
    if (came) overdueSinceUs = null
    if (came || due < firstUs - EARLY_US) continue
    const graceUs = Math.min(HOUR_US, ((nextUs ?? due + 2 * HOUR_US) - due) / 2)
    if (next === undefined && asOfUs < due + graceUs) continue
    atUs.push(due)
    overdueSinceUs ??= due
  }
  return { atUs, overdueSinceUs }
}

export interface GapFacts {
  readonly runs: number
  readonly firstUs: number
  readonly lastUs: number
  /** Quartiles of the times between two starts, in seconds; null below two runs. */
  readonly gap25: number | null
  readonly gap50: number | null
  readonly gap75: number | null
}

const FEWEST_RUNS = 5
/** Without a week before it, a pause at the weekend cannot be told from a failure. */
const FEWEST_DAYS = 7

/**
 * The rhythm of a job. A pause is looked at when it is longer than 1.5 times the median gap and beyond the outer fence of the gaps
 * (third quartile + 3 times the distance of the quartiles; Tukey 1977, Exploratory Data Analysis).
 */
export function habitOf({ runs, firstUs, lastUs, gap25, gap50, gap75 }: GapFacts, asOfUs: number): Expectation {
  const days = (asOfUs - firstUs) / DAY_US
  if (runs < FEWEST_RUNS || days < FEWEST_DAYS || gap25 === null || gap50 === null || gap75 === null || lastUs <= firstUs)
    return { kind: 'unknown', runs, days: Math.floor(days) }
  return { kind: 'habit', medianGapSeconds: gap50, limitSeconds: Math.max(1.5 * gap50, gap75 + 3 * (gap75 - gap25)) }
}

const MOST_WEEKS = 4

/**
 * Runs that the job's habit expects and that did not start. Each pause longer than the habit's limit is compared with the same stretch
 * of up to four earlier weeks: as many runs as those had (the lower median) are missing, so a pause of every weekend is none.
 * A pause longer than a week with nothing to compare with lacks runs at the job's mean rate.
 *
 * @param startsUs of the look-back, ascending
 * @param fromUs   pauses that ended before are not looked at, and no earlier run is listed
 */
export function missedByHabit(
  startsUs: readonly number[],
  habit: { readonly medianGapSeconds: number; readonly limitSeconds: number },
  fromUs: number,
  asOfUs: number,
  zone: string,
): MissedRuns {
  const limitUs = habit.limitSeconds * 1e6
  const atUs: number[] = []
  let overdueSinceUs: number | null = null
  for (const [i, start] of startsUs.entries()) {
    const next = startsUs[i + 1]
    const end = next ?? asOfUs
    if (end < fromUs || end - start <= limitUs) continue
    const expected = expectedBetween(startsUs, start, end, next === undefined, habit.medianGapSeconds * 1e6, zone)
    atUs.push(...expected.filter((us) => us >= fromUs))
    if (next === undefined) overdueSinceUs = expected[0] ?? null
  }
  return { atUs, overdueSinceUs }
}

function expectedBetween(
  startsUs: readonly number[],
  start: number,
  end: number,
  open: boolean,
  medianUs: number,
  zone: string,
): readonly number[] {
  // Runs near the pause's own ends are those ends, a little earlier or later in another week.
  const slack = medianUs / 2
  const first = startsUs[0]!
  const nearest = Math.max(1, Math.ceil((end - start) / WEEK_US))
  const weeks: (readonly number[])[] = []
  for (let k = nearest; k < nearest + MOST_WEEKS; k++) {
    const from = shiftWeeks(start, -k, zone)
    if (from < first - slack) break
    const until = shiftWeeks(end, -k, zone) - (open ? 0 : slack)
    weeks.push(startsUs.filter((us) => us > from + slack && us < until).map((us) => shiftWeeks(us, k, zone)))
  }
  if (weeks.length > 0) return weeks.toSorted((a, b) => a.length - b.length)[(weeks.length - 1) >> 1]!
  if (end - start <= WEEK_US) return []
  const meanUs = (startsUs.at(-1)! - first) / (startsUs.length - 1)
  const expected: number[] = []
  for (let us = start + meanUs; us < end - (open ? 0 : slack); us += meanUs) expected.push(Math.round(us))
  return expected
}

/** The same local time some weeks later, whatever the clocks did between. */
function shiftWeeks(us: number, weeks: number, zone: string): number {
  const ms = Math.floor(us / 1000)
  const moved = Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).add({ weeks })
  return moved.epochMilliseconds * 1000 + (us - ms * 1000)
}
