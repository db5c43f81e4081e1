import type { Granularity } from '../core/granularity.ts'
import { type MonitorContext, report } from './monitor-context.ts'
import { INSTANT_FORM, parseInstant } from './parse-instant.ts'
import type { Duration, Reference } from './project.ts'
import { resolveTable } from './resolve-table.ts'

const KINDS = ['table', 'period', 'rolling', 'seasonal', 'previous'] as const

/** The reference of a monitor, after checking that exactly one kind is said and that it fits the monitor's windows. */
export function buildReference(
  context: MonitorContext,
  timeZone: string,
  granularities: readonly Granularity[],
): Reference | null {
  const value = context.values.reference
  if (!value) return null
  const kinds = KINDS.filter((kind) => value[kind] !== undefined)
  const kind = kinds[0]
  if (!kind || kinds.length > 1) {
    const message = kind ? `a reference is one of ${kinds.join(' and ')}, not both` : 'the reference says nothing'
    report(context, kinds[1] ? ['reference', kinds[1]] : 'reference', message, `expected one of ${KINDS.join(', ')}`)
    return null
  }
  for (const [key, owner] of [
    ['lag', 'rolling'],
    ['count', 'seasonal'],
  ] as const) {
    if (value[key] !== undefined && kind !== owner)
      report(context, ['reference', key], `"${key}" goes with ${owner}`, `this reference is of the kind ${kind}: remove "${key}"`)
  }
  if (context.values.type === 'snapshot' && kind !== 'table' && kind !== 'previous') {
    report(
      context,
      ['reference', kind],
      `a snapshot has no ${kind} reference`,
      'a snapshot has no time: its reference is a table, or the previous snapshot',
    )
    return null
  }
  switch (kind) {
    case 'table': {
      const connection = context.connections.get(context.values.connection ?? 'default')
      return { kind, table: resolveTable(value.table!, context.folder, connection?.path !== undefined) }
    }
    case 'period':
      return buildPeriod(context, value.period!, timeZone)
    case 'rolling':
      return { kind, length: value.rolling!, lag: value.lag && value.lag.n > 0 ? value.lag : null }
    case 'seasonal':
      checkSeason(context, value.seasonal!, granularities)
      return { kind, every: value.seasonal!, count: value.count ?? 4 }
    case 'previous':
      return { kind }
  }
}

function buildPeriod(context: MonitorContext, period: readonly [string, string], timeZone: string): Reference | null {
  const [fromUs, toUs] = period.map((text, index) => {
    const us = parseInstant(text, timeZone)
    if (us === undefined) report(context, ['reference', 'period', index], `"${text}" is not a date`, `expected ${INSTANT_FORM}`)
    return us
  })
  if (fromUs === undefined || toUs === undefined) return null
  if (toUs > fromUs) return { kind: 'period', fromUs, toUs }
  report(
    context,
    ['reference', 'period', 1],
    'the reference period is empty',
    `it ends at ${period[1]}, which is not after its start ${period[0]}; the end is excluded`,
  )
  return null
}

const MINUTES: Readonly<Partial<Record<string, number>>> = { minutes: 1, hours: 60, days: 1440, weeks: 10_080 }
const MONTHS: Readonly<Partial<Record<string, number>>> = { months: 1, years: 12 }

/** A season must be a whole number of windows, or "the same window of the last season" does not exist. */
function checkSeason(context: MonitorContext, every: Duration, granularities: readonly Granularity[]): void {
  for (const granularity of granularities) {
    const unit = MINUTES[granularity.unit] === undefined ? MONTHS : MINUTES
    const season = unit[every.unit]
    const window = unit[granularity.unit]
    // Days and shorter within months and years: the same day of the month.
    if (granularity.unit !== 'rows' && granularity.unit !== 'weeks' && unit === MINUTES && season === undefined) continue
    if (season !== undefined && window !== undefined && (season * every.n) % (window * granularity.n) === 0) continue
    report(
      context,
      ['reference', 'seasonal'],
      `a season of ${every.text} does not fit windows of ${granularity.text}`,
      `expected a whole number of windows: with ${granularity.text} windows there is none ${every.text} before`,
    )
    return
  }
}
