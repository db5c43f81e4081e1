/** Where-clauses with bound values. */
import type { Database, SqlValue } from './database.ts'
import type { RowFilter } from './store.ts'

export class Conditions {
  readonly values: SqlValue[] = []
  readonly #texts: string[] = []
  readonly #database: Database

  constructor(database: Database) {
    this.#database = database
  }

  /** `?` in the text stands for the value. */
  add(text: string, value?: SqlValue): this {
    if (value === undefined) this.#texts.push(text)
    else this.#texts.push(text.replace('?', `$${this.values.push(value)}`))
    return this
  }

  /** Windows of this granularity; null: the whole table as one window; undefined: all. */
  ofGranularity(granularity: string | null | undefined): this {
    if (granularity === null) return this.add('granularity is null')
    return granularity === undefined ? this : this.add('granularity = ?', granularity)
  }

  /** Windows that start in `[fromUs, toUs)`; an infinite end is no end. */
  between(fromUs: number | undefined, toUs: number | undefined): this {
    if (fromUs !== undefined && Number.isFinite(fromUs)) this.add('window_start >= ?', this.#database.instant(fromUs))
    if (toUs !== undefined && Number.isFinite(toUs)) this.add('window_start < ?', this.#database.instant(toUs))
    return this
  }

  get sql(): string {
    return this.#texts.length === 0 ? '' : `where ${this.#texts.join(' and ')}`
  }
}

export function rowConditions(database: Database, monitor: string, filter: RowFilter): Conditions {
  const where = new Conditions(database).add('monitor = ?', monitor).between(filter.fromUs, filter.toUs)
  where.ofGranularity(filter.granularity)
  if (filter.columnName !== undefined) where.add('column_name = ?', filter.columnName)
  if (filter.wholeOnly) where.add('slice_key is null').add('model_id is null')
  return where
}
