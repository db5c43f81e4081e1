import type { Slot } from './row-router.ts'
import type { SegmentGroups } from './segment-groups.ts'

/** Hands out, window by window, the slots that make up each segment. */
export function emitSlots(
  slots: readonly Slot[],
  groups: SegmentGroups,
  emit: (window: number, segment: number, rows: number, slots: readonly number[]) => void,
): void {
  const windows = new Map<number, Map<number, number[]>>()
  slots.forEach((slot, id) => {
    const segments = windows.get(slot.window) ?? new Map<number, number[]>()
    windows.set(slot.window, segments)
    for (const segment of groups.segmentsOf(slot.grouping, slot.model, slot.value)) {
      const ids = segments.get(segment)
      if (ids) ids.push(id)
      else segments.set(segment, [id])
    }
  })
  for (const [window, segments] of windows) {
    for (const [segment, ids] of segments) {
      emit(
        window,
        segment,
        ids.reduce((sum, id) => sum + slots[id]!.rows, 0),
        ids,
      )
    }
  }
}
