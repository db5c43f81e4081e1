/** Places that Spark keeps of `100.0 * SUM(integer) / COUNT(*)`: DECIMAL(38,14). */
const DECIMAL_PLACES = 14

/**
 * 100 * part / whole, as Spark's DECIMAL arithmetic gives it: exact, then rounded half up, away from zero.
 *
 * @param part null where the sum is null (every value was missing)
 * @param places decimals that are kept. Default: 14, as many as Spark keeps without ROUND
 * @returns null where `part` is null or `whole` is 0, as SQL answers
 * @example percent(1, 32, 2) // => 3.13
 * @example percent(null, 32, 2) // => null
 */
export function percent(part: number | null, whole: number, places: number = DECIMAL_PLACES): number | null {
  if (part === null || whole === 0) return null
  if (!Number.isSafeInteger(part)) return roundDecimal((100 * part) / whole, places)
  const scale = 10n ** BigInt(places)
  const numerator = 100n * BigInt(Math.abs(part)) * scale
  const rounded = (2n * numerator + BigInt(whole)) / (2n * BigInt(whole))
  const digits = String(rounded).padStart(places + 1, '0')
  const value = Number(`${digits.slice(0, -places)}.${digits.slice(-places)}`)
  return part < 0 ? -value : value
}

/** Of a double: by its shortest decimal text, as Spark rounds. Without ROUND a double stays as it is. */
function roundDecimal(value: number, places: number): number {
  if (places === DECIMAL_PLACES || !Number.isFinite(value) || Math.abs(value) >= 1e15) return value
  const text = String(Math.abs(value))
  if (text.includes('e')) return 0
  const rounded = Number(`${Math.round(Number(`${text}e${places}`))}e-${places}`)
  return value < 0 ? -rounded : rounded
}
