/** Scales and ticks: values to pixels, and round numbers between two ends. */
export interface LinearScale {
  readonly domain: readonly [number, number]
  (value: number): number
}

export function linearScale(domain: readonly [number, number], range: readonly [number, number]): LinearScale {
  const [d0, d1] = domain
  const [r0, r1] = range
  const span = d1 - d0 || 1
  return Object.assign((value: number) => r0 + ((value - d0) / span) * (r1 - r0), { domain })
}

/**
 * Round numbers (1, 2 or 5 times a power of ten apart) inside `[low, high]`, about `count` of them.
 *
 * @example niceTicks(0, 1, 3) // => [0, 0.5, 1]
 */
export function niceTicks(low: number, high: number, count: number): number[] {
  if (!(high > low)) return [low]
  const power = 10 ** Math.floor(Math.log10((high - low) / Math.max(1, count)))
  const error = (high - low) / Math.max(1, count) / power
  const step = power * (error >= 7.1 ? 10 : error >= 3.2 ? 5 : error >= 1.5 ? 2 : 1)
  const ticks: number[] = []
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) ticks.push(Number((i * step).toPrecision(12)))
  return ticks
}

/**
 * The smallest domain that holds all values, with a little air, on round ends.
 * `floor`/`ceiling` are never passed (a share stays in 0 to 1); `zero` includes 0.
 */
export function niceDomain(
  values: Iterable<number | null | undefined>,
  options: { readonly zero?: boolean; readonly floor?: number; readonly ceiling?: number } = {},
): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const value of values) {
    if (value === null || value === undefined || !Number.isFinite(value)) continue
    if (value < low) low = value
    if (value > high) high = value
  }
  if (low > high) return [0, 1]
  if (options.zero) {
    low = Math.min(low, 0)
    high = Math.max(high, 0)
  }
  const air = high > low ? (high - low) * 0.08 : Math.abs(high) * 0.1 || 1
  if (!(options.zero && low === 0)) low -= air
  high += air
  if (options.floor !== undefined) low = Math.max(low, options.floor)
  if (options.ceiling !== undefined) high = Math.min(high, options.ceiling)
  return high > low ? [low, high] : [low, low + 1]
}
