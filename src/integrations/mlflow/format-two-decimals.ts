/**
 * `f"{value:.2f}"` as Python prints it: a tie goes to the even digit, where `toFixed` takes it up.
 *
 * @example formatTwoDecimals(0.125) // => '0.12'
 */
export function formatTwoDecimals(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
  const size = Math.abs(value)
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  if (size >= 1e21) return `${sign}${BigInt(size)}.00`
  // Only a multiple of an eighth lies exactly between two hundredths.
  const isTie = Number.isInteger(size * 8) && (size * 1000) % 10 === 5
  const down = Math.floor(size * 100)
  if (isTie && down % 2 === 0) return `${sign}${(down / 100).toFixed(2)}`
  return `${sign}${size.toFixed(2)}`
}
