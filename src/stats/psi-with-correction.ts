export interface DivergenceResult {
  readonly statistic: number
  readonly contributions: Float64Array
}

/** PSI with a given number of counts added to every bin of both sides. */
export function psiWithCorrection(
  reference: ArrayLike<number>,
  current: ArrayLike<number>,
  n: number,
  m: number,
  added: number,
): DivergenceResult {
  const k = reference.length
  const contributions = new Float64Array(k)
  const referenceTotal = n + added * k
  const currentTotal = m + added * k
  let statistic = 0
  for (let i = 0; i < k; i++) {
    const q = (reference[i]! + added) / referenceTotal
    const p = (current[i]! + added) / currentTotal
    const part = (p - q) * Math.log(p / q)
    contributions[i] = part
    statistic += part
  }
  return { statistic, contributions }
}
