import { LeewayError } from '../core/errors.ts'

/** The sum of counts; throws STATS_EMPTY if there are none, STATS_DOMAIN if one is negative or not finite. */
export function sumCounts(name: string, counts: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!
    if (!(count >= 0 && count < Infinity))
      throw new LeewayError('STATS_DOMAIN', `${name} count ${i} is ${count}, not a finite number of 0 or more`)
    sum += count
  }
  if (!(sum > 0)) throw new LeewayError('STATS_EMPTY', `the ${name} counts hold no rows`)
  return sum
}

/** Throws STATS_SHAPE unless both have the same length. */
export function assertSameLength(reference: ArrayLike<number>, current: ArrayLike<number>): void {
  if (reference.length !== current.length) {
    throw new LeewayError('STATS_SHAPE', `reference has ${reference.length} bins, current has ${current.length}`)
  }
}
