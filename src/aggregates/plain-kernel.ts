import { binIndex } from '../stats/bin-index.ts'
import { addDoubles } from '../stats/hyper-log-log.ts'
import { emptyCounts } from './counts.ts'
import { emptyDistinct } from './distinct.ts'
import { emptyHistogram } from './histogram.ts'
import { emptyMoments } from './moments.ts'
import type { KernelColumn, NumericKernel, NumericState, RowRuns } from './numeric-kernel.ts'
import type { CountsState, MomentsState } from './states.ts'

interface Cell {
  readonly counts: CountsState
  readonly moments: MomentsState
  readonly histogram: Float64Array | null
  readonly distinct: Uint8Array | null
}

/** Bytes of a cell's counts and moments in memory, roughly. */
const CELL_BYTES = 300

/**
 * The kernel in plain JavaScript: the meaning of each number, to which the WebAssembly form is held equal by test,
 * and the form for small inputs, where compiling would cost more than it saves.
 */
export function createPlainKernel(columns: readonly KernelColumn[]): NumericKernel {
  const slots: Cell[][] = []
  const newCell = (column: KernelColumn): Cell => ({
    counts: emptyCounts(),
    moments: emptyMoments(column.shift),
    histogram: column.edges && emptyHistogram(column.edges.length),
    distinct: column.distinct ? emptyDistinct() : null,
  })
  const slotBytes = columns.reduce(
    (sum, c) => sum + CELL_BYTES + (c.edges ? 8 * (c.edges.length + 1) : 0) + (c.distinct ? 2048 : 0),
    0,
  )
  const accumulate = (column: number, data: Float64Array, validity: Uint8Array | null, groupings: readonly RowRuns[]): void => {
    const { edges, moments } = columns[column]!
    for (const { order, runs, starts, slots: slotOfRun } of groupings) {
      for (let r = 0; r < runs; r++) {
        const cell = slots[slotOfRun[r]!]![column]!
        for (let i = starts[r]!; i < starts[r + 1]!; i++) {
          const row = order ? order[i]! : i
          if (validity && (validity[row >> 3]! & (1 << (row & 7))) === 0) continue
          cell.counts.nonNull++
          if (moments) addValue(cell, edges, data[row]!)
        }
      }
    }
  }
  return {
    slotBytes,
    addSlot: () => slots.push(columns.map(newCell)) - 1,
    accumulate,
    read: (slot, column) => readCell(slots[slot]![column]!, columns[column]!),
    clear: () => {
      slots.length = 0
    },
  }
}

const one = new Float64Array(1)

function addValue({ counts, moments, histogram, distinct }: Cell, edges: Float64Array | null, x: number): void {
  if (x === 0) counts.zeros++
  if (!Number.isFinite(x)) {
    if (Number.isNaN(x)) counts.nan++
    else if (x > 0) counts.positiveInfinity++
    else counts.negativeInfinity++
    return
  }
  const shifted = x - moments.shift
  moments.n++
  moments.sum += shifted
  moments.sumSquares += shifted * shifted
  if (moments.min === null || x < moments.min) moments.min = x
  if (moments.max === null || x > moments.max) moments.max = x
  if (histogram && edges) histogram[edges.length > 0 ? binIndex(edges, x) : 0]!++
  if (distinct) {
    one[0] = x
    addDoubles(distinct, one)
  }
}

function readCell(cell: Cell, column: KernelColumn): NumericState {
  return {
    counts: { ...cell.counts },
    ...(column.moments && { moments: { ...cell.moments } }),
    ...(cell.histogram && { histogram: cell.histogram.slice() }),
    ...(cell.distinct && { distinct: cell.distinct.slice() }),
  }
}
