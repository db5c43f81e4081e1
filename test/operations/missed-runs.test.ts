import { describe, expect, it } from 'vitest'
import { cronProblem, instantsOfCron } from '../../src/core/cron.ts'
import { habitOf, missedByHabit, missedBySchedule } from '../../src/operations/missed-runs.ts'

const us = (text: string): number => Date.parse(text) * 1000
const iso = (list: readonly number[]): readonly string[] => list.map((at) => new Date(at / 1000).toISOString().slice(0, 16))
const HOUR = 3600e6
const BERLIN = 'Europe/Berlin'

/** Offsets of Berlin, from the tz database: UTC+1, UTC+2 from 2026-03-29T01:00Z until 2026-10-25T01:00Z. */
const berlin = (date: string, time: string): number => {
  const summer = date > '2026-03-29' || (date === '2026-03-29' && time >= '03:00')
  return us(`${date}T${time}:00${summer && date < '2026-10-25' ? '+02:00' : '+01:00'}`)
}
const dates = (first: string, n: number): readonly string[] =>
  Array.from({ length: n }, (_, i) => new Date(Date.parse(`${first}T00:00:00Z`) + i * 86_400_000).toISOString().slice(0, 10))
const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay()

describe('a cron line', () => {
  const day = (line: string, from: string, until: string) => iso(instantsOfCron({ line, timeZone: BERLIN }, us(from), us(until)))

  it('follows the clock of its zone over a change: a skipped time comes at the end of the gap, a doubled one once', () => {
    // 02:30 does not exist on 2026-03-29 in Berlin: clocks go from 02:00 (01:00Z) to 03:00.
    expect(day('30 2 * * *', '2026-03-28T00:00Z', '2026-03-31T00:00Z')).toEqual([
      '2026-03-28T01:30',
      '2026-03-29T01:00',
      '2026-03-30T00:30',
    ])
    // It exists twice on 2026-10-25: 00:30Z and 01:30Z.
    expect(day('30 2 * * *', '2026-10-24T12:00Z', '2026-10-26T12:00Z')).toEqual(['2026-10-25T00:30', '2026-10-26T01:30'])
  })

  it('of every hour has 23 times on the day of 23 hours and 25 on the day of 25', () => {
    expect(day('0 * * * *', '2026-03-28T23:00Z', '2026-03-29T22:00Z')).toHaveLength(23)
    expect(day('0 * * * *', '2026-10-24T22:00Z', '2026-10-25T23:00Z')).toHaveLength(25)
  })

  it('takes in its first instant and leaves out its last', () => {
    expect(day('0 6 * * *', '2026-01-01T05:00Z', '2026-01-02T05:00Z')).toEqual(['2026-01-01T05:00'])
    expect(instantsOfCron({ line: '* * * * *', timeZone: 'UTC' }, 0, 1e15, 3)).toEqual([0, 60e6, 120e6])
  })

  it.each(['0 6 * *', '61 * * * *', 'x', '0 0 30 2 *', '0 6 * * * *', '*/0 * * * *', ''])('is not "%s"', (line) => {
    expect(cronProblem({ line, timeZone: 'UTC' })).toMatch(/\S/)
  })

  it.each(['0 6 * * 1-5', '@daily', '*/15 8-18 * * MON-FRI', '0 0 L * *'])('is "%s"', (line) => {
    expect(cronProblem({ line, timeZone: BERLIN })).toBeNull()
  })
})

describe('runs missed by a schedule', () => {
  const due = dates('2026-03-27', 4).map((date) => berlin(date, date === '2026-03-29' ? '03:00' : '02:30'))
  const next = berlin('2026-03-31', '02:30')
  const first = us('2026-01-01')
  const asOf = berlin('2026-03-30', '12:00')
  const late = (at: number): number => at + 5 * 60e6

  it('are none where each time has a run, also on the day without that time', () => {
    expect(missedBySchedule(due, next, due.map(late), first, asOf)).toEqual({ atUs: [], overdueSinceUs: null })
  })

  it('are the times without a run; only those since the last run are overdue', () => {
    const starts = [due[0]!, due[2]!].map(late)
    const { atUs, overdueSinceUs } = missedBySchedule(due, next, starts, first, asOf)
    expect(iso(atUs)).toEqual(['2026-03-28T01:30', '2026-03-30T00:30'])
    expect(overdueSinceUs).toBe(due[3])
  })

  it('are waited for: half the time to the next, at most an hour', () => {
    const starts = due.slice(0, 3).map(late)
    const at = (minutes: number) => missedBySchedule(due, next, starts, first, due[3]! + minutes * 60e6).atUs
    expect([at(59), at(60)].map((list) => list.length)).toEqual([0, 1])
    const minutes = [0, 10, 20].map((m) => m * 60e6)
    expect(missedBySchedule(minutes, 30 * 60e6, minutes.slice(0, 2), -1, 24 * 60e6).atUs).toEqual([])
    expect(missedBySchedule(minutes, 30 * 60e6, minutes.slice(0, 2), -1, 25 * 60e6).atUs).toEqual([20 * 60e6])
  })

  it('are not those before the first known run of a new job', () => {
    expect(missedBySchedule(due, next, [due[2]!, due[3]!], due[2]!, asOf).atUs).toEqual([])
  })

  it('let a run begin a minute before its time, and very late', () => {
    const starts = [due[0]! - 30e6, due[1]! + 20 * HOUR, due[2]! - 30e6, due[3]!]
    expect(missedBySchedule(due, next, starts, first, asOf).atUs).toEqual([])
  })
})

describe("runs missed by a job's habit", () => {
  /** What the engine's exact quartiles would be. */
  function facts(starts: readonly number[]) {
    const gaps = starts
      .slice(1)
      .map((start, i) => (start - starts[i]!) / 1e6)
      .filter((gap) => gap > 0)
      .toSorted((a, b) => a - b)
    const quantile = (q: number): number => {
      const at = q * (gaps.length - 1)
      const low = gaps[Math.floor(at)]!
      return low + (at - Math.floor(at)) * ((gaps[Math.ceil(at)] ?? low) - low)
    }
    return {
      runs: starts.length,
      firstUs: starts[0]!,
      lastUs: starts.at(-1)!,
      gap25: quantile(0.25),
      gap50: quantile(0.5),
      gap75: quantile(0.75),
    }
  }

  function missed(starts: readonly number[], asOf: number, zone = BERLIN) {
    const habit = habitOf(facts(starts), asOf)
    if (habit.kind !== 'habit') return habit.kind
    const { atUs, overdueSinceUs } = missedByHabit(starts, habit, asOf - 8 * 24 * HOUR, asOf, zone)
    return { at: iso(atUs), overdue: overdueSinceUs === null ? null : iso([overdueSinceUs])[0] }
  }
  const NONE = { at: [], overdue: null }

  const workdays = dates('2026-02-23', 42).filter((date) => weekday(date) % 6 !== 0)
  const daily = (list: readonly string[]): readonly number[] => list.map((date) => berlin(date, '06:00'))

  it('are none at the weekend of a job that runs on workdays, clocks changing or not', () => {
    const until = (date: string) => daily(workdays.filter((d) => d <= date))
    // Friday 27 March to Monday 30: in between the clocks went forward.
    expect(missed(until('2026-03-27'), berlin('2026-03-29', '23:00'))).toEqual(NONE)
    expect(missed(until('2026-03-30'), berlin('2026-03-30', '23:00'))).toEqual(NONE)
  })

  it('are the Monday after it when that one does not come', () => {
    const starts = daily(workdays.filter((d) => d <= '2026-03-27'))
    expect(missed(starts, berlin('2026-03-30', '05:59'))).toEqual(NONE)
    // 06:00 in Berlin is 04:00Z since the change.
    expect(missed(starts, berlin('2026-03-30', '06:01'))).toEqual({ at: ['2026-03-30T04:00'], overdue: '2026-03-30T04:00' })
  })

  it('are a day in between that was left out, though it runs again', () => {
    const starts = daily(workdays.filter((d) => d <= '2026-04-02' && d !== '2026-03-31'))
    expect(missed(starts, berlin('2026-04-02', '12:00'))).toEqual({ at: ['2026-03-31T04:00'], overdue: null })
  })

  it('of every hour of the working day are not those of the night', () => {
    const hours = workdays.flatMap((date) => ['09', '10', '11', '12', '13', '14', '15', '16'].map((h) => berlin(date, `${h}:00`)))
    const morning = hours.filter((start) => start < berlin('2026-04-01', '08:00'))
    expect(missed(morning, berlin('2026-04-01', '08:59'))).toEqual(NONE)
    expect(missed(morning, berlin('2026-04-01', '11:30'))).toEqual({
      at: ['2026-04-01T07:00', '2026-04-01T08:00', '2026-04-01T09:00'],
      overdue: '2026-04-01T07:00',
    })
  })

  it('of a weekly job are known from six weeks', () => {
    const mondays = dates('2026-02-16', 42).filter((date) => weekday(date) === 1)
    const starts = daily(mondays).slice(0, 5)
    expect(missed(starts, berlin('2026-03-22', '12:00'))).toEqual(NONE)
    // Monday 23 March was left out; it is looked at when the pause is half as long again as usual.
    expect(missed(starts, berlin('2026-03-28', '12:00'))).toEqual({ at: ['2026-03-23T05:00'], overdue: '2026-03-23T05:00' })
  })

  it('are not claimed of a job with fewer than five runs, or known for less than a week', () => {
    expect(missed(daily(dates('2026-03-02', 4)), berlin('2026-03-20', '12:00'))).toBe('unknown')
    const hourly = Array.from({ length: 48 }, (_, i) => berlin('2026-03-02', '00:00') + i * HOUR)
    expect(missed(hourly, berlin('2026-03-05', '12:00'))).toBe('unknown')
    expect(missed(hourly, berlin('2026-03-15', '12:00'))).not.toBe('unknown')
  })

  it('are not claimed where all runs began at once', () => {
    expect(
      missed(
        Array.from({ length: 9 }, () => berlin('2026-03-02', '00:00')),
        berlin('2026-03-20', '00:00'),
      ),
    ).toBe('unknown')
  })

  it('are those of the mean rate where a job has been silent for longer than its history can tell', () => {
    const starts = daily(dates('2026-02-16', 10))
    const { at, overdue } = missed(starts, berlin('2026-03-29', '12:00')) as { at: readonly string[]; overdue: string }
    // The last run was on 25 February: one a day is missing since, of which the last eight days are listed.
    expect(overdue).toBe('2026-02-26T05:00')
    expect(at).toHaveLength(8)
  })

  it('are none where a retry stands minutes after each run', () => {
    const starts = daily(dates('2026-02-16', 40)).flatMap((start) => [start, start + 600e6])
    expect(missed(starts, berlin('2026-03-28', '05:00'))).toEqual(NONE)
  })

  it('are none of a job without any rhythm, pauses of three days included', () => {
    // Exponential gaps with a mean of a day, from a fixed list of quantiles, shuffled by a multiplicative step.
    const gaps = Array.from({ length: 37 }, (_, i) => -Math.log(1 - (((i * 11) % 37) + 0.5) / 37) * 24 * HOUR)
    const starts = [berlin('2026-02-16', '00:00')]
    for (const gap of gaps) starts.push(starts.at(-1)! + gap)
    expect(missed(starts, starts.at(-1)! + 36 * HOUR)).toEqual(NONE)
  })
})
