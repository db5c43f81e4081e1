/** The numeric kernel in WebAssembly: lays out its memory and calls `accumulate` of wasm/numeric-kernel.ts, which says what lies where. */
import { createBinTable, MOST_EDGES } from './bin-table.ts'
import { emptyCounts } from './counts.ts'
import type { KernelColumn, NumericKernel, NumericState, RowRuns } from './numeric-kernel.ts'
import { WASM_BASE64 } from './numeric-kernel-wasm.ts'

const PAGE = 65_536
const COLUMN_BYTES = 64
const HEADER_BYTES = 80
const REGISTERS = 2048
const [NON_NULL, NAN, POSITIVE, NEGATIVE, ZEROS, N, SUM, SQUARES, MIN, MAX] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] as const

type Accumulate = (...pointers: number[]) => void

interface Memory {
  readonly buffer: ArrayBuffer
  grow(pages: number): number
}

/** The part of the global that is used here; the types of Node 20 leave it out. */
interface Compiler {
  compile(bytes: Uint8Array): Promise<object>
  instantiate(module: object): Promise<{ readonly exports: { readonly memory: Memory; readonly accumulate: Accumulate } }>
}

const { WebAssembly } = globalThis as unknown as { readonly WebAssembly: Compiler }
let compiled: Promise<object> | undefined

const align = (bytes: number): number => Math.ceil(bytes / 16) * 16

interface Layout {
  readonly stateAt: number
  readonly bins: number
  readonly registersAt: number
}

/**
 * @param vectorSize most rows of a chunk
 * @param slotRuns   most groupings of one chunk
 */
export async function createWasmKernel(
  columns: readonly KernelColumn[],
  vectorSize: number,
  slotRuns: number,
): Promise<NumericKernel> {
  compiled ??= WebAssembly.compile(Buffer.from(WASM_BASE64, 'base64'))
  const { exports } = await WebAssembly.instantiate(await compiled)
  return new WasmKernel(columns, vectorSize, slotRuns, exports.memory, exports.accumulate)
}

/** Columns with more edges than the table can number are left to the plain kernel. */
export const fitsWasm = (columns: readonly KernelColumn[]): boolean =>
  columns.every(({ edges }) => (edges?.length ?? 0) < MOST_EDGES)

class WasmKernel implements NumericKernel {
  readonly slotBytes: number
  readonly #columns: readonly KernelColumn[]
  readonly #layouts: Layout[] = []
  readonly #memory: Memory
  readonly #call: Accumulate
  readonly #vectorSize: number
  #top = PAGE
  readonly #columnsAt: number
  readonly #dataAt: number
  readonly #validityAt: number
  readonly #scratchAt: number
  readonly #runsAt: number[] = []
  readonly #slotsAt: number
  #slots = 0
  #bytes: Uint8Array
  #doubles: Float64Array
  #words: Uint32Array
  #lastRuns: readonly RowRuns[] | null = null
  readonly #template: Uint8Array

  constructor(columns: readonly KernelColumn[], vectorSize: number, groupings: number, memory: Memory, call: Accumulate) {
    this.#columns = columns
    this.#memory = memory
    this.#call = call
    this.#vectorSize = vectorSize
    this.#bytes = new Uint8Array(memory.buffer)
    this.#doubles = new Float64Array(memory.buffer)
    this.#words = new Uint32Array(memory.buffer)
    this.#columnsAt = this.#take(columns.length * COLUMN_BYTES)
    this.#dataAt = this.#take(vectorSize * 8)
    this.#validityAt = this.#take(align(vectorSize / 8))
    this.#scratchAt = this.#take(vectorSize * 8)
    for (let g = 0; g < groupings; g++) this.#runsAt.push(this.#take(3 * 4 * (vectorSize + 1)))
    let bytes = 0
    columns.forEach((column, i) => {
      const bins = column.edges ? column.edges.length + 1 : 0
      const registersAt = HEADER_BYTES + align(4 * bins)
      this.#layouts.push({ stateAt: bytes, bins, registersAt })
      bytes += registersAt + (column.distinct ? REGISTERS : 0)
      this.#describe(column, i)
    })
    this.slotBytes = align(bytes)
    this.#slotsAt = this.#take(0)
    this.#template = this.#emptySlot()
  }

  #take(bytes: number): number {
    const at = this.#top
    this.#top = align(at + bytes)
    this.#reserve(this.#top)
    return at
  }

  #reserve(bytes: number): void {
    const missing = bytes - this.#memory.buffer.byteLength
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE))
    if (this.#bytes.buffer === this.#memory.buffer) return
    this.#bytes = new Uint8Array(this.#memory.buffer)
    this.#doubles = new Float64Array(this.#memory.buffer)
    this.#words = new Uint32Array(this.#memory.buffer)
  }

  #describe(column: KernelColumn, index: number): void {
    const at = this.#columnsAt + index * COLUMN_BYTES
    const { stateAt, registersAt } = this.#layouts[index]!
    const table = column.edges && createBinTable(column.edges)
    const edgesAt = table ? this.#take(table.edges.byteLength) : 0
    const tableAt = table ? this.#take(table.first.byteLength) : 0
    const view = new DataView(this.#memory.buffer)
    view.setFloat64(at, column.shift, true)
    view.setUint32(at + 8, edgesAt, true)
    view.setInt32(at + 12, column.edges ? column.edges.length : -1, true)
    view.setUint32(at + 16, tableAt, true)
    const bits = table?.by.kind === 'bits' ? 4 : 0
    view.setUint32(at + 24, (column.moments ? 1 : 0) | (column.distinct ? 2 : 0) | bits, true)
    view.setUint32(at + 56, stateAt, true)
    view.setUint32(at + 60, registersAt, true)
    if (!table) return
    view.setUint32(at + 20, table.cells, true)
    if (table.by.kind === 'bits') {
      view.setUint32(at + 28, table.by.drop, true)
      view.setBigInt64(at + 48, table.by.lowKey, true)
    } else {
      view.setFloat64(at + 32, table.by.low, true)
      view.setFloat64(at + 40, table.by.scale, true)
    }
    this.#doubles.set(table.edges, edgesAt / 8)
    new Uint16Array(this.#memory.buffer).set(table.first, tableAt / 2)
  }

  #emptySlot(): Uint8Array {
    const template = new Uint8Array(this.slotBytes)
    const view = new DataView(template.buffer)
    for (const { stateAt } of this.#layouts) {
      view.setFloat64(stateAt + MIN * 8, Number.POSITIVE_INFINITY, true)
      view.setFloat64(stateAt + MAX * 8, Number.NEGATIVE_INFINITY, true)
    }
    return template
  }

  addSlot(): number {
    const slot = this.#slots++
    const at = this.#slotsAt + slot * this.slotBytes
    const needed = at + this.slotBytes
    if (needed > this.#memory.buffer.byteLength) {
      // A quarter more than needed, so that memory is not moved for each slot.
      const held = slot * this.slotBytes
      this.#reserve(needed + Math.min(held >> 2, 16 << 20))
    }
    this.#bytes.set(this.#template, at)
    return slot
  }

  accumulate(column: number, data: Float64Array, validity: Uint8Array | null, runs: readonly RowRuns[]): void {
    this.#doubles.set(data.length <= this.#vectorSize ? data : data.subarray(0, this.#vectorSize), this.#dataAt / 8)
    if (validity) this.#bytes.set(validity, this.#validityAt)
    // The same runs come for each column of a chunk.
    if (this.#lastRuns !== runs) {
      this.#lastRuns = runs
      runs.forEach((run, g) => {
        this.#setRuns(run, this.#runsAt[g]!)
      })
    }
    const stride = 4 * (this.#vectorSize + 1)
    for (let g = 0; g < runs.length; g++) {
      const run = runs[g]!
      if (run.runs === 0) continue
      const at = this.#runsAt[g]!
      this.#call(
        this.#columnsAt + column * COLUMN_BYTES,
        this.#dataAt,
        validity ? this.#validityAt : 0,
        run.order ? at : 0,
        run.runs,
        at + stride,
        at + 2 * stride,
        this.#slotsAt,
        this.slotBytes,
        this.#scratchAt,
      )
    }
  }

  #setRuns({ order, runs, starts, slots }: RowRuns, at: number): void {
    const stride = this.#vectorSize + 1
    if (order) this.#words.set(order.subarray(0, starts[runs]!), at / 4)
    this.#words.set(starts.subarray(0, runs + 1), at / 4 + stride)
    this.#words.set(slots.subarray(0, runs), at / 4 + 2 * stride)
  }

  read(slot: number, column: number): NumericState {
    const { stateAt, bins, registersAt } = this.#layouts[column]!
    const { moments, edges, distinct, shift } = this.#columns[column]!
    const at = this.#slotsAt + slot * this.slotBytes + stateAt
    const d = this.#doubles.subarray(at / 8, at / 8 + HEADER_BYTES / 8)
    const counts = {
      ...emptyCounts(),
      nonNull: d[NON_NULL]!,
      nan: d[NAN]!,
      positiveInfinity: d[POSITIVE]!,
      negativeInfinity: d[NEGATIVE]!,
      zeros: d[ZEROS]!,
    }
    const n = d[N]!
    return {
      counts,
      ...(moments && {
        moments: { n, shift, sum: d[SUM]!, sumSquares: d[SQUARES]!, min: n > 0 ? d[MIN]! : null, max: n > 0 ? d[MAX]! : null },
      }),
      ...(edges && {
        histogram: Float64Array.from(this.#words.subarray((at + HEADER_BYTES) / 4, (at + HEADER_BYTES) / 4 + bins)),
      }),
      ...(distinct && { distinct: this.#bytes.slice(at + registersAt, at + registersAt + REGISTERS) }),
    }
  }

  clear(): void {
    this.#slots = 0
    this.#lastRuns = null
  }
}
