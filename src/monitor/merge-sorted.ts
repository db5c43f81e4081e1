/**
 * One ascending array of ascending arrays of finite values, -0 before 0.
 *
 * Neighbours are merged two by two, between two buffers. Cost: O(n log parts), a tenth of a sort for a few parts.
 */
export function mergeSorted(parts: readonly Float64Array[]): Float64Array {
  if (parts.length === 1) return parts[0]!
  const ends: number[] = []
  let from = new Float64Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const part of parts) {
    from.set(part, at)
    at += part.length
    ends.push(at)
  }
  let to = new Float64Array(at)
  let runs = ends
  while (runs.length > 1) {
    const longer: number[] = []
    for (let run = 0; run < runs.length; run += 2) {
      const start = run === 0 ? 0 : runs[run - 1]!
      const middle = runs[run]!
      const end = runs[run + 1] ?? middle
      mergeRuns(from, to, start, middle, end)
      longer.push(end)
    }
    runs = longer
    const done = from
    from = to
    to = done
  }
  return from
}

/** Merges [start, middle) and [middle, end) of one array into the same places of another. */
function mergeRuns(from: Float64Array, to: Float64Array, start: number, middle: number, end: number): void {
  let i = start
  let j = middle
  let k = start
  while (i < middle && j < end) {
    const x = from[i]!
    const y = from[j]!
    const first = x < y || (x === y && !(Object.is(x, 0) && Object.is(y, -0)))
    if (first) i++
    else j++
    to[k++] = first ? x : y
  }
  to.set(from.subarray(i, middle), k)
  to.set(from.subarray(j, end), k + middle - i)
}
