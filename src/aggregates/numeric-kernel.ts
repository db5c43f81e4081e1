import type { CountsState, MomentsState } from './states.ts'

/** One numeric column of a kernel. Without `moments` only rows that are there are counted (a list, a struct). */
export interface KernelColumn {
  /** Constant that is subtracted before summing. */
  readonly shift: number
  /** Ascending, without repeats; null: no histogram. */
  readonly edges: Float64Array | null
  readonly moments: boolean
  readonly distinct: boolean
}

/**
 * Which rows of a chunk go into which slot. Rows stand together by slot: run r holds `order[starts[r]]` to
 * `order[starts[r + 1] - 1]`, or those rows themselves where `order` is null. Rows that belong nowhere are left out.
 */
export interface RowRuns {
  readonly order: Int32Array | null
  readonly runs: number
  readonly starts: Int32Array
  readonly slots: Int32Array
}

/** What a kernel knows of one column in one slot; `counts.rows` is 0: the caller counts rows. */
export interface NumericState {
  readonly counts: CountsState
  readonly moments?: MomentsState
  readonly histogram?: Float64Array
  readonly distinct?: Uint8Array
}

/** Accumulates chunks of doubles into slots (one per segment of a window), for all its columns. */
export interface NumericKernel {
  /** Bytes that one slot holds. */
  readonly slotBytes: number
  /** A new empty slot; numbered from 0. */
  addSlot(): number
  /**
   * Adds rows of one chunk.
   * @param data     the column's values; what stands at a null is ignored
   * @param validity bit i of byte i >> 3 is 1 where row i is not null; null: no nulls
   * @param runs     for each grouping of the rows, their slots
   */
  accumulate(column: number, data: Float64Array, validity: Uint8Array | null, runs: readonly RowRuns[]): void
  read(slot: number, column: number): NumericState
  /** Forgets all slots. */
  clear(): void
}
