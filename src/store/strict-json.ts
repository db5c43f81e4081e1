/** JSON text without NaN or infinities (`JSON.stringify` makes them null) and with every integer exact. */

/** A 64-bit integer from an engine: a number where that is exact, else text. */
const exactInteger = (_key: string, value: unknown): unknown =>
  typeof value === 'bigint' ? (Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()) : value

export function strictJson(value: unknown): string {
  try {
    return JSON.stringify(value)
  } catch (error) {
    // Only a bigint is refused; the slower way is taken only then.
    if (error instanceof TypeError) return JSON.stringify(value, exactInteger)
    throw error
  }
}
