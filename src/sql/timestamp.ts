/** From a monitor's timestamp, whatever its type, to microseconds since 1970-01-01 UTC. */
import { LeewayError } from '../core/errors.ts'
import type { Dialect } from './dialect.ts'
import { type OffsetSegment, offsetOfLocal } from './offsets.ts'

/** How a timestamp expression is stored. `zoned` holds instants; the others are local to the monitor's zone. */
export type TimestampForm = 'zoned' | 'local' | 'date' | 'text'

export interface InstantSql {
  readonly form: TimestampForm
  /** The expression as configured, parenthesised. */
  readonly raw: string
  /** Microseconds UTC, or null where the row has no readable timestamp. */
  readonly micros: string
  /** A column or expression whose stored 64 bits are `micros` already, where there is one: it costs nothing to compute. */
  readonly stored: string | null
  /** Rows of `[fromUs, untilUs)` as a predicate on the raw column, so that files can be pruned; null for text. Exact for instants, never too narrow. */
  range(fromUs: number | undefined, untilUs: number | undefined): string | null
}

const FORMS: readonly (readonly [RegExp, TimestampForm])[] = [
  [/^TIMESTAMP WITH TIME ZONE$|^TIMESTAMPTZ$/, 'zoned'],
  [/^TIMESTAMP(_S|_MS|_NS|_NTZ)?$/, 'local'],
  [/^DATE$/, 'date'],
  [/^(VARCHAR|STRING|TEXT|ENUM.*|JSON)$/s, 'text'],
]

/** @throws LeewayError COLUMN_TYPE when the type cannot be read as a time. */
export function timestampForm(expression: string, engineType: string, place: string): TimestampForm {
  const form = FORMS.find(([pattern]) => pattern.test(engineType))?.[1]
  if (form) return form
  const integer = /INT$|INTEGER$|^DOUBLE|^FLOAT|^DECIMAL/.test(engineType)
  throw new LeewayError('COLUMN_TYPE', `the timestamp ${expression} has type ${engineType}, which is not a time`, {
    place,
    mend: integer
      ? `write timestamp: "to_timestamp(${expression})" for seconds since 1970, or "make_timestamptz(${expression} * 1000)" for milliseconds`
      : 'name a column of type timestamp, date or text, or an SQL expression that gives one',
  })
}

/**
 * @param engineType of the expression; `form` is made from it
 * @param segments the zone's offsets over the data's range; one segment when the zone never changes
 */
export function instantSql(
  dialect: Dialect,
  spec: { readonly expression: string; readonly format?: string },
  form: TimestampForm,
  engineType: string,
  segments: readonly OffsetSegment[],
): InstantSql {
  const raw = `(${spec.expression})`
  const toUtc = (local: string): string =>
    segments.length === 1 && segments[0]!.offsetUs === 0 ? local : `(${local} - (${offsetOfLocal(local, segments)}))`
  const offsets = segments.map((s) => s.offsetUs)
  const least = Math.min(...offsets)
  const most = Math.max(...offsets)

  switch (form) {
    case 'zoned':
      return {
        form,
        raw,
        micros: dialect.microsOfZoned(raw),
        stored: raw,
        range: (from, until) => rangeOf(raw, from, until, dialect.zonedLiteral),
      }
    case 'local':
      return {
        form,
        raw,
        micros: toUtc(dialect.microsOfLocal(raw)),
        stored: engineType === 'TIMESTAMP' && toUtc(raw) === raw ? raw : null,
        range: (from, until) =>
          rangeOf(
            raw,
            from === undefined ? from : from + least,
            until === undefined ? until : until + most,
            dialect.localLiteral,
          ),
      }
    case 'date':
      return {
        form,
        raw,
        micros: toUtc(dialect.microsOfLocal(raw)),
        stored: null,
        range: (from, until) =>
          rangeOf(
            raw,
            from === undefined ? from : Math.floor((from + least) / US_PER_DAY),
            until === undefined ? until : Math.ceil((until + most) / US_PER_DAY),
            dialect.dateLiteral,
          ),
      }
    case 'text': {
      const text = `trim(${dialect.toText(raw)})`
      return {
        form,
        raw,
        micros: spec.format === undefined ? isoMicros(dialect, text, toUtc) : formatMicros(dialect, text, spec.format, toUtc),
        stored: null,
        range: () => null,
      }
    }
  }
}

const US_PER_DAY = 86_400_000_000

function isoMicros(dialect: Dialect, text: string, toUtc: (local: string) => string): string {
  const iso = dialect.microsOfIsoText(text)
  return `(case when ${iso.hasOffset} then ${iso.withOffset} else ${toUtc(iso.local)} end)`
}

/** A format with %z or %Z yields an instant, any other a local time. */
function formatMicros(dialect: Dialect, text: string, format: string, toUtc: (local: string) => string): string {
  const parsed = dialect.parseTimestamp(text, format)
  const zoned = /(^|[^%])(%%)*%[zZ]/.test(format)
  return zoned ? dialect.microsOfZoned(parsed) : toUtc(dialect.microsOfLocal(parsed))
}

function rangeOf(
  raw: string,
  from: number | undefined,
  until: number | undefined,
  literal: (value: number) => string,
): string | null {
  const parts = [from === undefined ? '' : `${raw} >= ${literal(from)}`, until === undefined ? '' : `${raw} < ${literal(until)}`]
  const predicate = parts.filter((part) => part !== '').join(' and ')
  return predicate === '' ? null : predicate
}

/** Rows of `[fromUs, untilUs)` by their microseconds; empty when unbounded. Null instants are in no range. */
export function timePredicate(micros: string, fromUs: number | undefined, untilUs: number | undefined): string {
  const finite = untilUs === undefined || untilUs === Number.POSITIVE_INFINITY ? undefined : untilUs
  return [fromUs === undefined ? '' : `${micros} >= ${fromUs}`, finite === undefined ? '' : `${micros} < ${finite}`]
    .filter((part) => part !== '')
    .join(' and ')
}

/** The same on the raw column where it can be written, so that files are pruned; empty where it cannot. */
export const rawRange = (instant: InstantSql, fromUs: number | undefined, untilUs: number | undefined): string =>
  instant.range(fromUs, untilUs === Number.POSITIVE_INFINITY ? undefined : untilUs) ?? ''
