/** JSON text without NaN or infinities: they become null, at any depth. */
import type { JsonValue } from '../core/json.ts'

const finite = (_key: string, value: unknown): unknown => {
  if (typeof value === 'number' && !Number.isFinite(value)) return null
  // An engine's 64-bit integer: a number where it is exact, else text.
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  return value
}

export const strictJson = (value: JsonValue | object): string => JSON.stringify(value, finite)

/** An object of the entries, or null when there are none. */
export const strictJsonOfEntries = (entries: Iterable<readonly [string, JsonValue]>): string | null => {
  const object = Object.fromEntries(entries)
  return Object.keys(object).length === 0 ? null : strictJson(object)
}
