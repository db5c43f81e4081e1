/**
 * The reference's counts without the window's own rows, for a window that lies inside the reference period: otherwise it is compared
 * with itself in part. Counts never go below 0, should a late row have come since the reference was frozen.
 */
export function withoutCurrent(reference: Float64Array, current: Float64Array): Float64Array {
  return reference.map((count, i) => Math.max(0, count - current[i]!))
}
