import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { DEFAULT_BINS, DEFAULT_MINIMUM_CATEGORY_COUNT } from '../../src/config/defaults.ts'
import { parseConfig } from '../../src/config/parse-config.ts'
import { SECTION_KEYS } from '../../src/config/schema/kinds.ts'

const PAGE = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')

describe('docs/configuration.md', () => {
  it('names every key of every section', () => {
    const words = new Set(PAGE.match(/[a-z_][a-z0-9_]*/g))
    for (const [section, keys] of SECTION_KEYS) for (const key of keys) expect(words.has(key), `${section}: ${key}`).toBe(true)
  })

  it('begins with a file that is accepted', () => {
    const first = /```yaml\n([\s\S]*?)```/.exec(PAGE)![1]!
    expect(parseConfig(first, { file: '/p/leeway.yaml', env: {}, readFile: () => '', knownMetrics: [] }).monitors).toHaveLength(1)
  })

  it('shows fragments that are accepted in a monitor', () => {
    const head = 'version: 1\nmonitors:\n  m:\n    table: a.parquet\n    timestamp: t\n    prediction: p\n'
    const fragments = [...PAGE.matchAll(/```yaml\n([\s\S]*?)```/g)].slice(1).map((match) => match[1]!)
    let tried = 0
    for (const fragment of fragments) {
      // Five references stand in one block: each is tried alone.
      const bodies = fragment.startsWith('reference:') ? fragment.trim().split('\n') : [fragment]
      for (const body of bodies) {
        const checks = body.startsWith('checks:')
        const extra = checks
          ? '    reference: {previous: true}\n    custom_metrics: [{name: anomaly_rate, type: aggregate, definition: "avg(x)"}]\n'
          : ''
        const text = body.startsWith('connections:')
          ? `${head}${body}`
          : `${head}${extra}${body.replaceAll(/^(?=.)/gm, '    ')}\n`
        const knownMetrics = ['accuracy_score', 'percent_null', 'population_stability_index']
        expect(() => parseConfig(text, { file: '/p/leeway.yaml', env: {}, readFile: () => '', knownMetrics }), body).not.toThrow()
        tried++
      }
    }
    expect(tried).toBeGreaterThanOrEqual(9)
  })

  it('gives the defaults that the reader has', () => {
    expect(PAGE).toContain(`| \`bins\` | \`${DEFAULT_BINS}\` |`)
    expect(PAGE).toContain(`\`minimum_category_count\` (default \`${DEFAULT_MINIMUM_CATEGORY_COUNT}\`)`)
  })
})
