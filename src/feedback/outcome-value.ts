/** What the model's answers were worth, by what the user says each cell of the confusion matrix is worth. */
import type { ConfusionState } from '../aggregates/states.ts'
import type { Monitor, OutcomeValues } from '../config/project.ts'
import type { JsonValue } from '../core/json.ts'
import { outcomeOf } from '../metrics/outcome-value.ts'
import { type ProfileRow, TABLE_COLUMN } from '../metrics/rows.ts'
import type { Store } from '../store/store.ts'
import { granularityMinutes } from './granularity-minutes.ts'

export interface ConfusionValue {
  readonly total: number
  /** Rows with a label. */
  readonly labelled: number
}

export interface DayValue {
  readonly monitor: string
  readonly startUs: number
  readonly endUs: number
  readonly total: number
  readonly labelled: number
  readonly perPrediction: number | null
  readonly unit: string | null
}

/**
 * Worth of a confusion matrix as its table row holds it: `[{prediction, label, count}]`. A cell that is not listed is worth 0.
 * @returns null when there is no matrix
 */
export function valueOfConfusion(matrix: JsonValue | undefined, values: OutcomeValues): ConfusionValue | null {
  if (!Array.isArray(matrix)) return null
  const confusion: ConfusionState = new Map()
  for (const cell of matrix) {
    if (typeof cell !== 'object' || cell === null || Array.isArray(cell)) return null
    const { prediction, label, count } = cell as { readonly [key: string]: JsonValue }
    if (typeof prediction !== 'string' || typeof label !== 'string' || typeof count !== 'number') return null
    confusion.set(JSON.stringify([prediction, label]), count)
  }
  const { total, rows } = outcomeOf(confusion, values)
  return rows === 0 ? null : { total, labelled: rows }
}

/** Worth of one `:table` row: the metric `total_value` where the row has it. */
export function valueOfRow(row: ProfileRow, values: OutcomeValues): ConfusionValue | null {
  const counted = valueOfConfusion(row.values.get('confusion_matrix'), values)
  const total = row.values.get('total_value')
  return counted && typeof total === 'number' ? { total, labelled: counted.labelled } : counted
}

/** Worth per day, or per window of the finest calendar size that the monitor has; oldest first. Empty without `outcome_values`. */
export async function readValues(
  store: Store,
  monitor: Monitor,
  { fromUs, asOfUs }: { readonly fromUs?: number; readonly asOfUs: number },
): Promise<readonly DayValue[]> {
  const { outcomeValues } = monitor
  const granularity = valueGranularity(monitor)
  if (!outcomeValues || granularity === undefined) return []
  const rows = await store.profileRows(monitor.name, {
    granularity,
    columnName: TABLE_COLUMN,
    wholeOnly: true,
    ...(fromUs === undefined ? {} : { fromUs }),
  })
  return rows.flatMap((row): DayValue[] => {
    const { window } = row
    const value = window && window.endUs <= asOfUs ? valueOfRow(row, outcomeValues) : null
    if (!window || !value) return []
    return [
      {
        monitor: monitor.name,
        startUs: window.startUs,
        endUs: window.endUs,
        ...value,
        perPrediction: value.total / value.labelled,
        unit: outcomeValues.unit,
      },
    ]
  })
}

function valueGranularity({ granularities }: Monitor): string | undefined {
  const calendar = granularities.filter(({ unit }) => unit !== 'rows')
  const day = calendar.find(({ text }) => text === '1 day')
  return (day ?? calendar.toSorted((a, b) => granularityMinutes(a) - granularityMinutes(b))[0])?.text
}
