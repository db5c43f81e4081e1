import { readFileSync } from 'node:fs'
import { expect } from 'vitest'
import type { ColumnKind } from '../../src/core/columns.ts'
import type { JsonValue } from '../../src/core/json.ts'
import type { RawValue } from './states-from-values.ts'

export interface Tolerance {
  readonly rel: number
  readonly abs: number
}

type Expected = Readonly<Record<string, JsonValue>>

export interface ColumnCase {
  readonly name: string
  readonly kind: ColumnKind
  readonly dataType: string
  readonly reference: readonly RawValue[]
  readonly current: readonly RawValue[]
  readonly profile: Expected
  readonly drift: Expected
  readonly tolerance?: Readonly<Record<string, Tolerance>>
}

export interface MetricsGolden {
  readonly tolerance: Readonly<Record<string, Tolerance>>
  readonly columns: readonly ColumnCase[]
  readonly timestamps: Omit<ColumnCase, 'reference' | 'drift'>
  readonly classification: readonly {
    readonly name: string
    readonly predictions: readonly string[]
    readonly labels: readonly string[]
    readonly scores: Readonly<Record<string, readonly number[]>>
    readonly expected: Expected
  }[]
  readonly undefined_classes: {
    readonly predictions: readonly string[]
    readonly labels: readonly string[]
    readonly outcome_values: readonly { readonly prediction: string; readonly label: string; readonly value: number }[]
    readonly expected: Expected
    readonly reasons: Readonly<Record<string, string>>
  }
  readonly regression: {
    readonly predictions: readonly number[]
    readonly labels: readonly number[]
    readonly expected: Expected
  }
  readonly fairness: {
    readonly groups: Readonly<
      Record<'true' | 'false', { readonly predictions: readonly string[]; readonly labels: readonly string[] }>
    >
    readonly expected: Expected
  }
}

export const GOLDEN = JSON.parse(readFileSync(new URL('../golden/metrics.json', import.meta.url), 'utf8')) as MetricsGolden

/** Compares with the golden value, number by number, within the tolerance of the metric (or of its field). */
export function expectClose(
  actual: JsonValue | undefined,
  expected: JsonValue,
  id: string,
  own: Readonly<Record<string, Tolerance>> = {},
): void {
  if (typeof expected === 'number') {
    const whole = id.split('.')[0]!
    const { rel, abs } = own[id] ?? own[whole] ?? GOLDEN.tolerance[id] ?? GOLDEN.tolerance[whole] ?? GOLDEN.tolerance['default']!
    expect(actual, id).toBeTypeOf('number')
    expect(Math.abs((actual as number) - expected), `${id}: ${String(actual)}, expected ${expected}`).toBeLessThanOrEqual(
      Math.max(abs, rel * Math.abs(expected)),
    )
  } else if (Array.isArray(expected)) {
    expect(actual, id).toHaveLength(expected.length)
    for (const [i, item] of expected.entries()) expectClose((actual as readonly JsonValue[])[i], item, `${id}.${i}`, own)
  } else if (expected !== null && typeof expected === 'object') {
    expect(Object.keys(actual as object).sort(), id).toEqual(Object.keys(expected).sort())
    for (const [key, value] of Object.entries(expected))
      expectClose((actual as Readonly<Record<string, JsonValue>>)[key], value as JsonValue, `${id}.${key}`, own)
  } else expect(actual, id).toBe(expected)
}
