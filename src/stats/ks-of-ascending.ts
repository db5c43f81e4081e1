import { ascendingBlocks } from './ascending-blocks.ts'
import { type KsResult, ksFromDistance } from './ks-from-distance.ts'

/** `ksTwoSample` of samples that are known to ascend and to be finite. */
export function ksOfAscending(reference: Float64Array, current: Float64Array): KsResult {
  const [long, short] = reference.length < current.length ? [current, reference] : [reference, current]
  const n = long.length
  const m = short.length
  const { longEnds, shortEnds } = ascendingBlocks(long, short)
  let largest = 0
  for (let block = 0; block < longEnds.length; block++) {
    largest = Math.max(largest, Math.abs(longEnds[block]! / n - shortEnds[block]! / m))
  }
  // Inside a block no gap is larger than if one sample had all its rows at the block's start and the other at its end.
  let i = 0
  let j = 0
  for (let block = 0; block < longEnds.length; block++) {
    const iEnd = longEnds[block]!
    const jEnd = shortEnds[block]!
    if (Math.max(iEnd / n - j / m, jEnd / m - i / n) > largest) {
      while (i < iEnd && j < jEnd) {
        const x = Math.min(long[i]!, short[j]!)
        while (i < iEnd && long[i]! === x) i++
        while (j < jEnd && short[j]! === x) j++
        const gap = Math.abs(i / n - j / m)
        if (gap > largest) largest = gap
      }
    }
    i = iEnd
    j = jEnd
  }
  return ksFromDistance(largest, reference.length, current.length)
}
