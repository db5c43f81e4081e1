import { LeewayError } from '../core/errors.ts'

/** Confusion counts as three parallel columns: rows with this prediction and this label. */
export interface ConfusionCounts {
  readonly predictions: ArrayLike<string>
  readonly labels: ArrayLike<string>
  readonly counts: ArrayLike<number>
}

/** One number per class, and their means; null where the class has no rows to divide by, which macro and weighted take as 0. */
export interface ClassScores {
  readonly oneVsAll: Readonly<Record<string, number | null>>
  readonly macro: number
  readonly weighted: number
}

export interface ClassificationMetrics {
  readonly rows: number
  /** Classes that occur as label or prediction, sorted. */
  readonly classes: readonly string[]
  readonly accuracy: number
  readonly precision: ClassScores
  readonly recall: ClassScores
  readonly f1: ClassScores
  readonly specificity: ClassScores
  readonly falsePositiveRate: ClassScores
  readonly balancedAccuracy: number
  readonly matthews: number | null
  readonly cohenKappa: number | null
  /** Why a number is null, by its name, as `precision.1` or `matthews`. */
  readonly reasons: Readonly<Record<string, ClassificationReason>>
}

export type ClassificationReason = 'class_never_predicted' | 'class_never_labelled' | 'all_rows_labelled_so' | 'single_class'

interface Margins {
  readonly rows: number
  readonly classes: readonly string[]
  readonly hits: Float64Array
  readonly predicted: Float64Array
  readonly labelled: Float64Array
}

function collectMargins({ predictions, labels, counts }: ConfusionCounts): Margins {
  if (predictions.length !== counts.length || labels.length !== counts.length) {
    throw new LeewayError(
      'STATS_SHAPE',
      `${predictions.length} predictions, ${labels.length} labels and ${counts.length} counts do not pair up`,
    )
  }
  const names = new Set<string>()
  let rows = 0
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!
    if (!(count >= 0 && count < Infinity)) throw new LeewayError('STATS_DOMAIN', `confusion count ${i} is ${count}`)
    if (count === 0) continue
    rows += count
    names.add(predictions[i]!).add(labels[i]!)
  }
  if (rows === 0) throw new LeewayError('STATS_EMPTY', 'the confusion counts hold no rows')
  const classes = [...names].sort()
  const index = new Map(classes.map((name, i) => [name, i]))
  const hits = new Float64Array(classes.length)
  const predicted = new Float64Array(classes.length)
  const labelled = new Float64Array(classes.length)
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!
    if (count === 0) continue
    predicted[index.get(predictions[i]!)!]! += count
    labelled[index.get(labels[i]!)!]! += count
    if (predictions[i] === labels[i]) hits[index.get(labels[i]!)!]! += count
  }
  return { rows, classes, hits, predicted, labelled }
}

type Reasons = Record<string, ClassificationReason>

/** One ratio per class, with its means; a class that divides by 0 gets null and a reason. */
function scoreClasses(
  name: string,
  margins: Margins,
  ratio: (i: number) => readonly [numerator: number, denominator: number],
  reason: ClassificationReason,
  reasons: Reasons,
): ClassScores {
  const { classes, labelled, rows } = margins
  const oneVsAll: Record<string, number | null> = Object.create(null) as Record<string, number | null>
  let sum = 0
  let weighted = 0
  for (let i = 0; i < classes.length; i++) {
    const [numerator, denominator] = ratio(i)
    const key = classes[i]!
    if (denominator === 0) {
      oneVsAll[key] = null
      reasons[`${name}.${key}`] = reason
      continue
    }
    const score = numerator / denominator
    oneVsAll[key] = score
    sum += score
    weighted += score * labelled[i]!
  }
  return { oneVsAll, macro: sum / classes.length, weighted: weighted / rows }
}

/**
 * Classification quality from confusion counts, for two or many classes.
 *
 * Answers: how often is the model right, and for which classes is it wrong in which way?
 * Formula: per class, precision = hits / predicted, recall = hits / labelled, f1 = 2 hits / (predicted + labelled), specificity = true
 * negatives / rows of other labels, false positive rate = 1 - specificity; macro is the mean over classes, weighted the mean by label
 * rows. Balanced accuracy is the mean recall of the labelled classes. Matthews and Cohen's kappa over the whole table.
 * Unit: shares; matthews and kappa from -1 to 1.
 *
 * @param confusion { predictions, labels, counts }: parallel, shape [c]; a pair may repeat
 * @returns ClassificationMetrics; a number that would divide by 0 is null, with its reason under `reasons`; macro and weighted take it
 *   as 0, as scikit-learn does
 * @throws LeewayError STATS_SHAPE if lengths differ; STATS_EMPTY without rows; STATS_DOMAIN if a count is negative or not finite
 * Missing values: rows without prediction or label are left out before.
 * Cost: O(c + classes log classes).
 * Source: Matthews (1975), 10.1016/0005-2795(75)90109-9; Cohen (1960), 10.1177/001316446002000104; equals scikit-learn with
 * zero_division=0 in test/golden/classification-metrics.json
 * @example classificationMetrics({ predictions: ['1', '0'], labels: ['1', '1'], counts: [3, 1] }).accuracy // => 0.75
 */
export function classificationMetrics(confusion: ConfusionCounts): ClassificationMetrics {
  const margins = collectMargins(confusion)
  const { rows, classes, hits, predicted, labelled } = margins
  const reasons: Reasons = Object.create(null) as Reasons
  const trueNegatives = (i: number): number => rows - predicted[i]! - labelled[i]! + hits[i]!
  const falsePositives = (i: number): number => predicted[i]! - hits[i]!
  const others = (i: number): number => rows - labelled[i]!
  const score = (name: string, ratio: (i: number) => readonly [number, number], reason: ClassificationReason): ClassScores =>
    scoreClasses(name, margins, ratio, reason, reasons)
  let right = 0
  let chance = 0
  let recallSum = 0
  let recalled = 0
  for (let i = 0; i < classes.length; i++) {
    right += hits[i]!
    chance += (predicted[i]! / rows) * (labelled[i]! / rows)
    if (labelled[i]! === 0) continue
    recallSum += hits[i]! / labelled[i]!
    recalled++
  }
  const accuracy = right / rows
  const matthews = matthewsCorrelation(margins, accuracy, chance)
  const cohenKappa = classes.length < 2 || chance >= 1 ? null : (accuracy - chance) / (1 - chance)
  if (matthews === null) reasons['matthews'] = 'single_class'
  if (cohenKappa === null) reasons['cohenKappa'] = 'single_class'
  return {
    rows,
    classes,
    accuracy,
    precision: score('precision', (i) => [hits[i]!, predicted[i]!], 'class_never_predicted'),
    recall: score('recall', (i) => [hits[i]!, labelled[i]!], 'class_never_labelled'),
    f1: score('f1', (i) => [2 * hits[i]!, predicted[i]! + labelled[i]!], 'class_never_predicted'),
    specificity: score('specificity', (i) => [trueNegatives(i), others(i)], 'all_rows_labelled_so'),
    falsePositiveRate: score('falsePositiveRate', (i) => [falsePositives(i), others(i)], 'all_rows_labelled_so'),
    balancedAccuracy: recallSum / recalled,
    matthews,
    cohenKappa,
    reasons,
  }
}

function matthewsCorrelation({ rows, classes, predicted, labelled }: Margins, accuracy: number, chance: number): number | null {
  let predictedSquares = 0
  let labelledSquares = 0
  for (let i = 0; i < classes.length; i++) {
    predictedSquares += (predicted[i]! / rows) ** 2
    labelledSquares += (labelled[i]! / rows) ** 2
    if (predicted[i] === rows || labelled[i] === rows) return null
  }
  return (accuracy - chance) / Math.sqrt((1 - predictedSquares) * (1 - labelledSquares))
}
