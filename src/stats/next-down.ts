import { assertFinite } from './check-values.ts'

const view = new DataView(new ArrayBuffer(8))

/**
 * The largest double below x.
 *
 * @throws LeewayError STATS_DOMAIN if x is not finite
 * Source: IEEE 754-2019, nextDown
 * Golden: test/golden/bins.json
 * @example nextDown(1) // => 1 - 2 ** -53
 */
export function nextDown(x: number): number {
  assertFinite('x', x)
  if (x === 0) return -Number.MIN_VALUE
  view.setFloat64(0, x)
  view.setBigInt64(0, view.getBigInt64(0) + (x > 0 ? -1n : 1n))
  return view.getFloat64(0)
}
