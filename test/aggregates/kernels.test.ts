import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mergeColumn } from '../../src/aggregates/column-state.ts'
import type { KernelColumn, NumericKernel, NumericState, RowRuns } from '../../src/aggregates/numeric-kernel.ts'
import { createPlainKernel } from '../../src/aggregates/plain-kernel.ts'
import { createWasmKernel } from '../../src/aggregates/wasm-kernel.ts'

const ODD = [
  0,
  -0,
  1,
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  5e-324,
  -5e-324,
  1.7e308,
  -1.7e308,
  1e9,
  2 ** 53,
]

const value = fc.oneof(fc.constantFrom(...ODD), fc.double(), fc.double({ min: -10, max: 10 }), fc.integer({ min: -20, max: 20 }))
const edges = fc
  .uniqueArray(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -20, max: 20 })), {
    maxLength: 300,
    selector: (x) => x + 0,
  })
  .map((xs) => Float64Array.from(xs).sort())

const input = fc.record({
  shift: fc.constantFrom(0, 1e9, -3.5),
  edges: fc.oneof(edges, fc.constant(null)),
  rows: fc.array(fc.record({ x: fc.option(value), slot: fc.integer({ min: -1, max: 3 }) }), { maxLength: 200 }),
})

interface Row {
  readonly x: number | null
  readonly slot: number
}

function chunkOf(rows: readonly Row[]): { data: Float64Array; validity: Uint8Array | null; runs: RowRuns } {
  const data = Float64Array.from(rows, ({ x }) => x ?? 99)
  const validity = new Uint8Array(Math.ceil(rows.length / 64) * 8)
  rows.forEach(({ x }, i) => {
    if (x !== null) validity[i >> 3]! |= 1 << (i & 7)
  })
  const order: number[] = []
  const starts = [0]
  const slots: number[] = []
  for (let slot = 0; slot < 4; slot++) {
    const mine = rows.flatMap((row, i) => (row.slot === slot ? [i] : []))
    if (mine.length === 0) continue
    order.push(...mine)
    starts.push(order.length)
    slots.push(slot)
  }
  const whole = slots.length === 1 && order.length === rows.length
  return {
    data,
    validity: rows.some(({ x }) => x === null) ? validity : null,
    runs: {
      order: whole ? null : Int32Array.from(order),
      runs: slots.length,
      starts: Int32Array.from(starts),
      slots: Int32Array.from(slots),
    },
  }
}

function feed(kernel: NumericKernel, rows: readonly Row[]): void {
  const { data, validity, runs } = chunkOf(rows)
  kernel.accumulate(0, data, validity, [runs])
}

function slotsOf(kernel: NumericKernel): NumericKernel {
  for (let i = 0; i < 4; i++) kernel.addSlot()
  return kernel
}

const close = (a: number, b: number): boolean =>
  Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b)) || !Number.isFinite(a) || !Number.isFinite(b)

function expectSame(actual: NumericState, expected: NumericState): void {
  expect(actual.counts).toEqual(expected.counts)
  expect(actual.histogram?.join()).toBe(expected.histogram?.join())
  expect(Buffer.compare(actual.distinct!, expected.distinct!)).toBe(0)
  const [a, b] = [actual.moments!, expected.moments!]
  expect([a.n, a.shift]).toEqual([b.n, b.shift])
  expect(a.min === b.min && a.max === b.max).toBe(true)
}

describe('the numeric kernels', () => {
  it('give equal states in plain JavaScript and in WebAssembly, whatever the values, nulls, edges and slots', async () => {
    await fc.assert(
      fc.asyncProperty(input, async ({ shift, edges, rows }) => {
        const column: KernelColumn = { shift, edges, moments: true, distinct: true }
        const plain = slotsOf(createPlainKernel([column]))
        const wasm = slotsOf(await createWasmKernel([column], 2048, 1))
        feed(plain, rows)
        feed(wasm, rows)
        feed(plain, rows.slice(0, 7))
        feed(wasm, rows.slice(0, 7))
        for (let slot = 0; slot < 4; slot++) {
          const [a, b] = [wasm.read(slot, 0), plain.read(slot, 0)]
          expectSame(a, b)
          expect(close(a.moments!.sum, b.moments!.sum) || rows.some(({ x }) => Math.abs(x ?? 0) > 1e15)).toBe(true)
        }
      }),
      { numRuns: 150 },
    )
  })

  it('give for rows taken together what merging their parts gives', async () => {
    const exact = fc.record({
      x: fc.option(fc.oneof(fc.integer({ min: -50, max: 50 }), fc.constantFrom(...ODD.slice(4, 7)))),
      slot: fc.constant(0),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(exact, { maxLength: 60 }), fc.array(exact, { maxLength: 60 }), async (a, b) => {
        const column: KernelColumn = { shift: 3, edges: Float64Array.of(-20, 0, 20), moments: true, distinct: true }
        for (const make of [() => createPlainKernel([column]), () => createWasmKernel([column], 2048, 1)]) {
          const [both, left, right] = [slotsOf(await make()), slotsOf(await make()), slotsOf(await make())]
          feed(both, [...a, ...b])
          feed(left, a)
          feed(right, b)
          const merged = mergeColumn(left.read(0, 0), right.read(0, 0))
          expectSame(both.read(0, 0), merged)
          expect(both.read(0, 0).moments).toEqual(merged.moments)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('sum exactly where sums are exact', async () => {
    const column: KernelColumn = { shift: 4, edges: null, moments: true, distinct: false }
    for (const kernel of [createPlainKernel([column]), await createWasmKernel([column], 2048, 1)]) {
      slotsOf(kernel)
      feed(
        kernel,
        Array.from({ length: 101 }, (_, i) => ({ x: i, slot: 2 })),
      )
      expect(kernel.read(2, 0).moments).toEqual({ n: 101, shift: 4, sum: 4646, sumSquares: 299_566, min: 0, max: 100 })
    }
  })
})
