/** A source joined with outcomes: binds what the user wrote about them, and makes the FROM clause of the pairs (`sql/label-join.ts`). */
import { LeewayError } from '../../core/errors.ts'
import { nearestName } from '../../core/nearest-name.ts'
import { typeFamily, valueText } from '../../sql/column-value.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import type { Frame } from '../../sql/frame.ts'
import { LABEL_DELAY, LABEL_KNOWN, labelJoinFrom, labelTables, PAIR_KIND } from '../../sql/label-join.ts'
import { offsetSegments } from '../../sql/offsets.ts'
import type { TypedColumn } from '../../sql/source.ts'
import { instantSql, timestampForm } from '../../sql/timestamp.ts'
import type { LabelJoin, TimestampSpec } from '../engine.ts'
import { type BoundExpression, bindExpression, isAggregate } from './bind-expression.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { Session } from './session.ts'

const dialect = duckdbDialect

/** @throws LeewayError COLUMN_NOT_FOUND, SQL_REFUSED, COLUMN_TYPE about what the join names */
export async function resolveLabels(
  session: Session,
  predictions: ResolvedSource,
  outcomes: ResolvedSource,
  join: LabelJoin,
): Promise<ResolvedSource> {
  const labels: ResolvedSource = { ...outcomes, from: `${outcomes.from} as l` }
  const value = await bindValue(session, labels, join.value)
  const condition = await conditionOf(session, predictions, outcomes, join)
  const known = join.knownAt === null ? null : await knownMicros(session, labels, join.knownAt, join.asOfUs)
  const hidden = predictions.columns.find((c) => c.name.toLowerCase() === join.as.toLowerCase())?.name ?? null
  const joined = (from: string, instant: string | null): string =>
    labelJoinFrom(dialect, {
      predictions: from,
      hidden,
      instant,
      labels: outcomes.from,
      condition,
      value: value.expression,
      known,
      asOfUs: join.asOfUs,
      match: join.match,
      as: join.as,
    })
  const { version } = predictions
  return {
    ...predictions,
    from: joined(predictions.from, null),
    columns: [
      ...predictions.columns.filter((c) => c.name !== hidden),
      { name: join.as, type: value.type },
      { name: PAIR_KIND, type: 'INTEGER' },
      { name: LABEL_DELAY, type: 'DOUBLE' },
      { name: LABEL_KNOWN, type: 'BIGINT' },
    ],
    rows: null,
    bytes: null,
    version: version === null || outcomes.version === null ? null : `${version}+${outcomes.version}`,
    files: null,
    notes: [],
    rowIdentity: null,
    restrict: (files) => joined(predictions.restrict(files), null),
    joinFrame: (frame) => joinFrame(frame, joined),
    predictions,
  }
}

/** Rows of a frame joined: their windows are told before, so that a prediction keeps its window however many outcomes it has. */
function joinFrame(frame: Frame, joined: (from: string, instant: string | null) => string): Frame {
  const from = frame.where === '' ? frame.from : `(select * from ${frame.from} where ${frame.where})`
  return { ...frame, from: joined(from, frame.micros === 'null' ? null : frame.micros), where: '' }
}

/** No outcome of a model became known before. */
const FIRST_OUTCOME_US = 0
const US_PER_DAY = 86_400_000_000

/** The offsets of all times are taken: to ask for the range of the data would read it, also where nothing else is. */
async function knownMicros(session: Session, labels: ResolvedSource, spec: TimestampSpec, asOfUs: number): Promise<string> {
  const { expression, type } = await bindExpression(session, labels, spec.expression)
  const form = timestampForm(spec.expression, type, labels.place)
  const text = spec.format === undefined ? { expression } : { expression, format: spec.format }
  return instantSql(dialect, text, form, type, offsetSegments(spec.zone, FIRST_OUTCOME_US, asOfUs + US_PER_DAY)).micros
}

async function bindValue(session: Session, labels: ResolvedSource, text: string): Promise<BoundExpression> {
  const bound = await bindExpression(session, labels, text)
  if (!(await isAggregate(session, labels, bound))) return bound
  throw new LeewayError('SQL_REFUSED', 'one value of all outcomes, not of each', {
    place: text,
    mend: 'write the outcome of one row of the label table',
  })
}

async function conditionOf(
  session: Session,
  predictions: ResolvedSource,
  labels: ResolvedSource,
  { on }: LabelJoin,
): Promise<string> {
  if (on.kind === 'columns')
    return on.pairs
      .map((pair) => equal(columnOf(predictions, pair.prediction, 'p'), columnOf(labels, pair.label, 'l')))
      .join(' and ')
  const both: ResolvedSource = {
    ...predictions,
    place: `${predictions.place} (p) and ${labels.place} (l)`,
    from: labelTables(predictions.from, labels.from),
    // Names of one table alone: whatever stands alone is an expression over both.
    columns: [],
  }
  const bound = await bindExpression(session, both, on.condition).catch((error: unknown) => {
    throw missingColumn(error, { p: predictions, l: labels }) ?? error
  })
  if (bound.type !== 'BOOLEAN')
    throw new LeewayError('SQL_REFUSED', `a value of type ${bound.type}, not a condition`, {
      place: on.condition,
      mend: 'write when a prediction p and an outcome l belong together: p.id = l.id',
    })
  if (await isAggregate(session, both, bound))
    throw new LeewayError('SQL_REFUSED', 'the same for all rows, so that it tells none apart', {
      place: on.condition,
      mend: 'write when a prediction p and an outcome l belong together: p.id = l.id',
    })
  return bound.expression
}

/** `p.jobid` where p has `job_id`: the engine says the table, and we the nearest name in it. */
function missingColumn(error: unknown, sides: Readonly<Record<'p' | 'l', ResolvedSource>>): LeewayError | null {
  if (!(error instanceof LeewayError)) return null
  const [, side, name] = /^Table "([pl])" does not have a column named "(.*)"/i.exec(error.message) ?? []
  if (side === undefined || name === undefined) return null
  return unknownColumn(sides[side.toLowerCase() as 'p' | 'l'], name, error.place)
}

function unknownColumn(source: ResolvedSource, name: string, place: string | undefined): LeewayError {
  const names = source.columns.map((c) => c.name)
  const near = nearestName(name, names)
  return new LeewayError('COLUMN_NOT_FOUND', `no column ${name} in ${source.place}`, {
    place: place ?? source.place,
    mend: near === undefined ? `it has ${names.slice(0, 12).join(', ')}` : `did you mean ${near}?`,
  })
}

interface SidedColumn {
  readonly sql: string
  readonly type: string
}

function columnOf(source: ResolvedSource, name: string, side: 'p' | 'l'): SidedColumn {
  const same = (column: TypedColumn): boolean => column.name.toLowerCase() === name.toLowerCase()
  const column = source.columns.find((c) => c.name === name) ?? source.columns.find(same)
  if (column) return { sql: `${side}.${dialect.quoteIdentifier(column.name)}`, type: column.type }
  throw unknownColumn(source, name, undefined)
}

/** A text equals what is no text where both are written alike, so that an id kept as text on one side is found all the same. */
function equal(a: SidedColumn, b: SidedColumn): string {
  const texts = [a, b].filter((side) => typeFamily(side.type) === 'text').length
  if (texts !== 1) return `${a.sql} = ${b.sql}`
  return `${valueText(dialect, a.sql, a.type)} = ${valueText(dialect, b.sql, b.type)}`
}
