/** Runs one task on an instance of its own: its numeric columns group by group, then its texts. */
import duckdb from '@duckdb/node-bindings'
import type { KernelColumn, NumericKernel } from '../../aggregates/numeric-kernel.ts'
import { createPlainKernel } from '../../aggregates/plain-kernel.ts'
import type { ScanColumn } from '../engine.ts'
import { collectChunks } from './collect-chunks.ts'
import { type NativeConnection, openNative } from './native-connection.ts'
import { kernelColumn, type NumericPassResult, runNumericPass } from './numeric-pass.ts'
import { createRowSource } from './row-source.ts'
import type { ScanOutput, ScanTask, StateBlock, ValueBlock } from './scan-task.ts'
import { createSegmentGroups, type SegmentGroups } from './segment-groups.ts'
import { runTextCodesPass } from './text-codes-pass.ts'
import { readDictionaries } from './text-dictionary.ts'
import { runTextPass } from './text-pass.ts'

export interface ScanHooks {
  readonly signal?: AbortSignal
  /** Rows read since the last call, and by how many columns. */
  readonly onRows?: (rows: number, columns: number) => void
}

/** @throws what DuckDB throws; an interrupt when the signal aborts */
export async function runScanTask(task: ScanTask, hooks: ScanHooks = {}): Promise<ScanOutput> {
  hooks.signal?.throwIfAborted()
  const connection = await openNative(task, collectChunks)
  const interrupt = (): void => connection.interrupt()
  hooks.signal?.addEventListener('abort', interrupt)
  try {
    return await new TaskRun(task, hooks, connection).run()
  } finally {
    hooks.signal?.removeEventListener('abort', interrupt)
    connection.close()
  }
}

class TaskRun {
  readonly #task: ScanTask
  readonly #hooks: ScanHooks
  readonly #connection: NativeConnection
  #statements = 0
  #numericPasses = 0
  #textPasses = 0
  #sorted: boolean
  readonly #states: StateBlock[] = []
  readonly #values: ValueBlock[] = []
  #rows = 0

  constructor(task: ScanTask, hooks: ScanHooks, connection: NativeConnection) {
    this.#task = task
    this.#hooks = hooks
    this.#connection = connection
    this.#sorted = false
  }

  async run(): Promise<ScanOutput> {
    const groups = createSegmentGroups(this.#task.slices, this.#task.model?.ids ?? null)
    for (const columns of this.#task.numeric) await this.#numeric(columns)
    for (const columns of this.#task.text) await this.#text(columns, groups)
    return {
      states: this.#states,
      values: this.#values,
      statements: this.#statements,
      rows: this.#rows,
      sorted: this.#sorted,
      passes: Math.max(this.#numericPasses, this.#textPasses),
    }
  }

  /** Columns of few values by their hashes in the stream, the others by a grouped statement. */
  async #text(columns: readonly ScanColumn[], groups: SegmentGroups): Promise<void> {
    if (columns.length === 0) return
    this.#hooks.signal?.throwIfAborted()
    const dictionaries = await readDictionaries(this.#connection, this.#task, columns)
    const coded = columns.flatMap((scanned, j) => (dictionaries[j] ? [{ scanned, dictionary: dictionaries[j] }] : []))
    const source = createRowSource(this.#task)
    const block =
      coded.length > 0 ? await runTextCodesPass(this.#connection, this.#task, source, groups, coded, () => undefined) : null
    this.#statements += coded.length > 0 ? 2 : 1
    if (block) this.#states.push(block)
    const left = block ? columns.filter((_, j) => !dictionaries[j]) : columns
    this.#textPasses++
    if (left.length === 0) return
    this.#hooks.signal?.throwIfAborted()
    const { states, statements } = await runTextPass(this.#connection, this.#task, groups, left)
    this.#states.push(states)
    this.#statements += statements
  }

  /** As the rows come while the states fit the budget; else sorted by window, then with fewer columns at a time. */
  async #numeric(columns: readonly ScanColumn[]): Promise<void> {
    if (columns.length === 0) return
    const result = await this.#pass(columns, this.#sorted || this.#tooMany(columns))
    if (result) {
      this.#states.push(result.states)
      this.#values.push(...result.values)
      this.#rows = result.rows
    } else if (!this.#sorted) {
      this.#sorted = true
      await this.#numeric(columns)
    } else {
      const half = Math.ceil(columns.length / 2)
      await this.#numeric(columns.slice(0, half))
      await this.#numeric(columns.slice(half))
    }
  }

  #tooMany(columns: readonly ScanColumn[]): boolean {
    const windows = this.#task.states.filter(Boolean).length
    if (windows * createPlainKernel(columns.map(kernelColumn)).slotBytes <= this.#task.budgetBytes) return false
    this.#sorted = true
    return true
  }

  async #kernel(columns: readonly KernelColumn[]): Promise<NumericKernel> {
    if (this.#task.small) return createPlainKernel(columns)
    const { createWasmKernel, fitsWasm } = await import('../../aggregates/wasm-kernel.ts')
    if (!fitsWasm(columns)) return createPlainKernel(columns)
    return createWasmKernel(columns, duckdb.vector_size(), Math.max(1, this.#task.slices.length))
  }

  async #pass(columns: readonly ScanColumn[], ordered: boolean): Promise<NumericPassResult | null> {
    this.#hooks.signal?.throwIfAborted()
    this.#statements++
    this.#numericPasses++
    const { model, slices } = this.#task
    return runNumericPass(this.#connection, {
      task: this.#task,
      source: createRowSource(this.#task),
      groups: createSegmentGroups(slices, model?.ids ?? null),
      columns,
      kernel: await this.#kernel(columns.map(kernelColumn)),
      ordered,
      vectorSize: duckdb.vector_size(),
      onRows: (rows) => this.#hooks.onRows?.(rows, columns.length),
    })
  }
}
