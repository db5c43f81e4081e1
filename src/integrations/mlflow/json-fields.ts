/** Fields of MLflow's JSON. Its int64 come as text from some servers and as numbers from others; an absent text is often empty. */
export type JsonRecord = { readonly [key: string]: unknown }

export const asRecord = (value: unknown): JsonRecord | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : null

export const recordAt = (record: JsonRecord, key: string): JsonRecord => asRecord(record[key]) ?? {}

export function recordsAt(record: JsonRecord, key: string): readonly JsonRecord[] {
  const value = record[key]
  if (!Array.isArray(value)) return []
  return value.map((item: unknown) => asRecord(item)).filter((item) => item !== null)
}

/** Null where it is absent or empty. */
export function textAt(record: JsonRecord, key: string): string | null {
  const value = record[key]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : null
}

/** A whole number that came as text or as a number; null where it is absent or no whole number. */
export function wholeAt(record: JsonRecord, key: string): number | null {
  const value = record[key]
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isInteger(number) ? number : null
}

/** A double: JSON has no name for three of them, so they come as text. */
export function doubleOf(value: unknown): number | null {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || value.trim() === '') return null
  if (value === 'NaN') return Number.NaN
  const number = Number(value)
  return Number.isNaN(number) ? null : number
}

/** `[{key, value}]` as MLflow writes tags and parameters. */
export const pairsAt = (record: JsonRecord, key: string): ReadonlyMap<string, string> =>
  new Map(recordsAt(record, key).map((pair) => [String(pair['key']), String(pair['value'] ?? '')]))
