/** Predictions against labels per window and segment: see `sql/quality-query.ts`. One statement (two for regression without a known shift). */
import type { DuckDBDataChunk } from '@duckdb/node-api'
import { errorSide } from '../../aggregates/error-histogram.ts'
import { emptyErrors } from '../../aggregates/errors.ts'
import { ScoresBuilder } from '../../aggregates/scores-builder.ts'
import type { ErrorsState, LogLossState, QualityState, ResidualsState } from '../../aggregates/states.ts'
import { segmentId } from '../../core/window.ts'
import { classForm, classText, classTextSql } from '../../sql/class-text.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import {
  CLASSIFICATION_COLUMNS,
  type ClassProbability,
  classificationQuery,
  type QualityRows,
  REGRESSION_COLUMNS,
  regressionQuery,
} from '../../sql/quality-query.ts'
import { segmentOfRow } from '../../sql/segments.ts'
import { emptyResidualBins, residualEdges } from '../../stats/residual-bins.ts'
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

/**
 * @param labelShift      a typical label, subtracted before summing; null when unknown
 * @param predictionEdges the prediction column's frozen fine edges, by which residuals are binned; null where it has none
 */
export async function readQuality(
  session: Session,
  source: ResolvedSource,
  request: QualityRequest,
  rows: QualityRows,
  sliceKeys: readonly string[],
  labelShift: number | null,
  predictionEdges: Float64Array | null,
  context: EngineContext | undefined,
): Promise<QualityAnswer> {
  const prediction = await bindExpression(session, source, request.prediction)
  const label = await bindExpression(session, source, request.label)
  const id = (row: Row): string => `${row['key']} ${segmentId(segmentOfRow(row, sliceKeys))}`
  if (request.problem === 'regression') {
    const shift = labelShift ?? (await typicalValue(session, rows, double(label.expression), context))
    const edges = predictionEdges === null || predictionEdges.length === 0 ? null : residualEdges(predictionEdges)
    const sql = regressionQuery(dialect, rows, double(prediction.expression), double(label.expression), shift, edges)
    const building = new Map<string, ErrorsBuilder>()
    const take = (row: Row): void => {
      const at = id(row)
      const builder = building.get(at) ?? new ErrorsBuilder(shift, edges)
      building.set(at, builder)
      builder.take(row)
    }
    await session.chunks(sql, (chunk) => regressionRows(chunk).forEach(take), context)
    const empty = new ErrorsBuilder(shift, edges).finish()
    return { of: (key, segment) => building.get(`${key} ${segment}`)?.finish() ?? empty, notes: [] }
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

const regressionRows = (chunk: DuckDBDataChunk): readonly Row[] => {
  const columns = REGRESSION_COLUMNS.map((_, i) => chunk.getColumnValues(i))
  return Array.from({ length: chunk.rowCount }, (_, row) =>
    Object.fromEntries(REGRESSION_COLUMNS.map((name, i) => [name, columns[i]![row] ?? null])),
  )
}

/** Puts the states of one segment together from the rows of `regressionQuery`. */
class ErrorsBuilder {
  #errors: ErrorsState
  readonly #shift: number
  readonly #keys = { '-1': new Map<number, number>(), '0': new Map<number, number>(), '1': new Map<number, number>() }
  readonly #residuals: ResidualsState | null

  constructor(shift: number, edges: Float64Array | null) {
    this.#shift = shift
    this.#errors = emptyErrors(shift)
    this.#residuals = edges === null ? null : emptyResidualBins(edges.length + 1)
  }

  take(row: Row): void {
    const part = Number(row['part'])
    const bin = Number(row['bin'])
    if (part === 0) this.#errors = errorsOf(row, this.#shift)
    else if (part === 1) this.#keys[String(row['sign']) as '-1' | '0' | '1'].set(bin, Number(row['n']))
    else if (this.#residuals) {
      this.#residuals.rows[bin] = Number(row['n'])
      this.#residuals.predictions[bin] = Number(row['prediction_sum'])
      this.#residuals.errors[bin] = Number(row['error_sum'])
      this.#residuals.squares[bin] = Number(row['error_squares'])
    }
  }

  finish(): QualityState {
    const { '-1': negative, '0': zeros, '1': positive } = this.#keys
    return {
      errors: this.#errors,
      errorHistogram: { negative: errorSide(negative), zeros: zeros.get(0) ?? 0, positive: errorSide(positive) },
      ...(this.#residuals ? { residuals: this.#residuals } : {}),
    }
  }
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
