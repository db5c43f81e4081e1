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
import { createSegmentGroups } from './segment-groups.ts'
import { readDictionaries } from './text-dictionary.ts'
import { type TextColumn, TextKernel } from './text-kernel.ts'
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
  #passes = 0
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
    const [first = [], ...others] = this.#task.numeric
    const [texts = [], ...otherTexts] = this.#task.text
    await this.#columns(first, texts)
    for (const columns of others) await this.#columns(columns, [])
    for (const columns of otherTexts) await this.#columns([], columns)
    return {
      states: this.#states,
      values: this.#values,
      statements: this.#statements,
      rows: this.#rows,
      sorted: this.#sorted,
      passes: this.#passes,
    }
  }

  /** Texts of few values ride along with numbers; the others are counted by a grouped statement. */
  async #columns(numbers: readonly ScanColumn[], texts: readonly ScanColumn[]): Promise<void> {
    this.#hooks.signal?.throwIfAborted()
    const dictionaries = texts.length > 0 ? await readDictionaries(this.#connection, this.#task, texts) : []
    if (texts.length > 0) this.#statements++
    const coded = texts.flatMap((scanned, j) => (dictionaries[j] ? [{ scanned, dictionary: dictionaries[j] }] : []))
    if (numbers.length + coded.length > 0) await this.#stream(numbers, coded)
    const left = texts.filter((_, j) => !dictionaries[j])
    if (left.length === 0) return
    this.#hooks.signal?.throwIfAborted()
    const groups = createSegmentGroups(this.#task.slices, this.#task.model?.ids ?? null)
    const { states, statements } = await runTextPass(this.#connection, this.#task, groups, left)
    this.#states.push(states)
    this.#statements += statements
  }

  /** As the rows come while the states fit the budget; else sorted by window, then with fewer columns at a time. */
  async #stream(columns: readonly ScanColumn[], texts: readonly TextColumn[]): Promise<void> {
    const kernel = texts.length > 0 ? new TextKernel(texts, this.#task.keepCategories) : null
    const result = await this.#pass(columns, kernel, this.#sorted || this.#tooMany(columns, kernel?.slotBytes ?? 0))
    if (result) {
      this.#states.push(...result.states)
      this.#values.push(...result.values)
      this.#rows = result.rows
    } else if (!this.#sorted) {
      this.#sorted = true
      await this.#stream(columns, texts)
    } else {
      const half = Math.ceil(columns.length / 2)
      await this.#stream(columns.slice(0, half), texts)
      await this.#stream(columns.slice(half), [])
    }
  }

  #tooMany(columns: readonly ScanColumn[], textBytes: number): boolean {
    const windows = this.#task.states.filter(Boolean).length
    const slotBytes = textBytes + createPlainKernel(columns.map(kernelColumn)).slotBytes
    if (windows * slotBytes <= this.#task.budgetBytes) return false
    this.#sorted = true
    return true
  }

  async #kernel(columns: readonly KernelColumn[]): Promise<NumericKernel> {
    if (this.#task.small) return createPlainKernel(columns)
    const { createWasmKernel, fitsWasm } = await import('../../aggregates/wasm-kernel.ts')
    if (!fitsWasm(columns)) return createPlainKernel(columns)
    return createWasmKernel(columns, duckdb.vector_size(), Math.max(1, this.#task.slices.length))
  }

  async #pass(columns: readonly ScanColumn[], texts: TextKernel | null, ordered: boolean): Promise<NumericPassResult | null> {
    this.#hooks.signal?.throwIfAborted()
    this.#statements++
    this.#passes++
    const { model, slices } = this.#task
    return runNumericPass(this.#connection, {
      task: this.#task,
      source: createRowSource(this.#task),
      groups: createSegmentGroups(slices, model?.ids ?? null),
      columns,
      kernel: await this.#kernel(columns.map(kernelColumn)),
      texts,
      ordered,
      vectorSize: duckdb.vector_size(),
      onRows: (rows) => this.#hooks.onRows?.(rows, columns.length + (texts?.names.length ?? 0)),
    })
  }
}
