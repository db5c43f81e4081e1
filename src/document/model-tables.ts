import { LeewayError } from '../core/errors.ts'
import type { IndexedWindow } from '../engines/engine.ts'
import { compareText, indexDates } from './by-day.ts'
import type { Connection } from './connection.ts'
import type { AsOf, DocumentOptions } from './period.ts'

/** The prediction table of each model, by the model's name: what the document writes as UNION ALL. */
export type ModelTables = Readonly<Record<string, string | { readonly table: string; readonly timestamp?: string }>>

export interface ModelTablesOptions extends DocumentOptions {
  /** Column of every table that does not name its own. Default: `scored_at`. */
  readonly timestamp?: string
}

/** The dates of each model with rows, ascending; models by name. */
export async function datesOfModels(
  connection: Connection,
  models: ModelTables,
  days: number,
  asOf: AsOf,
  options: ModelTablesOptions,
): Promise<readonly { readonly model: string; readonly dates: readonly IndexedWindow[] }[]> {
  const names = Object.keys(models).toSorted(compareText)
  if (names.length === 0)
    throw new LeewayError('USAGE', 'no model is named', {
      mend: "give {model: table}: {failure_predictor: 'failure_predictions'}",
    })
  const answers = []
  for (const model of names) {
    const entry = models[model]!
    const { table, timestamp = options.timestamp ?? 'scored_at' } = typeof entry === 'string' ? { table: entry } : entry
    answers.push({ model, dates: await indexDates(connection, { table }, timestamp, days, asOf, options) })
  }
  return answers
}
