/**
 * The kinds of values in leeway.yaml. The message of every schema is the phrase that follows "expected"
 * (`schema-problems.ts` makes the sentence), and its description is what editors show.
 */
import * as z from 'zod'
import { GRANULARITY_TEXTS, parseGranularity } from '../../core/granularity.ts'
import { parseTimeZone } from '../../core/time-zone.ts'
import { DURATION_FORM, parseDuration } from '../parse-duration.ts'
import { REFERENCE_FORM } from '../references.ts'

/** Keys by the title of their section: what an unknown key is compared with. */
export const SECTION_KEYS = new Map<string, readonly string[]>()
/** Names that a `variants` section accepts, by its title. */
export const VARIANT_NAMES = new Map<string, readonly string[]>()

/** Keys and values; an unknown key is a mistake. The title reads after "is not a key of". */
export function section<Shape extends z.core.$ZodLooseShape>(title: string, shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  SECTION_KEYS.set(title, Object.keys(shape))
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? title : `keys and values: ${keyList(Object.keys(shape))}`),
  })
}

const keyList = (keys: readonly string[]): string => (keys.length > 8 ? `${keys.slice(0, 7).join(', ')}, …` : keys.join(', '))

/** Sections that one key tells apart: `engine: duckdb`, `type: slack`. */
export function variants<const Options extends readonly [z.core.$ZodTypeDiscriminable, ...z.core.$ZodTypeDiscriminable[]]>(
  key: string,
  title: string,
  names: readonly string[],
  options: Options,
): z.ZodDiscriminatedUnion<Options> {
  VARIANT_NAMES.set(title, names)
  return z.discriminatedUnion(key, options, { error: title })
}

export const text = (expected: string): z.ZodString => z.string({ error: expected }).regex(/\S/, { error: expected })

export const column = (): z.ZodString => text('a column name (quote a name that looks like a number)')

export const oneOf = <const Values extends readonly [string, ...string[]]>(
  values: Values,
): z.ZodEnum<z.core.util.ToEnum<Values[number]>> => z.enum(values)

export const list = <Item extends z.core.$ZodType>(item: Item, expected: string): z.ZodArray<Item> =>
  z.array(item, { error: expected }).min(1, { error: expected })

/** A list that may be empty: it takes back what `defaults` says. */
export const anyList = <Item extends z.core.$ZodType>(item: Item, expected: string): z.ZodArray<Item> =>
  z.array(item, { error: expected })

export const wholeNumber = (from: number, to: number): z.ZodInt => {
  const expected = `a whole number from ${from} to ${to}`
  return z.int({ error: expected }).min(from, { error: expected }).max(to, { error: expected })
}

export const anyNumber = (): z.ZodNumber => z.number({ error: 'a number' })

export const numberFrom = (from: number, to: number, expected: string): z.ZodNumber =>
  z.number({ error: expected }).min(from, { error: expected }).max(to, { error: expected })

export const duration = (zero = false) => {
  const error = zero ? `${DURATION_FORM}, or 0 days` : DURATION_FORM
  return z.string({ error }).transform((value, context) => {
    const parsed = parseDuration(value, zero)
    if (parsed) return parsed
    context.addIssue({ code: 'custom', message: error })
    return z.NEVER
  })
}

export const granularity = () => {
  const error = GRANULARITY_TEXTS.join(' | ')
  return z.string({ error }).transform((value, context) => {
    const parsed = parseGranularity(value)
    if (parsed) return parsed
    context.addIssue({ code: 'custom', message: error, params: { names: [...GRANULARITY_TEXTS.slice(0, -2), '1 week'] } })
    return z.NEVER
  })
}

/** The message marks it for the time zone names, which are far too many to list. */
const TIME_ZONE_EXPECTED = 'the IANA name of a time zone, such as UTC or Europe/Berlin'

export const timeZone = () =>
  z.string({ error: TIME_ZONE_EXPECTED }).transform((value, context) => {
    const parsed = parseTimeZone(value)
    if (parsed) return parsed
    context.addIssue({ code: 'custom', message: TIME_ZONE_EXPECTED, params: { timeZone: true } })
    return z.NEVER
  })

/** A class of a label: text, number or boolean; as text from here on, a whole number without decimal point. */
export const classValue = () =>
  z.union([z.string(), z.number(), z.boolean()], { error: 'one class of the label: 1, true, "yes"' }).transform(classText)

export const classText = (value: string | number | boolean): string => String(value === 0 ? 0 : value)

export const TOKEN_DESCRIPTION = `Access token, as a reference: ${REFERENCE_FORM}.`

const SECRET_EXPECTED = `a reference, so that the secret itself is not in this file: ${REFERENCE_FORM}`

/** A secret is never written into the file: only a reference to it. */
export const secret = (): z.ZodString =>
  z.string({ error: SECRET_EXPECTED }).regex(/^\$\{(?:env|file):[^}]+\}$/, { error: SECRET_EXPECTED })

export const textOrList = (expected: string) =>
  z.union([text(expected).transform((one) => [one]), list(text(expected), `a list: ${expected}`)], {
    error: `${expected}, or a list`,
  })
