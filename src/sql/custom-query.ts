/** A user's aggregate expressions, evaluated per window and segment in one statement: they do not merge, so each granularity groups rows itself. */
import { isSegment, type SegmentsSql, segmentAnswer, segmentColumns, segmentSets } from './segments.ts'

export interface CustomRows {
  /** The table with its own columns, and the key columns named in `keys`. */
  readonly from: string
  /** Predicate, or empty. */
  readonly where: string
  /** SQL of the window key per granularity. */
  readonly keys: readonly string[]
  readonly segments: SegmentsSql
  readonly expressions: readonly string[]
}

/** Columns: granularity, key, of_model, by_model, of_slice, slice_value, n, x0, x1 … */
export function customQuery(rows: CustomRows): string {
  const keys = rows.keys.map((_, i) => `__lw_k${i}`)
  const columns = [...rows.keys.map((key, i) => `${key} as __lw_k${i}`), ...segmentColumns(rows.segments)]
  const inner = `select *, ${columns.join(', ')} from ${rows.from}${rows.where === '' ? '' : ` where ${rows.where}`}`
  const sets = keys.flatMap((key) => segmentSets(rows.segments).map((set) => `(${[key, ...set].join(', ')})`))
  const which = keys.map((key, i) => `when grouping(${key}) = 0 then ${i}`).join(' ')
  const answer = [
    `case ${which} end as granularity`,
    `coalesce(${[...keys, 'null'].join(', ')}) as key`,
    ...segmentAnswer(rows.segments),
    'count(*) as n',
    ...rows.expressions.map((expression, i) => `(${expression}\n) as x${i}`),
  ]
  return `select * from (select ${answer.join(', ')} from (${inner}) group by grouping sets (${sets.join(', ')})) where key is not null and ${isSegment}`
}
