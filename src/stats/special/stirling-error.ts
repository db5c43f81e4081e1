const HALF_LOG_TWO_PI = 0.9189385332046728
const SERIES = [
  1 / 12,
  -1 / 360,
  1 / 1260,
  -1 / 1680,
  1 / 1188,
  -691 / 360360,
  1 / 156,
  -3617 / 122400,
  43867 / 244188,
  -174611 / 125400,
] as const

function series(x: number): number {
  const r = 1 / (x * x)
  let sum = 0
  for (let i = SERIES.length - 1; i >= 0; i--) sum = sum * r + SERIES[i]!
  return sum / x
}

/**
 * What Stirling's formula misses: ln Gamma(x + 1) - (x + 1/2) ln x + x - ln(2 pi)/2, for x > 0.
 *
 * Below 12 it climbs by the recurrence, above it is the asymptotic series, so no large logarithms cancel.
 * Source: Loader (2000), Fast and accurate computation of binomial probabilities.
 */
export function stirlingError(x: number): number {
  if (x >= 12) return series(x)
  let sum = 0
  let z = x
  while (z < 12) {
    sum += (z + 0.5) * Math.log1p(1 / z) - 1
    z += 1
  }
  return sum + series(z)
}

/** ln Gamma(x) for x > 0. */
export function logGamma(x: number): number {
  return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingError(x)
}
