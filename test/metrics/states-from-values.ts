/** Builds states from raw values as plainly as possible: what an engine would answer for a small table. */
import type {
  CategoriesState,
  ColumnState,
  ConfusionState,
  ErrorsState,
  QualityState,
  ScoresState,
} from '../../src/aggregates/states.ts'
import type { Column, ColumnKind } from '../../src/core/columns.ts'
import type { DriftInput, ProfileInput } from '../../src/metrics/inputs.ts'
import { countIntoBins } from '../../src/stats/count-into-bins.ts'
import { errorHistogram } from '../../src/stats/error-histogram.ts'
import { addDoubles, addString, createRegisters } from '../../src/stats/hyper-log-log.ts'
import { nestedEdges } from '../../src/stats/nested-edges.ts'
import { scoreHistogram } from '../../src/stats/score-histogram.ts'
import type { ScoreResolution } from '../../src/stats/score-key.ts'
import type { FrozenColumn } from '../../src/store/store.ts'

export type RawValue = number | string | boolean | null

const SPECIAL: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, '-inf': -Infinity }

export const column = (name: string, kind: ColumnKind, dataType: string): Column => ({
  name,
  kind,
  dataType,
  engineType: dataType,
})

/** Numbers of a golden file, where NaN and the infinities are text. Nulls are left out. */
const numbersOf = (values: readonly RawValue[]): number[] =>
  values.filter((v) => v !== null).map((v) => (typeof v === 'string' ? SPECIAL[v]! : Number(v)))

const sortedFinite = (values: readonly number[]): Float64Array => Float64Array.from(values.filter(Number.isFinite)).sort()

export interface BuildOptions {
  readonly edges?: Float64Array
  readonly shift?: number
  readonly withSorted?: boolean
  readonly keepCategories?: number
}

export function numericInput(col: Column, values: readonly RawValue[], options: BuildOptions = {}): ProfileInput {
  const numbers = numbersOf(values)
  const sorted = sortedFinite(numbers)
  const shift = options.shift ?? sorted[0] ?? 0
  let sum = 0
  let sumSquares = 0
  for (const x of sorted) {
    sum += x - shift
    sumSquares += (x - shift) ** 2
  }
  const distinct = createRegisters()
  addDoubles(distinct, numbers)
  const state: ColumnState = {
    counts: {
      rows: values.length,
      nonNull: numbers.length,
      nan: numbers.filter(Number.isNaN).length,
      positiveInfinity: numbers.filter((x) => x === Infinity).length,
      negativeInfinity: numbers.filter((x) => x === -Infinity).length,
      zeros: numbers.filter((x) => x === 0).length,
    },
    moments: { n: sorted.length, shift, sum, sumSquares, min: sorted[0] ?? null, max: sorted.at(-1) ?? null },
    distinct,
    ...(options.edges && { histogram: countIntoBins(options.edges, sorted) }),
  }
  return {
    rows: values.length,
    column: col,
    state,
    ...(options.edges && { edges: options.edges }),
    ...(options.withSorted !== false && { sorted }),
  }
}

export function categoryInput(col: Column, values: readonly RawValue[], options: BuildOptions = {}): ProfileInput {
  const present = values.filter((v) => v !== null).map(String)
  const distinct = createRegisters()
  for (const text of present) addString(distinct, text)
  const lengths = present.map((text) => [...text].length)
  const state: ColumnState = {
    counts: { rows: values.length, nonNull: present.length, nan: 0, positiveInfinity: 0, negativeInfinity: 0, zeros: 0 },
    categories: categoriesOf(present, options.keepCategories ?? Infinity),
    distinct,
    ...(col.dataType === 'string' && {
      lengths: {
        n: lengths.length,
        min: lengths.length === 0 ? null : Math.min(...lengths),
        max: lengths.length === 0 ? null : Math.max(...lengths),
        sum: lengths.reduce((a, b) => a + b, 0),
      },
    }),
  }
  return { rows: values.length, column: col, state }
}

function categoriesOf(present: readonly string[], keep: number): CategoriesState {
  const counts = new Map<string, number>()
  for (const text of present) counts.set(text, (counts.get(text) ?? 0) + 1)
  const ordered = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
  const items = new Map(ordered.slice(0, keep))
  let other = 0
  for (const [, count] of ordered.slice(keep)) other += count
  return { items, other, complete: ordered.length <= keep }
}

const BINS = 32
const FACTOR = 10

export function driftInput(
  col: Column,
  reference: readonly RawValue[],
  current: readonly RawValue[],
  options: BuildOptions = {},
): DriftInput {
  if (col.kind !== 'numeric') {
    const ref = categoryInput(col, reference, options)
    const top = [...(ref.state.categories?.items.keys() ?? [])].slice(0, 100)
    const frozen: FrozenColumn = {
      column: col,
      categories: top,
      knownValues: [...new Set(reference.filter((v) => v !== null).map(String))],
    }
    return { column: col, reference: ref, current: categoryInput(col, current, options), frozen }
  }
  const { fine, coarse, coarseOfFine } = nestedEdges(sortedFinite(numbersOf(reference)), BINS, FACTOR)
  const build = { ...options, edges: fine }
  const frozen: FrozenColumn = { column: col, fine, coarse, coarseOfFine }
  return { column: col, reference: numericInput(col, reference, build), current: numericInput(col, current, build), frozen }
}

export function confusionOf(predictions: readonly string[], labels: readonly string[]): ConfusionState {
  const confusion: ConfusionState = new Map()
  predictions.forEach((prediction, i) => {
    const key = JSON.stringify([prediction, labels[i]])
    confusion.set(key, (confusion.get(key) ?? 0) + 1)
  })
  return confusion
}

export function scoresState(scores: readonly number[], isClass: readonly boolean[], resolution: ScoreResolution): ScoresState {
  const { logLoss: _, ...state } = scoreHistogram(scores, isClass.map(Number), resolution)
  return state
}

/** Probabilities of one class (binary) or of every class, as the engine is configured with. */
export function classificationState(
  predictions: readonly string[],
  labels: readonly string[],
  scores: Readonly<Record<string, readonly number[]>>,
  resolution: ScoreResolution = 'fine',
): QualityState {
  const names = Object.keys(scores)
  const single = names.length === 1 ? names[0]! : null
  let sum = 0
  labels.forEach((label, i) => {
    const p = single ? (label === single ? scores[single]![i]! : 1 - scores[single]![i]!) : scores[label]![i]!
    sum -= Math.log(Math.min(1 - 1e-15, Math.max(1e-15, p)))
  })
  return {
    confusion: confusionOf(predictions, labels),
    scores: new Map(
      names.map((name) => [
        name,
        scoresState(
          scores[name]!,
          labels.map((label) => label === name),
          resolution,
        ),
      ]),
    ),
    logLoss: { n: labels.length, sum },
  }
}

function errorsState(predictions: readonly number[], labels: readonly number[]): ErrorsState {
  const state: ErrorsState = {
    n: labels.length,
    sum: 0,
    sumAbs: 0,
    sumSquares: 0,
    sumAbsRelative: 0,
    nRelative: 0,
    label: { n: labels.length, shift: labels[0] ?? 0, sum: 0, sumSquares: 0, min: null, max: null },
  }
  labels.forEach((label, i) => {
    const error = predictions[i]! - label
    state.sum += error
    state.sumAbs += Math.abs(error)
    state.sumSquares += error * error
    if (label !== 0) {
      state.sumAbsRelative += Math.abs(error / label)
      state.nRelative++
    }
    state.label.sum += label - state.label.shift
    state.label.sumSquares += (label - state.label.shift) ** 2
    state.label.min = Math.min(state.label.min ?? label, label)
    state.label.max = Math.max(state.label.max ?? label, label)
  })
  return state
}

export const errorsQuality = (predictions: readonly number[], labels: readonly number[]): QualityState => ({
  errors: errorsState(predictions, labels),
  errorHistogram: errorHistogram(labels.map((label, i) => predictions[i]! - label)),
})
