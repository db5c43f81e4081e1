/** Predictions against labels per window and segment: see `sql/quality-query.ts`. One statement (two for regression without a known shift). */
import { emptyErrors } from '../../aggregates/errors.ts'
import { exactScores } from '../../aggregates/exact-scores.ts'
import { emptyScores } from '../../aggregates/scores.ts'
import type { LogLossState, QualityState, ScoresState } from '../../aggregates/states.ts'
import { segmentId } from '../../core/window.ts'
import { classForm, classText, classTextSql } from '../../sql/class-text.ts'
import { duckdbDialect } from '../../sql/duckdb-dialect.ts'
import {
  type ClassProbability,
  classificationQuery,
  type ExactWindows,
  type QualityRows,
  regressionQuery,
} from '../../sql/quality-query.ts'
import { segmentOfRow } from '../../sql/segments.ts'
import type { EngineContext, QualityRequest } from '../engine.ts'
import { bindExpression } from './bind-expression.ts'
import type { ResolvedSource } from './resolve-source.ts'
import type { Row, Session } from './session.ts'

export interface QualityAnswer {
  /** By window key and segment id. */
  of(key: number, segment: string): QualityState
  readonly notes: readonly string[]
}

const dialect = duckdbDialect
const double = (expression: string): string => dialect.toDouble(expression)

/** Windows of at most so many rows are read score by score, so that their ROC AUC is exact; each distinct score is a row of the answer. */
const EXACT_ROWS = 20_000
/** And so many rows of them in all, so that the answer stays small however many windows are read at once. */
const EXACT_TOTAL_ROWS = 1_000_000

/** The windows that are read score by score, smallest first, named by the shorter list of keys. */
export function exactWindows(windows: readonly { readonly key: number; readonly rows: number }[]): ExactWindows {
  const small = new Set<number>()
  let rows = 0
  for (const window of [...windows].sort((a, b) => a.rows - b.rows)) {
    rows += window.rows
    if (window.rows > EXACT_ROWS || rows > EXACT_TOTAL_ROWS) break
    small.add(window.key)
  }
  if (small.size === 0) return 'none'
  const others = windows.filter((window) => !small.has(window.key)).map((window) => window.key)
  if (others.length === 0) return 'all'
  return small.size <= others.length ? { keys: [...small], listed: 'in' } : { keys: others, listed: 'not in' }
}

/** @param labelShift a typical label, subtracted before summing; null when unknown */
export async function readQuality(
  session: Session,
  source: ResolvedSource,
  request: QualityRequest,
  rows: QualityRows,
  sliceKeys: readonly string[],
  labelShift: number | null,
  windows: readonly { readonly key: number; readonly rows: number }[],
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
    exactWindows(windows),
  )
  const building = new Map<string, Building>()
  let outside = 0
  for (const row of await session.rows(sql, context)) {
    const at = id(row)
    const state = building.get(at) ?? newBuilding(classes)
    building.set(at, state)
    if (Number(row['part']) === 0) state.confusion.set(JSON.stringify([row['prediction'], row['label']]), Number(row['n']))
    else if (Number(row['bin']) >= 0) addScores(state, classes, row)
    else if (Number(row['of_slice']) < 0 && row['by_model'] !== true) outside += Number(row['n'])
  }
  const notes =
    outside === 0
      ? []
      : [`${outside.toLocaleString('en-US')} probabilities lie outside 0 to 1 and are left out of scores and log loss`]
  return { of: (key, segment) => finish(building.get(`${key} ${segment}`) ?? newBuilding(classes)), notes }
}

interface Building {
  readonly confusion: Map<string, number>
  readonly scores: Map<string, ScoresState> | null
  /** Counts per score of each class, where the window is read score by score. */
  readonly exact: Map<string, Map<number, [number, number]>>
  readonly logLoss: LogLossState
}

const newBuilding = (classes: readonly ClassProbability[]): Building => ({
  confusion: new Map(),
  scores: classes.length === 0 ? null : new Map(classes.map((c) => [c.name, emptyScores()])),
  exact: new Map(),
  logLoss: { n: 0, sum: 0 },
})

function finish({ confusion, scores, exact, logLoss }: Building): QualityState {
  if (scores === null) return { confusion }
  for (const [name, counts] of exact) scores.get(name)!.exact = exactScores(counts)
  return { confusion, scores, logLoss }
}

function addScores(state: Building, classes: readonly ClassProbability[], row: Row): void {
  const name = classes[Number(row['class'])]!.name
  const scores = state.scores!.get(name)!
  const bin = Number(row['bin'])
  const side = row['is_class'] === true ? scores.positives : scores.negatives
  side[bin]! += Number(row['n'])
  scores.scoreSums[bin]! += Number(row['score_sum'])
  scores.squaredErrors += Number(row['squares'])
  if (row['score'] !== null) addExact(state, name, Number(row['score']), row['is_class'] === true, Number(row['n']))
  state.logLoss.n += Number(row['log_n'])
  state.logLoss.sum += Number(row['log_sum'] ?? 0)
}

function addExact(state: Building, name: string, score: number, isClass: boolean, rows: number): void {
  const counts = state.exact.get(name) ?? new Map<number, [number, number]>()
  state.exact.set(name, counts)
  const known = counts.get(score) ?? [0, 0]
  counts.set(score, known)
  known[isClass ? 0 : 1] += rows
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
