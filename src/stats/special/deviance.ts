/**
 * Poisson deviance term x ln(x / mean) + mean - x, without cancellation where x is near the mean.
 *
 * Source: Loader (2000), function bd0.
 */
export function deviance(x: number, mean: number): number {
  const difference = x - mean
  if (Math.abs(difference) >= 0.1 * (x + mean)) return x === 0 ? mean : x * Math.log(x / mean) - difference
  const v = difference / (x + mean)
  const v2 = v * v
  let sum = difference * v
  let term = 2 * x * v
  for (let j = 1; j < 1000; j++) {
    term *= v2
    const next = sum + term / (2 * j + 1)
    if (next === sum) return next
    sum = next
  }
  return sum
}
