/** Half a count per bin when any bin of either side is empty, else none. */
export function emptyBinCorrection(reference: ArrayLike<number>, current: ArrayLike<number>): number {
  for (let i = 0; i < reference.length; i++) if (reference[i] === 0 || current[i] === 0) return 0.5
  return 0
}
