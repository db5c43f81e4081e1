import { LeewayError } from '../core/errors.ts'

/** Throws STATS_EMPTY without values, STATS_DOMAIN unless they are finite and ascend. */
export function assertSorted(name: string, values: ArrayLike<number>): void {
  const n = values.length
  if (n === 0) throw new LeewayError('STATS_EMPTY', `the ${name} sample is empty`)
  let previous = -Infinity
  for (let i = 0; i < n; i++) {
    const value = values[i]!
    if (!(value >= previous))
      throw new LeewayError('STATS_DOMAIN', `the ${name} sample must ascend and hold no NaN; index ${i} is ${value}`)
    previous = value
  }
  if (values[0] === -Infinity || previous === Infinity) {
    throw new LeewayError('STATS_DOMAIN', `the ${name} sample must be finite`)
  }
}
