import type * as z from 'zod'
import { safeParse } from 'zod'
import type { Collector } from './collector.ts'
import type { ConfigPath } from './project.ts'
import { reportIssues, reportUnknownKey, reportValue } from './schema-problems.ts'

export type Shape = Readonly<Record<string, z.core.$ZodType>>
/** A list keeps the places of its items: a wrong item is undefined, so that the others are still known by their number. */
export type WithGaps<T> = T extends readonly (infer Item)[] ? readonly (Item | undefined)[] : T
export type ShapeValues<S extends Shape> = { readonly [K in keyof S]?: WithGaps<z.output<S[K]>> }

export interface ParsedKeys<S extends Shape> {
  /** Keys whose value is right; lists without their wrong items. */
  readonly values: ShapeValues<S>
  /** Every key that is written, right or wrong or misspelt: a wrong one is not "missing". */
  readonly written: ReadonlySet<string>
}

export interface RawValue {
  /** As written. */
  readonly raw: unknown
  /** With references resolved. */
  readonly resolved: unknown
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * Checks each key on its own, so that one mistake does not hide the others, nor the right values beside it.
 *
 * @param unset whether an empty value of this key means "as if not written" (it takes back what `defaults` says)
 */
export function parseKeys<S extends Shape>(
  collector: Collector,
  shape: S,
  title: string,
  value: RawValue,
  path: ConfigPath,
  unset: (key: string) => boolean = () => false,
): ParsedKeys<S> {
  const values: Record<string, unknown> = {}
  const written = new Set<string>()
  const { raw, resolved } = value
  if (!isRecord(raw) || !isRecord(resolved)) {
    reportValue(collector, path, raw, 'keys and values')
    return { values: values as ShapeValues<S>, written }
  }
  for (const key of Object.keys(raw)) {
    const schema = Object.hasOwn(shape, key) ? shape[key] : undefined
    if (!schema) {
      const meant = reportUnknownKey(collector, [...path, key], title, raw)
      if (meant) written.add(meant)
      continue
    }
    if (raw[key] === null && unset(key)) continue
    written.add(key)
    const parsed = parseValue(collector, schema, { raw: raw[key], resolved: resolved[key] }, [...path, key])
    if (parsed !== undefined) values[key] = parsed
  }
  return { values: values as ShapeValues<S>, written }
}

/** The parsed value, or undefined after reporting what is wrong. Of a list with wrong items, the right ones are kept (in their places: `undefined` stands for a wrong one). */
function parseValue(collector: Collector, schema: z.core.$ZodType, value: RawValue, path: ConfigPath): unknown {
  const result = safeParse(schema, value.resolved)
  if (result.success) return result.data
  reportIssues(collector, result.error.issues, path, value.raw)
  const wrong = new Set(result.error.issues.map((issue) => issue.path[0]))
  const element = elementOf(schema)
  if (!element || !Array.isArray(value.resolved) || wrong.has(undefined)) return undefined
  return value.resolved.map((item: unknown, index) => (wrong.has(index) ? undefined : safeParse(element, item).data))
}

function elementOf(schema: z.core.$ZodType): z.core.$ZodType | undefined {
  const definition: { type: string; element?: z.core.$ZodType } = schema._zod.def
  return definition.type === 'array' ? definition.element : undefined
}
