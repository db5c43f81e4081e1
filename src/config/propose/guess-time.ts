import { parseInstant } from '../parse-instant.ts'
import type { ColumnFacts, TableFacts } from './table-facts.ts'

export interface TimeGuess {
  readonly column: ColumnFacts
  /** strptime format of text that is not ISO 8601. */
  readonly format: string | null
  readonly fromUs: number
  readonly toUs: number
  readonly why: string
}

const US_PER_DAY = 86_400_000_000

/** The most telling name first. */
const NAMES = [
  /^(scored|predicted|inferred|inference|prediction|scoring)_?(at|time|timestamp|date|on)$/i,
  /^(event_?)?(timestamp|ts|datetime|date_?time)$/i,
  /^(time|date|day)$/i,
  /(_at|_time|_ts|timestamp|_date|_on|date)$/i,
]

/** The column that says when a row was scored: a timestamp, or text that reads as one in every sampled row. */
export function guessTime(table: TableFacts): TimeGuess | null {
  const candidates: (Omit<TimeGuess, 'why'> & { rank: number })[] = []
  for (const column of table.columns) {
    const reading = readTimes(column)
    if (!reading) continue
    const named = NAMES.findIndex((name) => name.test(column.name))
    candidates.push({ ...reading, column, rank: (named < 0 ? NAMES.length : named) + (column.nulls > 0 ? 2 : 0) })
  }
  candidates.sort((a, b) => a.rank - b.rank || b.column.distinct - a.column.distinct)
  const [best] = candidates
  if (!best) return null
  const others = candidates.length - 1
  const form =
    best.column.kind === 'timestamp'
      ? `is ${best.column.engineType}`
      : best.format
        ? 'is text in this form'
        : 'is text in ISO 8601'
  const why = `${form}${others > 0 ? `; by its name the likeliest of ${candidates.length} columns of times` : '; the only column of times'}`
  const { column, format, fromUs, toUs } = best
  return { column, format, fromUs, toUs, why }
}

/** Day, month and year in the orders that people write, with the separators that they use. */
const FORMATS = ['%m/%d/%Y', '%d/%m/%Y', '%d.%m.%Y', '%d-%m-%Y', '%m-%d-%Y', '%Y/%m/%d', '%Y.%m.%d', '%Y%m%d'].flatMap((date) =>
  ['', ' %H:%M', ' %H:%M:%S'].map((time) => `${date}${time}`),
)

function readTimes(column: ColumnFacts): { format: string | null; fromUs: number; toUs: number } | null {
  if (column.kind === 'timestamp')
    return column.min === null || column.max === null ? null : { format: null, fromUs: column.min, toUs: column.max }
  if (column.kind !== 'text' && column.kind !== 'categorical') return null
  const texts = column.sample.filter((value) => value !== null)
  if (texts.length === 0) return null
  for (const format of [null, ...FORMATS]) {
    const instants = texts.map((text) => (format === null ? parseInstant(text, 'UTC') : parseWithFormat(text, format)))
    if (instants.some((instant) => instant === undefined)) continue
    const known = instants as number[]
    return { format, fromUs: Math.min(...known), toUs: Math.max(...known) }
  }
  return null
}

/** Digits with the fields of `FORMATS`; a leading zero may be missing, as strptime allows. */
function parseWithFormat(text: string, format: string): number | undefined {
  const order: string[] = []
  const pattern = format.replaceAll(/%([mdYHMS])|([./ :-])/g, (_, field: string | undefined, separator: string) => {
    if (field === undefined) return `\\${separator}`.replace('\\ ', ' ').replace('\\:', ':')
    order.push(field)
    if (field === 'Y') return '(\\d{4})'
    return format.startsWith('%Y%m%d') && 'md'.includes(field) ? '(\\d{2})' : '(\\d{1,2})'
  })
  const match = new RegExp(`^${pattern}$`).exec(text.trim())
  if (!match) return undefined
  const field = (name: string): string => (match[order.indexOf(name) + 1] ?? '0').padStart(2, '0')
  const time = order.includes('H') ? `T${field('H')}:${field('M')}:${order.includes('S') ? field('S') : '00'}` : ''
  return parseInstant(`${field('Y')}-${field('m')}-${field('d')}${time}`, 'UTC')
}

export interface GranularityGuess {
  readonly text: '1 hour' | '1 day' | '1 week' | '1 month'
  readonly days: number
  readonly why: string
}

/** The finest window that holds enough rows to judge, and of which there are several. */
export function guessGranularity(table: TableFacts, time: TimeGuess): GranularityGuess {
  const days = Math.max((time.toUs - time.fromUs) / US_PER_DAY, 1 / 24)
  const rows = table.rows - time.column.nulls
  const choices = [
    { text: '1 hour', days: 1 / 24, enough: days <= 3 ? 300 : Number.POSITIVE_INFINITY },
    { text: '1 day', days: 1, enough: 300 },
    { text: '1 week', days: 7, enough: 300 },
    { text: '1 month', days: 30, enough: 0 },
  ] as const
  const chosen = choices.find(
    (choice) => (rows / days) * choice.days >= choice.enough && (days / choice.days >= 2 || choice.days <= 1),
  )
  const { text, days: length } = chosen ?? choices[1]
  const perWindow = Math.round(Math.min(rows, (rows / days) * length))
  const span = days >= 2 ? `${Math.round(days).toLocaleString('en')} days` : `${Math.round(days * 24)} hours`
  return {
    text,
    days: length,
    why: `about ${perWindow.toLocaleString('en')} rows each: ${rows.toLocaleString('en')} rows over ${span}`,
  }
}

const isoDate = (us: number): string => new Date(us / 1000).toISOString().slice(0, 10)

/** The first quarter of the time that the table covers, in whole days; null when there is too little of it. */
export function guessPeriod(time: TimeGuess, granularity: GranularityGuess): { from: string; to: string; why: string } | null {
  const firstDay = Math.floor(time.fromUs / US_PER_DAY)
  const lastDay = Math.floor(time.toUs / US_PER_DAY)
  const days = Math.max(1, Math.floor((lastDay - firstDay + 1) / 4))
  if (days < Math.max(1, granularity.days)) return null
  const from = isoDate(firstDay * US_PER_DAY)
  const to = isoDate((firstDay + days) * US_PER_DAY)
  return { from, to, why: 'the first quarter of the time that the table covers; take a time when all was well' }
}
