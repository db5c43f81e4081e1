import { ByteWriter } from '../../aggregates/byte-writer.ts'
import { encodeColumn } from '../../aggregates/column-state.ts'
import type { ColumnState } from '../../aggregates/states.ts'
import type { StateBlock } from './scan-task.ts'

/** Collects encoded states, one record per segment of a window. */
export class StateBlockBuilder {
  readonly #columns: readonly string[]
  readonly #out = new ByteWriter()
  readonly #window: number[] = []
  readonly #segment: number[] = []
  readonly #rows: number[] = []
  readonly #offsets: number[] = []

  constructor(columns: readonly string[]) {
    this.#columns = columns
  }

  add(window: number, segment: number, rows: number, stateOf: (column: number) => ColumnState): void {
    this.#window.push(window)
    this.#segment.push(segment)
    this.#rows.push(rows)
    for (let column = 0; column < this.#columns.length; column++) {
      this.#offsets.push(this.#out.length)
      encodeColumn(stateOf(column), this.#out)
    }
  }

  finish(): StateBlock {
    return {
      columns: this.#columns,
      bytes: this.#out.finish(),
      window: Int32Array.from(this.#window),
      segment: Int32Array.from(this.#segment),
      rows: Float64Array.from(this.#rows),
      offsets: Float64Array.from(this.#offsets),
    }
  }
}
