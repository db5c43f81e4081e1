import type { ColumnKind } from '../core/columns.ts'

export const ALL_KINDS = [
  'numeric',
  'categorical',
  'text',
  'boolean',
  'timestamp',
  'other',
] as const satisfies readonly ColumnKind[]

/** Columns that are counted by value. Booleans are categories. */
export const BY_VALUE = ['categorical', 'text', 'boolean'] as const satisfies readonly ColumnKind[]

/** Columns with a length. Those whose engine gives none (an integer read as a category) leave the lengths empty. */
export const WITH_LENGTH = ['categorical', 'text', 'other'] as const satisfies readonly ColumnKind[]

const FLOATING = new Set(['double', 'float'])

/** Can the column hold NaN? Only floating types can; integers and decimals leave `num_nan` empty. */
export const isFloating = (dataType: string): boolean => FLOATING.has(dataType)

const WHOLE_NUMBERS = new Set(['tinyint', 'smallint', 'int', 'bigint'])

export const isWhole = (dataType: string): boolean => WHOLE_NUMBERS.has(dataType)
