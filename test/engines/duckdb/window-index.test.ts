import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createInstantIndex, type InstantBounds } from '../../../src/engines/duckdb/window-index.ts'

const words = (instants: readonly number[]): Uint32Array => new Uint32Array(BigInt64Array.from(instants, BigInt).buffer)

const indexOf = (
  windows: readonly InstantBounds[],
  instants: readonly number[],
  validity: Uint8Array | null = null,
): number[] => {
  const out = new Int32Array(instants.length)
  createInstantIndex(windows)(words(instants), validity, instants.length, out)
  return [...out]
}

/** Windows with gaps between them, in any order, as [gap, length] pairs from a start. */
const windows = fc
  .tuple(
    fc.integer({ min: -4e15, max: 4e15 }),
    fc.array(fc.tuple(fc.integer({ min: 0, max: 9e10 }), fc.integer({ min: 1, max: 9e10 })), { minLength: 1, maxLength: 40 }),
    fc.boolean(),
  )
  .map(([start, parts, reverse]) => {
    let at = start
    const made = parts.map(([gap, length]) => {
      const startUs = at + gap
      at = startUs + length
      return { startUs, endUs: at }
    })
    return reverse ? made.reverse() : made
  })

test('an instant belongs to the window that holds it, its first microsecond included and its end not', () => {
  const instants = fc.array(fc.integer({ min: -4e15, max: 8e15 }), { maxLength: 20 })
  fc.assert(
    fc.property(windows, instants, (asked, others) => {
      const all = [...asked.flatMap((w) => [w.startUs - 1, w.startUs, w.endUs - 1, w.endUs]), ...others]
      expect(indexOf(asked, all)).toEqual(all.map((us) => asked.findIndex((w) => us >= w.startUs && us < w.endUs)))
    }),
  )
})

test('rows without an instant, and infinite ones, belong to no window', () => {
  const day = { startUs: 0, endUs: 86_400e6 }
  const out = new Int32Array(3)
  const infinite = new Uint32Array(BigInt64Array.of(9_223_372_036_854_775_807n, -9_223_372_036_854_775_807n, 5n).buffer)
  createInstantIndex([day])(infinite, Uint8Array.of(0b011), 3, out)
  expect([...out]).toEqual([-1, -1, -1])
  expect(indexOf([], [5])).toEqual([-1])
})
