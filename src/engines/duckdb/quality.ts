/** Predictions against labels per window and segment: see `sql/quality-query.ts`. One statement (two for regression without a known shift). */
import type { DuckDBDataChunk } from '@duckdb/node-api'
import { emptyErrors } from '../../aggregates/errors.ts'
import { ScoresBuilder } from '../../aggregates/scores-builder.ts'
import type { LogLossState, QualityState } from '../../aggregates/states.ts'
import { segmentId } from '../../core/window.ts'
import { classForm, classText, classTextSql } from '../../sql/class-text.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import {
  CLASSIFICATION_COLUMNS,
  type ClassProbability,
  classificationQuery,
  type QualityRows,
  regressionQuery,
} from '../../sql/quality-query.ts'
import { segmentOfRow } from '../../sql/segments.ts'
import type { EngineContext, QualityRequest } from '../engine.ts'
import { bindExpression } from './bind-expression.ts'
import { readIntegerLists } from './read-vector.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { Row, Session } from './session.ts'

export interface QualityAnswer {
  /** By window key and segment id. */
  of(key: number, segment: string): QualityState
  readonly notes: readonly string[]
}

const dialect = duckdbDialect
const double = (expression: string): string => dialect.toDouble(expression)

/** @param labelShift a typical label, subtracted before summing; null when unknown */
export async function readQuality(
  session: Session,
  source: ResolvedSource,
  request: QualityRequest,
  rows: QualityRows,
  sliceKeys: readonly string[],
  labelShift: number | null,
  context: EngineContext | undefined,
): Promise<QualityAnswer> {
  const prediction = await bindExpression(session, source, request.prediction)
  const label = await bindExpression(session, source, request.label)
  const states = new Map<string, QualityState>()
  const id = (row: Row): string => `${row['key']} ${segmentId(segmentOfRow(row, sliceKeys))}`
  if (request.problem === 'regression') {
    const shift = labelShift ?? (await typicalValue(session, rows, double(label.expression), context))
    const sql = regressionQuery(dialect, rows, double(prediction.expression), double(label.expression), shift)
    for (const row of await session.rows(sql, context)) states.set(id(row), { errors: errorsOf(row, shift) })
    return { of: (key, segment) => states.get(`${key} ${segment}`) ?? { errors: emptyErrors(shift) }, notes: [] }
  }

  const form = classForm(prediction.type, label.type)
  const classes = await classesOf(session, source, request, (text) => classText(text, form))
  const sql = classificationQuery(
    dialect,
    rows,
    classTextSql(dialect, prediction, form),
    classTextSql(dialect, label, form),
    classes,
  )
  const building = new Map<string, Building>()
  let outside = 0
  const take = (row: Row): void => {
    const at = id(row)
    const state = building.get(at) ?? newBuilding(classes)
    building.set(at, state)
    if (Number(row['part']) === 0) state.confusion.set(JSON.stringify([row['prediction'], row['label']]), Number(row['n']))
    else if (Number(row['tenth']) >= 0) addScores(state, classes, row)
    else if (Number(row['of_slice']) < 0 && row['by_model'] !== true) outside += Number(row['n'])
  }
  await session.chunks(sql, (chunk) => rowsOf(chunk, classes.length > 0).forEach(take), context)
  const notes =
    outside === 0
      ? []
      : [`${outside.toLocaleString('en-US')} probabilities lie outside 0 to 1 and are left out of scores and log loss`]
  return { of: (key, segment) => finish(building.get(`${key} ${segment}`) ?? newBuilding(classes)), notes }
}

interface Building {
  readonly confusion: Map<string, number>
  /** In the order of the classes; null without probabilities. */
  readonly scores: ReadonlyMap<string, ScoresBuilder> | null
  readonly logLoss: LogLossState
}

const newBuilding = (classes: readonly ClassProbability[]): Building => ({
  confusion: new Map(),
  scores: classes.length === 0 ? null : new Map(classes.map((c) => [c.name, new ScoresBuilder()])),
  logLoss: { n: 0, sum: 0 },
})

const finish = ({ confusion, scores, logLoss }: Building): QualityState =>
  scores === null
    ? { confusion }
    : { confusion, scores: new Map([...scores].map(([name, builder]) => [name, builder.finish()])), logLoss }

/** Rows of a chunk of `classificationQuery`. Lists are long: they are copied whole, not value by value. */
function rowsOf(chunk: DuckDBDataChunk, scored: boolean): readonly Row[] {
  const lists = scored ? readIntegerLists(chunk.chunk, LABELLED, chunk.rowCount) : null
  const columns = CLASSIFICATION_COLUMNS.map((name, i) => (name === 'labelled' ? lists : chunk.getColumnValues(i)))
  return Array.from({ length: chunk.rowCount }, (_, row) =>
    Object.fromEntries(CLASSIFICATION_COLUMNS.map((name, i) => [name, columns[i]?.[row] ?? null])),
  )
}

const LABELLED = CLASSIFICATION_COLUMNS.indexOf('labelled')

function addScores(state: Building, classes: readonly ClassProbability[], row: Row): void {
  const scores = state.scores!.get(classes[Number(row['class'])]!.name)!
  const n = Number(row['n'])
  const positives = Number(row['positives'])
  const labelled = row['labelled'] as Int32Array | null
  if (labelled === null) scores.addCoarse(Number(row['score_key']), n, positives)
  else scores.addFine(labelled)
  scores.addTenth(Number(row['tenth']), n, positives, Number(row['score_sum']), Number(row['squares']))
  state.logLoss.n += Number(row['log_n'])
  state.logLoss.sum += Number(row['log_sum'] ?? 0)
}

async function classesOf(
  session: Session,
  source: ResolvedSource,
  request: QualityRequest,
  normal: (text: string) => string,
): Promise<readonly ClassProbability[]> {
  const { probability } = request
  if (probability === undefined) return []
  const named =
    probability instanceof Map
      ? [...probability]
      : [[(probability as { positive: string }).positive, (probability as { column: string }).column] as const]
  const classes: ClassProbability[] = []
  for (const [name, column] of named as readonly (readonly [string, string])[]) {
    classes.push({ name: normal(name), probability: double((await bindExpression(session, source, column)).expression) })
  }
  return classes
}

/** A finite value of the column: any keeps the digits of values that lie close together. */
async function typicalValue(
  session: Session,
  rows: QualityRows,
  expression: string,
  context: EngineContext | undefined,
): Promise<number> {
  const where = [rows.where, dialect.isFinite(expression)].filter((part) => part !== '').join(' and ')
  const [row] = await session.rows(`select ${expression} as x from ${rows.from} where ${where} limit 1`, context)
  return row === undefined ? 0 : Number(row['x'])
}

function errorsOf(row: Row, shift: number) {
  const number = (name: string): number => Number(row[name] ?? 0)
  const n = number('n')
  return {
    n,
    sum: number('error_sum'),
    sumAbs: number('error_abs'),
    sumSquares: number('error_squares'),
    sumAbsRelative: number('relative_sum'),
    nRelative: number('relative_n'),
    label: {
      n,
      shift,
      sum: number('label_sum'),
      sumSquares: number('label_squares'),
      min: n === 0 ? null : number('label_min'),
      max: n === 0 ? null : number('label_max'),
    },
  }
}
