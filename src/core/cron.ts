/** Cron lines of five fields, in a time zone. Clock changes are those of the zone: see `instantsOfCron`. */
import { Cron } from 'croner'

export interface CronLine {
  readonly line: string
  readonly timeZone: string
}

/**
 * Is this a cron line? Five fields (minute, hour, day of month, month, day of week), or a nickname such as `@daily`.
 *
 * @returns null where it is, and at least one time comes; else what is wrong, in one phrase
 */
export function cronProblem({ line, timeZone }: CronLine): string | null {
  const fields = line
    .trim()
    .split(/\s+/)
    .filter((field) => field !== '').length
  if (fields !== 5 && !line.trim().startsWith('@')) return `it has ${fields} ${fields === 1 ? 'field' : 'fields'}, not 5`
  try {
    return open({ line, timeZone }).nextRun() === null ? 'this time never comes' : null
  } catch (error) {
    // Croner throws TypeError and RangeError for what it cannot read; anything else is a bug.
    if (!(error instanceof TypeError || error instanceof RangeError)) throw error
    return error.message.replace(/^CronPattern: /, '').replace(/\.$/, '')
  }
}

/**
 * The instants of a cron line in `[fromUs, untilUs)`, ascending.
 *
 * A line with one fixed time of day that the clock skips is due at the first time after the change, and once where the time occurs
 * twice. Other lines (`0 * * * *`) follow the clock: nothing is due in a skipped hour, a repeated hour counts twice.
 *
 * @param most no more than so many
 */
export function instantsOfCron(cron: CronLine, fromUs: number, untilUs: number, most = 50_000): readonly number[] {
  const instants: number[] = []
  // Runs are asked for after an instant: one second earlier includes `fromUs` itself.
  const later = open(cron).enumerate(new Date(Math.ceil(fromUs / 1000) - 1000))
  for (const date of later) {
    const us = date.getTime() * 1000
    if (us >= untilUs || instants.length >= most) break
    if (us >= fromUs) instants.push(us)
  }
  return instants
}

const open = ({ line, timeZone }: CronLine): Cron => new Cron(line, { timezone: timeZone, mode: '5-part', paused: true })
