/**
 * Segments by number. With slices k = 0… of |V_k| values and M models, segment `model * slicesPerModel + slice` has
 * model 0 for all models, else 1 + its position, and slice 0 for no slice, else 1 + the slice's position over all keys.
 *
 * Rows are cut once per slice key (a *grouping*); what has several slice keys is summed up from the finest slots afterwards.
 */
import type { Segment } from '../../core/window.ts'

export interface SegmentGroups {
  readonly slices: readonly { readonly key: string; readonly values: readonly string[] }[]
  readonly models: readonly string[] | null
  /** Rows are cut by each of these: slice key positions, or -1 for no slice key at all. */
  readonly groupings: readonly number[]
  readonly segments: number
  segment(id: number): Segment
  /** The segments to which a slot's rows belong. `model` and `value` are -1 where the row has none of those asked for. */
  segmentsOf(grouping: number, model: number, value: number): number[]
  /** What `idOf` was given. */
  parts(id: number): { readonly model: number; readonly slice: number; readonly value: number }
  /** The number of the segment of one model (-1: all) and one slice key's value (-1: no slice). */
  idOf(model: number, slice: number, value: number): number
}

export function createSegmentGroups(
  slices: readonly { readonly key: string; readonly values: readonly string[] }[],
  models: readonly string[] | null,
): SegmentGroups {
  const offsets: number[] = []
  let slicesPerModel = 1
  for (const slice of slices) {
    offsets.push(slicesPerModel)
    slicesPerModel += slice.values.length
  }
  const groupings = slices.length === 0 ? [-1] : slices.map((_, k) => k)
  const parts = (id: number): { readonly model: number; readonly slice: number; readonly value: number } => {
    const model = Math.floor(id / slicesPerModel) - 1
    const position = id % slicesPerModel
    if (position === 0) return { model, slice: -1, value: -1 }
    const slice = offsets.findLastIndex((offset) => offset <= position)
    return { model, slice, value: position - offsets[slice]! }
  }
  const segment = (id: number): Segment => {
    const { model, slice, value } = parts(id)
    const modelId = model < 0 ? null : models![model]!
    if (slice < 0) return { sliceKey: null, sliceValue: null, modelId }
    return { sliceKey: slices[slice]!.key, sliceValue: slices[slice]!.values[value]!, modelId }
  }
  const idOf = (model: number, slice: number, value: number): number =>
    (1 + model) * slicesPerModel + (slice < 0 ? 0 : offsets[slice]! + value)
  const segmentsOf = (grouping: number, model: number, value: number): number[] => {
    const ids: number[] = []
    const k = groupings[grouping]!
    for (const part of model < 0 ? [0] : [0, 1 + model]) {
      if (grouping === 0) ids.push(part * slicesPerModel)
      if (k >= 0 && value >= 0) ids.push(part * slicesPerModel + offsets[k]! + value)
    }
    return ids
  }
  return { slices, models, groupings, segments: slicesPerModel * (1 + (models?.length ?? 0)), segment, parts, segmentsOf, idOf }
}
