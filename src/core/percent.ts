/**
 * A share from 0 to 100 with two decimals, rounded half up: Spark's `ROUND(100.0 * part / whole, 2)`.
 *
 * Exact: whole numbers decide how it is rounded, not the nearest doubles.
 * @param part,whole counts, 0 <= part <= whole, below 4e11
 * @returns null where `whole` is 0
 * @example percentOf(1, 3) // => 33.33
 * @example percentOf(1, 800) // => 0.13
 */
export const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.floor((20_000 * part + whole) / (2 * whole)) / 100
