import {
  agreement,
  agreementBeyondChance,
  type ColumnFacts,
  correlation,
  separation,
  shareOf,
  type TableFacts,
} from './table-facts.ts'

/** A column with a role, and why it was chosen. */
export interface Role {
  readonly column: ColumnFacts
  readonly why: string
}

const PREDICTION = [
  /^(y_?pred|y_?hat|prediction|predicted|pred|predicted_(label|class|value|price)|prediction_(label|class|value)|forecast)$/i,
  /^(pred_|predicted_|prediction_|y_pred_|forecast_|estimated_)|(_pred|_prediction|_predicted|_forecast|_hat)$/i,
]
const PROBABILITY = [/proba|probability/i, /(^|_)(prob|probs|score|confidence|likelihood|p)(_|$)/i]
const LABEL = [
  /^(label|target|y|y_?true|actual|actuals|ground_?truth|truth|outcome|observed|response)$/i,
  /^(actual_|true_|is_|has_|was_|observed_|target_|label_)|(_actual|_label|_target|_true|_outcome)$/i,
]
const MODEL_ID = [/^(model_?(id|version|name|run_?id)?|version|model_?version_?id)$/i, /^model_/i]

const rankOf = (name: string, patterns: readonly RegExp[]): number => patterns.findIndex((pattern) => pattern.test(name))

const isProbabilityLike = (column: ColumnFacts): boolean =>
  column.kind === 'numeric' &&
  column.min !== null &&
  column.max !== null &&
  column.min >= 0 &&
  column.max <= 1 &&
  !(column.whole && column.distinct <= 2)

function bestNamed(
  columns: readonly ColumnFacts[],
  patterns: readonly RegExp[],
  fits: (column: ColumnFacts) => boolean,
): ColumnFacts | undefined {
  const named = columns.filter((column) => rankOf(column.name, patterns) >= 0 && fits(column))
  return named.sort((a, b) => rankOf(a.name, patterns) - rankOf(b.name, patterns))[0]
}

export function guessPrediction(table: TableFacts, taken: ReadonlySet<string>): Role | null {
  const free = table.columns.filter((column) => !taken.has(column.name) && column.kind !== 'timestamp' && column.kind !== 'other')
  const byName = bestNamed(free, PREDICTION, (column) => rankOf(column.name, PROBABILITY) < 0)
  if (byName) return { column: byName, why: 'by its name' }
  const score = bestNamed(free, [/^(score|y_score)$/i], (column) => column.kind === 'numeric')
  return score ? { column: score, why: 'by its name: a score; say whether it is rather the probability' } : null
}

/** Few different values are classes, many are numbers. */
export function guessProblem(prediction: ColumnFacts): { value: 'classification' | 'regression'; why: string } {
  if (prediction.kind !== 'numeric') return { value: 'classification', why: `${prediction.name} is ${prediction.engineType}` }
  if (prediction.whole && prediction.distinct <= 20)
    return { value: 'classification', why: `${prediction.name} has ${prediction.distinct} different values` }
  return { value: 'regression', why: `${prediction.name} has ${prediction.whole ? 'many' : 'fractional'} values` }
}

/** The label: named like one, or holding the same classes as the prediction (or moving with it) in the sampled rows. */
export function guessLabel(
  table: TableFacts,
  prediction: ColumnFacts,
  problem: string,
  taken: ReadonlySet<string>,
  score: { readonly column: ColumnFacts; readonly positive: string } | null = null,
): Role | null {
  const classes = new Set(prediction.frequent.map((item) => item.value))
  const free = table.columns.filter(
    (column) =>
      !taken.has(column.name) && column.kind !== 'timestamp' && column.kind !== 'other' && rankOf(column.name, PREDICTION) < 0,
  )
  const scored = free.flatMap((column) => {
    const named = rankOf(column.name, LABEL)
    if (problem === 'regression') {
      const alike = column.kind === 'numeric' ? Math.abs(correlation(prediction, column)) : 0
      return (named === 0 && column.kind === 'numeric') || (alike > 0.6 && named >= 0)
        ? [{ column, named, alike, beyondChance: alike }]
        : []
    }
    const sameClasses =
      column.frequent.length > 0 &&
      column.distinct <= 20 &&
      column.frequent.every((item) => classes.has(item.value)) &&
      column.distinct > 1
    if (!sameClasses && named !== 0) return []
    return [
      {
        column,
        named,
        alike: agreement(prediction, column),
        beyondChance: (score && separation(score.column, column, score.positive)) ?? agreementBeyondChance(prediction, column),
      },
    ]
  })
  // Where nearly all rows are of one class, every flag that is nearly always off agrees: only what is beyond chance tells.
  const worth = (entry: { named: number; beyondChance: number }): number =>
    entry.beyondChance + (entry.named === 0 ? 1 : entry.named === 1 ? 0.3 : 0)
  const [best] = scored.sort((a, b) => worth(b) - worth(a))
  if (!best) return null
  if (problem === 'regression')
    return {
      column: best.column,
      why: `by its name; correlation with ${prediction.name} ${best.alike.toFixed(2)} in the sampled rows`,
    }
  const chance =
    classes.size > 0
      ? Math.max(
          ...prediction.frequent.map((item) =>
            shareOf(
              item.count,
              prediction.frequent.reduce((sum, each) => sum + each.count, 0),
            ),
          ),
        )
      : 1
  if (best.named < 0 && best.alike <= Math.min(0.95, chance * 0.9)) return null
  const agrees = `equals ${prediction.name} in ${Math.round(best.alike * 100)} % of the sampled rows`
  return {
    column: best.column,
    why: best.named >= 0 ? `by its name, and it ${agrees}` : `it holds the same classes and ${agrees}`,
  }
}

export interface ProbabilityGuess {
  /** One column with the class that it speaks of, or a column per class. */
  readonly single: { readonly column: ColumnFacts; readonly positive: string; readonly positiveWhy: string } | null
  readonly perClass: ReadonlyMap<string, ColumnFacts> | null
  readonly why: string
}

export function guessProbability(
  table: TableFacts,
  prediction: ColumnFacts,
  taken: ReadonlySet<string>,
): ProbabilityGuess | null {
  const free = table.columns.filter((column) => !taken.has(column.name) && column.kind === 'numeric')
  const classes = prediction.frequent.map((item) => item.value)
  const perClass = new Map<string, ColumnFacts>()
  for (const name of classes) {
    const ending = `_${name.toLowerCase()}`
    const column = free.find(
      (each) => isProbabilityLike(each) && each.name.toLowerCase().endsWith(ending) && rankOf(each.name, PROBABILITY) >= 0,
    )
    if (column) perClass.set(name, column)
  }
  if (classes.length >= 2 && perClass.size === classes.length)
    return { single: null, perClass, why: 'one column for each class, by their names' }
  const column = bestNamed(free, PROBABILITY, isProbabilityLike)
  if (!column || classes.length > 2 || classes.length === 0) return null
  const positive = guessPositive(prediction, column)
  return { single: { column, ...positive }, perClass: null, why: 'by its name, and it lies between 0 and 1' }
}

/** The class whose rows have the higher probability; `1` or `true` where the sample does not tell. */
function guessPositive(prediction: ColumnFacts, probability: ColumnFacts): { positive: string; positiveWhy: string } {
  const sums = new Map<string, { n: number; sum: number }>()
  for (const [row, value] of prediction.sample.entries()) {
    const p = Number(probability.sample[row] ?? Number.NaN)
    if (value === null || !Number.isFinite(p)) continue
    const entry = sums.get(value) ?? { n: 0, sum: 0 }
    sums.set(value, { n: entry.n + 1, sum: entry.sum + p })
  }
  const means = [...sums].map(([name, { n, sum }]) => ({ name, mean: sum / n })).sort((a, b) => b.mean - a.mean)
  const [highest, lowest] = [means[0], means.at(-1)]
  if (highest && lowest && means.length > 1)
    return {
      positive: highest.name,
      positiveWhy: `mean ${probability.name} is ${highest.mean.toFixed(2)} where ${prediction.name} is ${highest.name}, ${lowest.mean.toFixed(2)} where it is ${lowest.name}`,
    }
  const classes = prediction.frequent.map((item) => item.value)
  const usual = classes.find((name) => /^(1|true|yes|y|positive)$/i.test(name)) ?? classes[0] ?? '1'
  return { positive: usual, positiveWhy: 'the sampled rows hold one class only: check it' }
}

export function guessModelId(table: TableFacts, taken: ReadonlySet<string>): Role | null {
  const column = bestNamed(
    table.columns.filter((each) => !taken.has(each.name)),
    MODEL_ID,
    (each) => each.distinct >= 1 && each.distinct <= 100 && each.kind !== 'timestamp' && each.kind !== 'other',
  )
  return column ? { column, why: `by its name; ${column.distinct === 1 ? 'one value' : `${column.distinct} values`}` } : null
}
