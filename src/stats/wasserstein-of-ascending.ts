import { ascendingBlocks } from './ascending-blocks.ts'

/** Wider blocks are walked value by value: the sums over a block may not overflow. */
const WIDEST = 1e290

/** `wasserstein` of samples that are known to ascend and to be finite. */
export function wassersteinOfAscending(reference: Float64Array, current: Float64Array): { readonly statistic: number } {
  const [long, short] = reference.length < current.length ? [current, reference] : [reference, current]
  const n = long.length
  const m = short.length
  const { longEnds, shortEnds } = ascendingBlocks(long, short)
  let i = 0
  let j = 0
  let from = Math.min(long[0]!, short[0]!)
  let sum = 0
  for (let block = 0; block < longEnds.length; block++) {
    const iEnd = longEnds[block]!
    const jEnd = shortEnds[block]!
    const to = Math.max(long[iEnd - 1]!, jEnd > 0 ? short[jEnd - 1]! : -Infinity)
    const isOneSided = i / n >= jEnd / m || j / m >= iEnd / n
    if (isOneSided && to - from < WIDEST) {
      // The two cumulative shares do not cross here: the area between them is the difference of the areas below them.
      let below = (i / n - j / m) * (to - from)
      below += areaOf(long, i, iEnd, to) / n - areaOf(short, j, jEnd, to) / m
      sum += Math.abs(below)
      i = iEnd
      j = jEnd
    } else {
      let x = from
      while (i < iEnd || j < jEnd) {
        const next = Math.min(i < iEnd ? long[i]! : Infinity, j < jEnd ? short[j]! : Infinity)
        sum += Math.abs(i / n - j / m) * (next - x)
        x = next
        while (i < iEnd && long[i]! === x) i++
        while (j < jEnd && short[j]! === x) j++
      }
    }
    from = to
  }
  return { statistic: sum }
}

/** Sum of the distances to `to`, from below. */
function areaOf(ascending: Float64Array, start: number, end: number, to: number): number {
  let area = 0
  for (let k = start; k < end; k++) area += to - ascending[k]!
  return area
}
