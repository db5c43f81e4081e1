/** Instants and windows as text, in the monitor's time zone, with nothing but `Intl` (Node and browser answer the same). */
import type { ReportGranularity, ReportWindow } from '../report-model.ts'

export interface LocalTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** An unknown zone (an old browser's) falls back to UTC; the page names the zone it was asked for. */
function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone)
  if (!format) {
    const options = {
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
      era: 'short',
    } as const
    try {
      format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: zone })
    } catch {
      format = new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' })
    }
    formats.set(zone, format)
  }
  return format
}

/** Windows are asked for many times over; a report has few of them. */
const known = new Map<string, LocalTime>()

export function localTime(us: number, zone: string): LocalTime {
  const cacheKey = `${us} ${zone}`
  let time = known.get(cacheKey)
  if (!time) {
    time = computeLocalTime(us, zone)
    if (known.size > 20_000) known.clear()
    known.set(cacheKey, time)
  }
  return time
}

function computeLocalTime(us: number, zone: string): LocalTime {
  const parts: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(Math.floor(us / 1000))) parts[type] = Number(value)
  return { year: parts['year']!, month: parts['month']!, day: parts['day']!, hour: parts['hour']!, minute: parts['minute']! }
}

const two = (n: number): string => String(n).padStart(2, '0')
const isoDate = (t: LocalTime): string => `${String(t.year).padStart(4, '0')}-${two(t.month)}-${two(t.day)}`
const isMidnight = (t: LocalTime): boolean => t.hour === 0 && t.minute === 0

export const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const LONG_MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const

/** 2017-01-05, or 2017-01-05 14:30 where the time of day matters. */
export function instantText(us: number, zone: string, alwaysTime = false): string {
  const t = localTime(us, zone)
  return alwaysTime || !isMidnight(t) ? `${isoDate(t)} ${two(t.hour)}:${two(t.minute)}` : isoDate(t)
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'] as const
const weekday = (t: LocalTime): string => WEEKDAYS[new Date(Date.UTC(t.year, t.month - 1, t.day)).getUTCDay()]!

/** The window's name with the word that goes before it: "in January 2017", "on Thu 2017-01-05". */
export function windowPhrase(granularity: string | null, window: ReportWindow, zone: string): string {
  const text = windowText(granularity, window, zone)
  if (granularity === null || granularity === '1 month' || granularity === '1 year') return `in ${text}`
  if (granularity === '1 day') return `on ${text}`
  return granularity.includes('week') ? `in the ${text}` : granularity.endsWith('rows') ? `in the ${text}` : `at ${text}`
}

/** "January 2017", "Thu 2017-01-05", "week of 2017-01-02", "2017-01-05 14:00", "2017", or the two ends. */
export function windowText(granularity: string | null, window: ReportWindow, zone: string): string {
  if (granularity === null) return 'the compared rows'
  const t = localTime(window.startUs, zone)
  if (granularity === '1 month') return `${LONG_MONTHS[t.month - 1]} ${t.year}`
  if (granularity === '1 year') return String(t.year)
  if (granularity === '1 day') return `${weekday(t)} ${isoDate(t)}`
  if (granularity === '1 week') return `week of ${isoDate(t)}`
  if (/^\d+ weeks$/.test(granularity)) return `${granularity} from ${isoDate(t)}`
  const start = `${isoDate(t)} ${two(t.hour)}:${two(t.minute)}`
  return granularity.endsWith('rows') ? `${granularity} from ${start}` : start
}

/**
 * The part of a link that names a window: its local start, as short as its granularity allows.
 * Where clocks go back two windows have the same local start: the later one is named in UTC.
 */
export function windowKeys(granularity: ReportGranularity, zone: string): readonly string[] {
  const seen = new Set<string>()
  return granularity.windows.map((window) => {
    if (granularity.text === null) return 'all'
    const t = localTime(window.startUs, zone)
    let key = isMidnight(t) ? isoDate(t) : `${isoDate(t)}T${two(t.hour)}:${two(t.minute)}`
    if (seen.has(key)) key = new Date(window.startUs / 1000).toISOString()
    seen.add(key)
    return key
  })
}

/** "3 days", "9 months": how long, in the largest unit that leaves at least two. */
export function durationText(us: number): string {
  const minutes = Math.abs(us) / 60e6
  const steps: readonly (readonly [string, number])[] = [
    ['year', 525_960],
    ['month', 43_830],
    ['week', 10_080],
    ['day', 1440],
    ['hour', 60],
    ['minute', 1],
  ]
  for (const [name, size] of steps) {
    const n = Math.round(minutes / size)
    if (n >= 2 || (n === 1 && name === 'minute')) return `${n} ${name}${n === 1 ? '' : 's'}`
  }
  return minutes >= 0.5 ? '1 minute' : 'a moment'
}
