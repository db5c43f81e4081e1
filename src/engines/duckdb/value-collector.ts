/** Keeps the values of numeric columns in the few windows whose values are asked for. */
import type duckdb from '@duckdb/node-bindings'
import type { ScanColumn } from '../engine.ts'
import { isValid, readColumn } from './read-vector.ts'
import type { RowCodes } from './row-router.ts'
import type { ScanTask, ValueBlock } from './scan-task.ts'

class Growing<A extends Float64Array | Int32Array> {
  array: A
  length = 0
  readonly #make: (size: number) => A

  constructor(make: (size: number) => A, size: number) {
    this.#make = make
    this.array = make(Math.max(1024, size))
  }

  push(value: number): void {
    if (this.length === this.array.length) {
      const next = this.#make(this.length * 2)
      next.set(this.array)
      this.array = next
    }
    this.array[this.length++] = value
  }

  finish(): A {
    return this.length === this.array.length ? this.array : (this.array.slice(0, this.length) as A)
  }
}

interface WindowBuffers {
  readonly values: Growing<Float64Array>[]
  readonly model: Growing<Int32Array> | null
  readonly slices: Growing<Int32Array>[]
}

const doubles = (rows: number): Growing<Float64Array> => new Growing((size) => new Float64Array(size), rows)
const integers = (rows: number): Growing<Int32Array> => new Growing((size) => new Int32Array(size), rows)

export class ValueCollector {
  readonly #task: ScanTask
  readonly #columns: readonly { readonly name: string; readonly position: number }[]
  readonly #windows = new Map<number, WindowBuffers>()

  constructor(task: ScanTask, columns: readonly ScanColumn[]) {
    this.#task = task
    this.#columns = columns.flatMap(({ column }, position) =>
      column.kind === 'numeric' ? [{ name: column.name, position }] : [],
    )
  }

  add(chunk: duckdb.DataChunk, leading: number, codes: RowCodes): void {
    const rows: number[] = []
    for (let row = 0; row < codes.rows; row++)
      if (codes.window[row]! >= 0 && this.#task.values[codes.window[row]!]) rows.push(row)
    if (rows.length === 0 || this.#columns.length === 0) return
    for (const row of rows) {
      const buffers = this.#buffers(codes.window[row]!)
      buffers.model?.push(codes.model![row]!)
      for (let k = 0; k < buffers.slices.length; k++) buffers.slices[k]!.push(codes.values[k]![row]!)
    }
    this.#columns.forEach(({ position }, j) => {
      const { data, validity } = readColumn(chunk, leading + position, codes.rows)
      for (const row of rows) {
        this.#buffers(codes.window[row]!).values[j]!.push(isValid(validity, row) ? data[row]! : Number.NaN)
      }
    })
  }

  #buffers(window: number): WindowBuffers {
    let buffers = this.#windows.get(window)
    if (!buffers) {
      // The index has counted them: neither room to spare nor copies where it was right.
      const rows = this.#task.rows[window]!
      buffers = {
        values: this.#columns.map(() => doubles(rows)),
        model: this.#task.model ? integers(rows) : null,
        slices: this.#task.slices.map(() => integers(rows)),
      }
      this.#windows.set(window, buffers)
    }
    return buffers
  }

  finish(): ValueBlock[] {
    return [...this.#windows].map(([window, { values, model, slices }]) => ({
      window,
      columns: this.#columns.map(({ name }) => name),
      values: values.map((v) => v.finish()),
      model: model?.finish() ?? null,
      slices: slices.map((s) => s.finish()),
    }))
  }
}
