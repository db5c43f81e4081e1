/** Cuts the judged windows into stretches whose values fit into memory. */
import type { MonitoredColumn } from '../plan/monitored-columns.ts'
import type { JudgedWindow } from '../plan/refresh-plan.ts'
import { EXACT_ROWS } from './segment-book.ts'

/** Values held at once: 8 bytes each, and as much again while they are sorted per slice. */
export const BATCH_VALUES = 16_000_000
const BATCH_WINDOWS = 1_000

export function batchesOf(
  judged: readonly JudgedWindow[],
  columns: readonly MonitoredColumn[],
): readonly (readonly JudgedWindow[])[] {
  const numeric = Math.max(1, columns.filter((c) => c.column.kind === 'numeric').length)
  const ordered = judged.toSorted((a, b) => a.window.endUs - b.window.endUs || b.window.startUs - a.window.startUs)
  const batches: JudgedWindow[][] = []
  let values = 0
  for (const window of ordered) {
    const own = window.rows <= EXACT_ROWS ? window.rows * numeric : 0
    const current = batches.at(-1)
    if (current && values + own <= BATCH_VALUES && current.length < BATCH_WINDOWS) {
      current.push(window)
      values += own
    } else {
      batches.push([window])
      values = own
    }
  }
  return batches
}
