/** Grouping sets for the segments of a table: all rows, each slice, each model id, and each slice within each model id. */
import type { Segment } from '../core/window.ts'
import type { Dialect } from './dialect.ts'

export interface SliceSql {
  readonly key: string
  /** Text of the row's value, or null where the row belongs to no wanted slice. */
  readonly expression: string
}

export interface SegmentsSql {
  readonly slices: readonly SliceSql[]
  /** Text of the row's model id. */
  readonly model: string | null
}

const slice = (i: number): string => `__lw_s${i}`

/** The inner columns that the sets group by: `__lw_m`, `g_s0` … */
export const segmentColumns = (segments: SegmentsSql): readonly string[] => [
  ...(segments.model === null ? [] : [`${segments.model} as __lw_m`]),
  ...segments.slices.map((s, i) => `${s.expression} as ${slice(i)}`),
]

/** One list of grouping columns per kind of segment. */
export function segmentSets(segments: SegmentsSql): readonly (readonly string[])[] {
  const slices = [[], ...segments.slices.map((_, i) => [slice(i)])]
  return segments.model === null ? slices : [...slices, ...slices.map((set) => ['__lw_m', ...set])]
}

/** Names of the columns of `segmentAnswer`, in its order. */
export const SEGMENT_ANSWER_COLUMNS = ['of_model', 'by_model', 'of_slice', 'slice_value'] as const

/** Columns that say which segment an answered row is of: `of_model`, `of_slice` (-1: all rows), `slice_value`. */
export function segmentAnswer(segments: SegmentsSql): readonly string[] {
  const names = segments.slices.map((_, i) => slice(i))
  const which = names.map((name, i) => `when grouping(${name}) = 0 then ${i}`).join(' ')
  return [
    segments.model === null ? 'null as of_model, false as by_model' : `__lw_m as of_model, grouping(__lw_m) = 0 as by_model`,
    names.length === 0
      ? '-1 as of_slice, null as slice_value'
      : `case ${which} else -1 end as of_slice, coalesce(${[...names, 'null'].join(', ')}) as slice_value`,
  ]
}

/** Keeps answered rows that belong to a segment: rows without a model id or slice value form none. */
export const isSegment = '(not by_model or of_model is not null) and (of_slice < 0 or slice_value is not null)'

/** The segment of an answered row. */
export function segmentOfRow(row: Readonly<Record<string, unknown>>, keys: readonly string[]): Segment {
  const of = Number(row['of_slice'])
  return {
    sliceKey: of < 0 ? null : keys[of]!,
    sliceValue: of < 0 ? null : String(row['slice_value']),
    modelId: row['by_model'] === true ? String(row['of_model']) : null,
  }
}

/** A text expression narrowed to the wanted values; null for any other. */
export const wantedValue = (dialect: Dialect, text: string, values: readonly string[]): string =>
  values.length === 0
    ? 'null::varchar'
    : `case when ${text} in (${values.map((v) => dialect.quoteString(v)).join(', ')}) then ${text} end`
