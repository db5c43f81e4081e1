/** One pass over the rows for a group of numeric columns: chunks go through the router into the kernel; full windows come out encoded. */
import type duckdb from '@duckdb/node-bindings'
import { mergeColumn } from '../../aggregates/column-state.ts'
import type { KernelColumn, NumericKernel, NumericState } from '../../aggregates/numeric-kernel.ts'
import type { CategoriesState, ColumnState } from '../../aggregates/states.ts'
import type { ScanColumn } from '../engine.ts'
import { emitSlots } from './emit-slots.ts'
import type { NativeConnection } from './native-connection.ts'
import { readColumn } from './read-vector.ts'
import { type RowCodes, RowRouter } from './row-router.ts'
import type { RowSource } from './row-source.ts'
import { doubleOf } from './scan-sql.ts'
import type { ScanTask, StateBlock, ValueBlock } from './scan-task.ts'
import type { SegmentGroups } from './segment-groups.ts'
import { StateBlockBuilder } from './state-block-builder.ts'
import type { TextKernel } from './text-kernel.ts'
import { ValueCollector } from './value-collector.ts'

export const kernelColumn = ({ column, edges, shift }: ScanColumn): KernelColumn => ({
  shift: shift ?? 0,
  edges: column.kind === 'numeric' ? (edges ?? null) : null,
  moments: column.kind !== 'other',
  distinct: column.kind !== 'other',
})

export interface NumericPass {
  readonly task: ScanTask
  readonly source: RowSource
  readonly groups: SegmentGroups
  readonly columns: readonly ScanColumn[]
  readonly kernel: NumericKernel
  /** Texts that ride along in the same statement. */
  readonly texts: TextKernel | null
  /** Rows come window by window: only one window's slots are held. */
  readonly ordered: boolean
  readonly vectorSize: number
  readonly onRows: (rows: number) => void
}

export interface NumericPassResult {
  readonly states: readonly StateBlock[]
  readonly values: readonly ValueBlock[]
  readonly rows: number
}

/** @returns null when the slots grew beyond the task's budget: nothing is kept, another way must be taken */
export async function runNumericPass(connection: NativeConnection, pass: NumericPass): Promise<NumericPassResult | null> {
  const { task, source, groups, columns, kernel, texts, ordered } = pass
  const mostValues = task.slices.reduce((most, slice) => Math.max(most, slice.values.length), 0)
  const router = new RowRouter(groups.groupings.length, groups.models?.length ?? 0, mostValues, pass.vectorSize, () => {
    kernel.addSlot()
    texts?.addSlot()
  })
  const emitter = new WindowEmitter(pass)
  const slotBytes = kernel.slotBytes + (texts?.slotBytes ?? 0)
  const collector = task.values.some(Boolean) ? new ValueCollector(task, columns) : null
  const mayGrow = ordered && columns.length <= 1
  let rows = 0
  let open = -1
  for await (const chunk of connection.stream(source.sql([...columns.map(doubleOf), ...(texts?.expressions ?? [])], ordered))) {
    const codes = source.read(chunk)
    collector?.add(chunk, source.leading, codes)
    for (let row = 0; row < codes.rows; row++) {
      const window = codes.window[row]!
      if (window >= 0) rows++
      if (window >= 0 && !task.states[window]) codes.window[row] = -1
    }
    if (!ordered) {
      addRows(pass, router, chunk, codes, 0, codes.rows)
    } else {
      for (let from = 0, to = 0; from < codes.rows; from = to) {
        const window = codes.window[from]!
        while (to < codes.rows && codes.window[to] === window) to++
        if (window < 0) continue
        if (window !== open) {
          emitter.emit(router)
          open = window
        }
        addRows(pass, router, chunk, codes, from, to)
      }
    }
    if (!mayGrow && router.slots.length * slotBytes > task.budgetBytes) return null
    pass.onRows(codes.rows)
  }
  emitter.emit(router)
  return { states: emitter.finish(), values: collector?.finish() ?? [], rows }
}

function addRows(pass: NumericPass, router: RowRouter, chunk: duckdb.DataChunk, codes: RowCodes, from: number, to: number): void {
  const runs = router.route(codes, from, to)
  const leading = pass.source.leading
  for (let column = 0; column < pass.columns.length; column++) {
    const { data, validity } = readColumn(chunk, leading + column, codes.rows)
    pass.kernel.accumulate(column, data, validity, runs)
  }
  pass.texts?.accumulate(chunk, leading + pass.columns.length, codes.rows, runs)
}

/** Sums slots into segments, window by window, and encodes them. */
class WindowEmitter {
  readonly #columns: readonly ScanColumn[]
  readonly #kernel: NumericKernel
  readonly #texts: TextKernel | null
  readonly #groups: SegmentGroups
  readonly #numbers: StateBlockBuilder
  readonly #words: StateBlockBuilder
  readonly #missing: Set<number>

  constructor({ columns, kernel, texts, groups, task }: NumericPass) {
    this.#columns = columns
    this.#kernel = kernel
    this.#texts = texts
    this.#groups = groups
    this.#numbers = new StateBlockBuilder(columns.map(({ column }) => column.name))
    this.#words = new StateBlockBuilder(texts?.names ?? [])
    this.#missing = new Set(task.states.flatMap((wanted, window) => (wanted ? [window] : [])))
  }

  #add(window: number, segment: number, rows: number, slots: readonly number[]): void {
    this.#missing.delete(window)
    this.#numbers.add(window, segment, rows, (column) => this.#state(column, slots, rows))
    this.#words.add(window, segment, rows, (column) => this.#texts!.state(column, slots, rows))
  }

  /** Writes all slots and forgets them. */
  emit(router: RowRouter): void {
    emitSlots(router.slots, this.#groups, (window, segment, rows, slots) => {
      this.#add(window, segment, rows, slots)
    })
    router.clear()
    this.#kernel.clear()
    this.#texts?.clear()
  }

  /** Windows into which no row fell have empty states. */
  finish(): StateBlock[] {
    const empty = this.#kernel.addSlot()
    this.#texts?.addSlot()
    for (const window of [...this.#missing]) this.#add(window, 0, 0, [empty])
    return [this.#numbers.finish(), this.#words.finish()].filter(({ columns }) => columns.length > 0)
  }

  #state(column: number, slots: readonly number[], rows: number): ColumnState {
    const state = slots.map((slot): ColumnState => this.#kernel.read(slot, column)).reduce(mergeColumn)
    const scanned = this.#columns[column]!
    const counts = { ...state.counts, rows }
    if (scanned.column.kind === 'boolean') return { counts, categories: booleanCategories(state), distinct: state.distinct! }
    return { ...state, counts }
  }
}

function booleanCategories({ counts }: NumericState): CategoriesState {
  const items = new Map<string, number>()
  const pairs: [string, number][] = [
    ['false', counts.zeros],
    ['true', counts.nonNull - counts.zeros],
  ]
  for (const [value, count] of pairs.sort((a, b) => b[1] - a[1])) if (count > 0) items.set(value, count)
  return { items, other: 0, complete: true }
}
