/** What one worker is asked, and what it hands back: plain data that crosses a thread. */
import type { ScanColumn } from '../engine.ts'
import type { InstantBounds } from './window-index.ts'

export interface ScanTask {
  readonly databasePath: string | null
  readonly setup: readonly string[]
  readonly from: string
  readonly where: string
  readonly windowKey: string
  /** Where windows are stretches of time: SQL over `from` whose 64 bits are a row's microseconds, and each window's bounds. */
  readonly instant: { readonly micros: string; readonly bounds: readonly InstantBounds[] } | null
  /** Keys of the windows; their position is the window's index. */
  readonly keys: readonly number[]
  /** Rows of each window, as far as they are known. */
  readonly rows: readonly number[]
  readonly states: readonly boolean[]
  readonly values: readonly boolean[]
  readonly slices: readonly { readonly key: string; readonly expression: string; readonly values: readonly string[] }[]
  readonly model: { readonly expression: string; readonly ids: readonly string[] } | null
  /** Columns of the numeric kernel (numbers, booleans, timestamps, others) and of the text scan. */
  readonly numeric: readonly (readonly ScanColumn[])[]
  readonly text: readonly (readonly ScanColumn[])[]
  readonly keepCategories: number
  readonly budgetBytes: number
  /** Few rows: no WebAssembly. */
  readonly small: boolean
}

/** Encoded states of some columns: record i belongs to `window[i]`, `segment[i]`; its column j stands at `offsets[i * columns + j]`. */
export interface StateBlock {
  readonly columns: readonly string[]
  readonly bytes: Uint8Array
  readonly window: Int32Array
  readonly segment: Int32Array
  readonly rows: Float64Array
  readonly offsets: Float64Array
}

/** Values of some columns in one window, as they came; NaN at nulls. Codes tell each row's segments. */
export interface ValueBlock {
  readonly window: number
  readonly columns: readonly string[]
  readonly values: Float64Array[]
  readonly model: Int32Array | null
  readonly slices: readonly Int32Array[]
}

export interface ScanOutput {
  readonly states: readonly StateBlock[]
  readonly values: readonly ValueBlock[]
  readonly statements: number
  /** Rows that went into a window, by the first pass. */
  readonly rows: number
  readonly sorted: boolean
  readonly passes: number
}
