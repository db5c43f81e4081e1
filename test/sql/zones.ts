/** Instants around the changes of a few awkward zones: the quarter hours close by and a day away, and a microsecond to each side. */
import { Temporal } from 'temporal-polyfill'

export const ZONES = [
  'America/New_York',
  'Europe/Berlin',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
  'America/Sao_Paulo',
  'Africa/Casablanca',
  'UTC',
] as const

const QUARTER_US = 15 * 60_000_000

export function awkwardInstants(zone: string): readonly number[] {
  const at = (text: string): number => Temporal.Instant.from(text).epochMilliseconds * 1000
  const centres = [at('2018-01-01T00:00Z'), at('2020-02-29T12:00Z'), at('1969-12-31T23:00Z')]
  let cursor = Temporal.Instant.from('2017-06-01T00:00Z').toZonedDateTimeISO(zone)
  for (let n = 0; n < 6; n++) {
    const next = cursor.getTimeZoneTransition('next')
    if (next === null) break
    centres.push(next.epochMilliseconds * 1000)
    cursor = next
  }
  const instants = new Set<number>()
  for (const centre of centres) {
    const base = Math.floor(centre / QUARTER_US) * QUARTER_US
    for (let quarter = -100; quarter <= 100; quarter++) {
      if (Math.abs(quarter) > 10 && Math.abs(quarter) < 94) continue
      for (const shift of [-1, 0, 1]) instants.add(base + quarter * QUARTER_US + shift)
    }
  }
  return [...instants].sort((a, b) => a - b)
}
