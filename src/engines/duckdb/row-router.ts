/**
 * Sends each row of a chunk to its slots: one slot per (window, model, slice value), for each grouping of `SegmentGroups`.
 * Slots are made when their first row comes, so that combinations that do not occur cost nothing.
 */
import type { RowRuns } from '../../aggregates/numeric-kernel.ts'

export interface Slot {
  readonly window: number
  readonly grouping: number
  /** -1: none of those asked for. */
  readonly model: number
  readonly value: number
  rows: number
}

/** Codes of one chunk's rows: dense window index (-1: skip), model (-1: none), and per grouping the slice value (-1: none). */
export interface RowCodes {
  readonly rows: number
  readonly window: Int32Array
  readonly model: Int32Array | null
  readonly values: readonly (Int32Array | null)[]
}

interface Grouping {
  readonly slotOfKey: Map<number, number>
  lastKey: number
  lastSlot: number
  readonly slots: Int32Array
  readonly order: Int32Array
  readonly starts: Int32Array
  readonly runSlots: Int32Array
}

export class RowRouter {
  readonly slots: Slot[] = []
  readonly #groupings: Grouping[]
  readonly #values: number
  readonly #models: number
  readonly #addSlot: () => void
  #runOfSlot = new Int32Array(64)

  /** @param addSlot called once per new slot, in the order of `slots` */
  constructor(groupings: number, models: number, values: number, vectorSize: number, addSlot: () => void) {
    this.#models = models + 1
    this.#values = values + 1
    this.#addSlot = addSlot
    this.#groupings = Array.from({ length: groupings }, () => ({
      slotOfKey: new Map(),
      lastKey: -1,
      lastSlot: -1,
      slots: new Int32Array(vectorSize),
      order: new Int32Array(vectorSize),
      starts: new Int32Array(vectorSize + 1),
      runSlots: new Int32Array(vectorSize),
    }))
  }

  clear(): void {
    this.slots.length = 0
    for (const grouping of this.#groupings) {
      grouping.slotOfKey.clear()
      grouping.lastKey = -1
    }
  }

  /** The rows `from` to `to` of a chunk by slot, per grouping; counts them. The arrays are used again for the next chunk. */
  route(codes: RowCodes, from = 0, to = codes.rows): RowRuns[] {
    return this.#groupings.map((grouping, g) => this.#routeOne(grouping, g, codes, from, to))
  }

  #slotOf(grouping: Grouping, g: number, window: number, model: number, value: number): number {
    const key = (window * this.#models + model + 1) * this.#values + value + 1
    if (key === grouping.lastKey) return grouping.lastSlot
    let slot = grouping.slotOfKey.get(key)
    if (slot === undefined) {
      slot = this.slots.push({ window, grouping: g, model, value, rows: 0 }) - 1
      grouping.slotOfKey.set(key, slot)
      this.#addSlot()
    }
    grouping.lastKey = key
    grouping.lastSlot = slot
    return slot
  }

  #routeOne(grouping: Grouping, g: number, codes: RowCodes, from: number, to: number): RowRuns {
    const { slots, order, starts, runSlots } = grouping
    const { window, model } = codes
    const value = codes.values[g] ?? null
    let uniform = true
    for (let row = from; row < to; row++) {
      const w = window[row]!
      slots[row] = w < 0 ? -1 : this.#slotOf(grouping, g, w, model ? model[row]! : -1, value ? value[row]! : -1)
      if (slots[row] !== slots[from]) uniform = false
    }
    if (uniform) return this.#oneRun(grouping, from, to)
    if (this.#runOfSlot.length < this.slots.length) this.#runOfSlot = new Int32Array(this.slots.length * 2)
    const runOf = this.#runOfSlot
    let runs = 0
    const counts = starts
    for (let row = from; row < to; row++) {
      const slot = slots[row]!
      if (slot < 0) continue
      let run = runOf[slot]!
      if (run >= runs || runSlots[run] !== slot) {
        run = runs++
        runOf[slot] = run
        runSlots[run] = slot
        counts[run + 1] = 0
      }
      counts[run + 1]!++
    }
    starts[0] = 0
    for (let run = 0; run < runs; run++) {
      this.slots[runSlots[run]!]!.rows += starts[run + 1]!
      starts[run + 1]! += starts[run]!
    }
    for (let row = from; row < to; row++) {
      const slot = slots[row]!
      if (slot >= 0) order[starts[runOf[slot]!]!++] = row
    }
    for (let run = runs; run > 0; run--) starts[run] = starts[run - 1]!
    starts[0] = 0
    return { order, runs, starts, slots: runSlots }
  }

  #oneRun({ slots, order, starts, runSlots }: Grouping, from: number, to: number): RowRuns {
    const slot = to > from ? slots[from]! : -1
    if (slot < 0) return { order: null, runs: 0, starts, slots: runSlots }
    this.slots[slot]!.rows += to - from
    runSlots[0] = slot
    starts[0] = 0
    starts[1] = to - from
    if (from === 0) return { order: null, runs: 1, starts, slots: runSlots }
    for (let row = from; row < to; row++) order[row - from] = row
    return { order, runs: 1, starts, slots: runSlots }
  }
}
