import { describe, expect, it } from 'vitest'
import { readDocstrings, statsFiles } from './docstrings.ts'

const modules = await Promise.all(
  statsFiles().map(
    async (file) => (await import(new URL(`../../src/stats/${file}`, import.meta.url).href)) as Record<string, unknown>,
  ),
)
const scope: Record<string, unknown> = Object.assign({}, ...modules)

function evaluate(expression: string): unknown {
  const names = Object.keys(scope)
  return new Function(...names, `return (${expression})`)(...names.map((name) => scope[name]))
}

/** Numbers rounded to 13 digits, so that an example may show the truth and not the last bit. */
function tidy(value: unknown): unknown {
  if (typeof value === 'number') return Number(value.toPrecision(13))
  if (value instanceof Float64Array) return Array.from(value, tidy)
  if (value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, tidy(part)]))
  }
  return value
}

const examples = readDocstrings().flatMap(({ name, text }) =>
  [...text.matchAll(/@example (.*?) \/\/ => (.*)/g)].map((match) => ({ name, expression: match[1]!, result: match[2]! })),
)

describe('examples in docstrings', () => {
  it('exist', () => {
    expect(examples.length).toBeGreaterThan(40)
  })

  it.each(examples)('$name: $expression', ({ expression, result }) => {
    expect(tidy(evaluate(expression))).toEqual(tidy(evaluate(result)))
  })
})
