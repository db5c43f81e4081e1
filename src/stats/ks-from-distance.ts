import { kolmogorovTwoSided } from './kolmogorov-two-sided.ts'

export interface KsResult {
  readonly statistic: number
  readonly pValue: number
}

/**
 * The p-value that every two-sample Kolmogorov-Smirnov form shares: kstwo.sf(D, round(n m / (n + m))), halves to even; 1 where that
 * rounds to no rows at all (one row against one).
 */
export function ksFromDistance(statistic: number, n: number, m: number): KsResult {
  const size = (n / (n + m)) * m
  const floor = Math.floor(size)
  const rounded = size - floor === 0.5 ? floor + (floor % 2) : Math.round(size)
  return { statistic, pValue: rounded < 1 ? 1 : kolmogorovTwoSided(statistic, rounded) }
}
