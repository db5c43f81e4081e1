/** A monitor's timestamp made ready for SQL: its form from the bound type, and the zone's offsets over the data's range. */
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import { type OffsetSegment, offsetSegments } from '../../sql/offsets.ts'
import { type InstantSql, instantSql, timestampForm } from '../../sql/timestamp.ts'
import type { TimestampSpec } from '../engine.ts'
import { bindExpression } from './bind-expression.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { Session } from './session.ts'

export interface ResolvedTime {
  readonly instant: InstantSql
  readonly segments: readonly OffsetSegment[]
}

const US_PER_DAY = 86_400_000_000
const HISTORY_START_US = Date.UTC(1900, 0, 1) * 1000

/**
 * @param range where the caller reads nothing outside: then the data's own range is not asked for
 */
export async function resolveTime(
  session: Session,
  source: ResolvedSource,
  spec: TimestampSpec,
  asOfUs: number,
  range?: { readonly fromUs: number; readonly untilUs: number },
): Promise<ResolvedTime> {
  const { expression, type } = await bindExpression(session, source, spec.expression)
  const form = timestampForm(spec.expression, type, source.place)
  const text = spec.format === undefined ? { expression } : { expression, format: spec.format }
  if (range) {
    const segments = offsetSegments(spec.zone, range.fromUs - US_PER_DAY, range.untilUs + US_PER_DAY)
    return { instant: instantSql(duckdbDialect, text, form, type, segments), segments }
  }
  const utc = instantSql(duckdbDialect, text, form, type, [{ startUs: Number.NEGATIVE_INFINITY, offsetUs: 0 }])

  // Zones of one offset need no range. Others get the offsets of the data's range where asking is cheap (file statistics).
  const all = offsetSegments(spec.zone, HISTORY_START_US, asOfUs + US_PER_DAY)
  const segments = all.length === 1 || form === 'text' ? all : await segmentsOfData(session, source, spec.zone, utc, asOfUs)
  return { instant: instantSql(duckdbDialect, text, form, type, segments), segments }
}

async function segmentsOfData(
  session: Session,
  source: ResolvedSource,
  zone: string,
  utc: InstantSql,
  asOfUs: number,
): Promise<readonly OffsetSegment[]> {
  const [row] = await session.rows(
    `select ${duckdbDialect.microsOfZoned(`min(${utc.raw})`)} as least, ${duckdbDialect.microsOfZoned(`max(${utc.raw})`)} as most from ${source.from}`,
  )
  const bound = (value: unknown, otherwise: number): number => (value === null ? otherwise : Number(value))
  const latest = asOfUs + US_PER_DAY
  return offsetSegments(
    zone,
    bound(row!['least'], HISTORY_START_US) - US_PER_DAY,
    Math.min(bound(row!['most'], latest) + US_PER_DAY, latest),
  )
}
