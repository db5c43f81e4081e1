/** What "the last n days" means in the document's queries, and which rows a function reads. */
import { INSTANT_FORM, parseInstant } from '../config/parse-instant.ts'
import { LeewayError } from '../core/errors.ts'
import type { EngineContext, TimestampSpec } from '../engines/engine.ts'
import { dayKey, dayStartUs } from '../monitor/table-days.ts'
import { type Connection, zoneNamed } from './connection.ts'

/** What every function of the document takes beside its own arguments. */
export interface DocumentOptions {
  /**
   * The document's `current_date()`, and the end of what is read. A date (`2026-01-31`) is that whole date; a `Date` or a time
   * (`2026-01-31T12:00:00Z`) is that instant, and later rows are not read. Default: now.
   */
  readonly asOf?: string | Date
  /** Zone in which dates are cut, and to which times without a zone are local. Default: the connection's. */
  readonly timeZone?: string
  /** strptime format of a text timestamp. Default: ISO 8601. */
  readonly timestampFormat?: string
  readonly signal?: AbortSignal
}

/** One moment of asking: dates are days since 1970-01-01 in the zone. */
export interface AsOf {
  readonly zone: string
  /** Rows after this instant are not read. */
  readonly asOfUs: number
  readonly today: number
  /** Midnight that many days before the as-of date: 7 days touch 8 dates. */
  daysAgoUs(days: number): number
}

/** @throws LeewayError USAGE for a text that is no time */
export function asOfOf(connection: Connection, options: DocumentOptions): AsOf {
  const zone = options.timeZone === undefined ? connection.timeZone : zoneNamed(options.timeZone)
  const asOfUs = instantOf(options.asOf, zone)
  const today = dayKey(asOfUs, zone)
  return { zone, asOfUs, today, daysAgoUs: (days) => dayStartUs(today - days, zone) }
}

function instantOf(asOf: string | Date | undefined, zone: string): number {
  if (asOf === undefined) return Date.now() * 1000
  const us = asOf instanceof Date ? asOf.getTime() * 1000 : parseInstant(asOf, zone)
  if (us === undefined || !Number.isFinite(us))
    throw new LeewayError('USAGE', `asOf: "${String(asOf)}" is not a time`, { mend: `write ${INSTANT_FORM}, or give a Date` })
  // The document knows dates only: rows of the as-of date are read however late on it they are.
  const wholeDate = typeof asOf === 'string' && /^\d{4}-\d\d-\d\d$/.test(asOf.trim())
  return wholeDate ? dayStartUs(dayKey(us, zone) + 1, zone) - 1 : us
}

/** `days` of a function: a whole number, 0 for the as-of date alone. @throws LeewayError USAGE */
export function wholeDays(days: number): number {
  if (Number.isInteger(days) && days >= 0 && days <= 100_000) return days
  throw new LeewayError('USAGE', `days: ${days} is not a number of days`, { mend: 'give a whole number from 0' })
}

export const timestampOf = (expression: string, zone: string, options: DocumentOptions): TimestampSpec => ({
  expression,
  zone,
  ...(options.timestampFormat === undefined ? {} : { format: options.timestampFormat }),
})

export const contextOf = ({ signal }: DocumentOptions): EngineContext => (signal === undefined ? {} : { signal })
