/**
 * Class texts of prediction and label, so that both sides of a comparison are written alike whatever their types.
 *
 * Two columns of one kind keep their own texts (numbers: a whole number has no decimal point). A boolean beside a number becomes
 * 1 or 0. A number written as text beside a number is that number ('1.0' is 1). Text beside a boolean: true, t, 1, 1.0 are `true`.
 * NaN is no class.
 */
import { typeFamily, valueText } from './column-value.ts'
import type { Dialect } from './dialect.ts'

export interface TypedExpression {
  readonly expression: string
  readonly type: string
}

/** How both sides are written. */
export type ClassForm = 'boolean' | 'number' | 'text'

type Kind = 'boolean' | 'number' | 'text'

const kindOf = (type: string): Kind => {
  const family = typeFamily(type)
  if (family === 'boolean') return 'boolean'
  return family === 'integer' || family === 'decimal' || family === 'float' ? 'number' : 'text'
}

export function classForm(a: string, b: string): ClassForm {
  const kinds = new Set([kindOf(a), kindOf(b)])
  if (kinds.has('number')) return 'number'
  return kinds.has('boolean') ? 'boolean' : 'text'
}

/** SQL of one side's class text. */
export function classTextSql(dialect: Dialect, { expression, type }: TypedExpression, form: ClassForm): string {
  const kind = kindOf(type)
  if (kind === 'number') {
    const text = valueText(dialect, expression, type)
    return typeFamily(type) === 'float' ? `case when not isnan(${expression}) then ${text} end` : `(${text})`
  }
  if (kind === 'boolean')
    return form === 'number' ? `case ${expression} when true then '1' when false then '0' end` : dialect.toText(expression)
  const text = dialect.toText(expression)
  if (form === 'number') {
    const number = dialect.toDouble(text)
    return `case when ${dialect.isFinite(number)} then ${dialect.textOfDouble(number)} else ${text} end`
  }
  if (form === 'boolean') {
    return `case when lower(${text}) in ('true', 't', '1', '1.0') then 'true' when lower(${text}) in ('false', 'f', '0', '0.0') then 'false' else ${text} end`
  }
  return text
}

/** A class as the configuration names it, in the same form as the data's. */
export function classText(text: string, form: ClassForm): string {
  const lower = text.trim().toLowerCase()
  if (form === 'boolean') {
    if (['true', 't', '1', '1.0'].includes(lower)) return 'true'
    return ['false', 'f', '0', '0.0'].includes(lower) ? 'false' : text
  }
  if (form === 'number') {
    if (lower === 'true') return '1'
    if (lower === 'false') return '0'
    const number = Number(lower)
    return lower !== '' && Number.isFinite(number) && Math.abs(number) < 1e18 ? numberText(number, text) : text
  }
  return text
}

/** Whole numbers beyond 2^53 keep the digits that were written. */
const numberText = (number: number, text: string): string =>
  Number.isSafeInteger(number) || !Number.isInteger(number) ? String(number) : text.trim()
