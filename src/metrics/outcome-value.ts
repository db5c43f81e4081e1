/** What the predictions of a window brought, by the user's value of each cell of the confusion matrix. */
import type { ConfusionState } from '../aggregates/states.ts'
import type { OutcomeValues } from '../config/project.ts'
import { classText } from '../sql/class-text.ts'
import { confusionCells } from './quality-states.ts'

export interface Outcome {
  readonly total: number
  /** Rows with prediction and label. */
  readonly rows: number
}

const cellOf = (prediction: string, label: string): string => JSON.stringify([prediction, label])
/** `true`, `1` and `1.0` are one class: the configuration need not know how the columns are typed. */
const alike = (name: string): string => classText(name, 'number')

/** A cell that has no value is worth 0. */
export function outcomeOf(confusion: ConfusionState, { cells }: OutcomeValues): Outcome {
  const exact = new Map(cells.map(({ prediction, label, value }) => [cellOf(prediction, label), value]))
  const loose = new Map(cells.map(({ prediction, label, value }) => [cellOf(alike(prediction), alike(label)), value]))
  let total = 0
  let rows = 0
  for (const { prediction, label, count } of confusionCells(confusion)) {
    rows += count
    total += count * (exact.get(cellOf(prediction, label)) ?? loose.get(cellOf(alike(prediction), alike(label))) ?? 0)
  }
  return { total, rows }
}
