import type { Duration } from './project.ts'

const UNITS: Readonly<Record<string, Duration['unit']>> = {
  min: 'minutes',
  mins: 'minutes',
  minute: 'minutes',
  minutes: 'minutes',
  h: 'hours',
  hour: 'hours',
  hours: 'hours',
  d: 'days',
  day: 'days',
  days: 'days',
  w: 'weeks',
  week: 'weeks',
  weeks: 'weeks',
  month: 'months',
  months: 'months',
  year: 'years',
  years: 'years',
}

/** The longest span that is accepted of each unit: about 200 years. */
const MOST: Readonly<Record<Duration['unit'], number>> = {
  minutes: 100_000_000,
  hours: 2_000_000,
  days: 73_000,
  weeks: 10_000,
  months: 2_400,
  years: 200,
}

export const DURATION_FORM = 'a whole number and a unit: 90 minutes, 24h, 30 days, 2 weeks, 1 month, 1 year'

/**
 * @param zero whether a span of length 0 is accepted
 * @returns undefined when the text is not a duration of `DURATION_FORM`
 * @example parseDuration('24h') // => { n: 24, unit: 'hours', text: '24 hours' }
 */
export function parseDuration(text: string, zero = false): Duration | undefined {
  const match = /^(\d{1,9})\s*([a-z]+)$/.exec(text.trim().toLowerCase())
  const unit = match ? UNITS[match[2]!] : undefined
  if (!match || !unit) return undefined
  const n = Number(match[1])
  if (n > MOST[unit] || (n === 0 && !zero)) return undefined
  return { n, unit, text: `${n} ${n === 1 ? unit.slice(0, -1) : unit}` }
}
