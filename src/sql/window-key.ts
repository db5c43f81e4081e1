/** The integer key of the window that holds an instant, as `core/granularity.ts` defines keys, in plain integer arithmetic. */
import type { Granularity } from '../core/granularity.ts'
import type { Dialect } from './dialect.ts'
import { type OffsetSegment, offsetOfInstant, stepCase } from './offsets.ts'

const US_PER_MINUTE = 60_000_000
const US_PER_DAY = 86_400_000_000
/** Monday 1970-01-05, from which weeks are counted. */
const MONDAY_US = 4 * US_PER_DAY

/**
 * @param micros a column name or other cheap expression: it is repeated
 * @param segments the zone's offsets over the data's range
 * Not for `rows`: see `rowWindowKey`.
 */
export function windowKey(
  dialect: Dialect,
  granularity: Granularity,
  micros: string,
  segments: readonly OffsetSegment[],
): string {
  const local =
    segments.length === 1 && segments[0]!.offsetUs === 0 ? micros : `${micros} + (${offsetOfInstant(micros, segments)})`
  switch (granularity.unit) {
    case 'minutes':
    case 'hours':
      return subdayKey(dialect, granularity, micros, local, segments)
    case 'days':
      return dialect.floorDivide(local, US_PER_DAY)
    case 'weeks':
      return dialect.floorDivide(`${local} - ${MONDAY_US}`, 7 * granularity.n * US_PER_DAY)
    case 'months':
      return `(${dialect.yearOf(local)} * 12 + ${dialect.monthOf(local)} - 1)`
    case 'years':
      return dialect.yearOf(local)
    case 'rows':
      throw new RangeError('windows of rows are numbered, not cut on the calendar')
  }
}

/** Minutes since 1970 of the window's start. A window begins at local multiples of the step, and at each change of the offset. */
function subdayKey(
  dialect: Dialect,
  granularity: Granularity,
  micros: string,
  local: string,
  segments: readonly OffsetSegment[],
): string {
  const minutes = granularity.n * (granularity.unit === 'hours' ? 60 : 1)
  const stepUs = minutes * US_PER_MINUTE
  const phase = (us: number): number => ((us % stepUs) + stepUs) % stepUs
  const first = segments[0]!
  const aligned = segments.every((s) => phase(s.offsetUs) === phase(first.offsetUs))
  if (aligned && segments.every((s, i) => i === 0 || phase(s.startUs + s.offsetUs) === 0)) {
    // Every offset cuts the same instants: no case needed.
    const shift = phase(first.offsetUs) / US_PER_MINUTE
    const steps = dialect.floorDivide(shift === 0 ? micros : `${micros} + ${phase(first.offsetUs)}`, stepUs)
    return shift === 0 ? `(${steps} * ${minutes})` : `cast(floor(${steps} * ${minutes} - ${shift}) as bigint)`
  }
  const start = `${dialect.floorDivide(local, stepUs)} * ${stepUs} - (${offsetOfInstant(micros, segments)})`
  const change = stepCase(
    micros,
    segments.slice(1).map((s) => s.startUs),
    segments.map((s, i) => (i === 0 ? 'null' : s.startUs)),
  )
  // greatest() passes over null: before the first change nothing bounds the start.
  return dialect.floorDivide(segments.length === 1 ? start : `greatest(${start}, ${change})`, US_PER_MINUTE)
}

/** Windows of n rows in time order; rows of the same instant are ordered by a hash of their content, so that every run cuts alike. */
export const rowWindowKey = (granularity: Granularity, micros: string, rowHash: string): string =>
  `(row_number() over (order by ${micros}, ${rowHash}) - 1) // ${granularity.n}`
