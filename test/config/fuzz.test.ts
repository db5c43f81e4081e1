import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { parseConfig } from '../../src/config/parse-config.ts'
import { ConfigError } from '../../src/config/problem.ts'

const PAGE = readFileSync(new URL('cases/acceptance-page/leeway.yaml', import.meta.url), 'utf8')

/** Accepted, or refused with problems that all lie inside the text. Anything else that is thrown fails the test. */
function expectCalm(text: string): void {
  try {
    parseConfig(text, {
      file: '/project/leeway.yaml',
      env: { HOME: 'x' },
      readFile: () => {
        throw new Error('no files here')
      },
      knownMetrics: ['accuracy_score', 'percent_null', 'population_stability_index'],
    })
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    const lines = text.replace(/^\uFEFF/, '').split('\n')
    expect(error.problems.length).toBeGreaterThan(0)
    for (const { place } of error.problems) {
      expect(place).not.toBeNull()
      expect(place!.line).toBeGreaterThanOrEqual(1)
      expect(place!.line).toBeLessThanOrEqual(lines.length)
      expect(place!.column).toBeGreaterThanOrEqual(1)
      expect(place!.column).toBeLessThanOrEqual(lines[place!.line - 1]!.length + 1)
      expect(place!.endColumn).toBeGreaterThan(place!.column)
    }
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may reach a terminal
    expect(error.message).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
  }
}

const KEYS = [
  'version',
  'monitors',
  'defaults',
  'connections',
  'hotel',
  'table',
  'timestamp',
  'prediction',
  'checks',
  'metric',
  'reference',
  'period',
  'fail',
  'above',
  'policy',
  'custom_metrics',
  'definition',
  'labels',
  'jobs',
  'sinks',
  'alerts',
  'routes',
  'features',
  'slices',
  '<<',
  'constructor',
  'toString',
  '',
]
const WORDS = [
  '1 day',
  '30 days',
  `\${env:HOME}`,
  `\${env:NO}`,
  `\${x`,
  '*a',
  '{{x}}',
  'inference',
  'calibrated',
  '2026-01-01',
  ':table',
  'x > 1',
  '9999999999999999999',
  '1e400',
  '0x1F',
  '.nan',
]

describe('the configuration reader', () => {
  it('stays calm on any characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), expectCalm), { numRuns: 300 })
  })

  it('stays calm on characters that mean something in YAML', () => {
    const alphabet = fc.constantFrom(...'a: -[]{}&*!|>\'"%@`#,?\n\t \r$<', '\n  ', '- ', ': ', '<<: *a\n', '&a ', '*a')
    fc.assert(
      fc.property(
        fc.array(alphabet, { maxLength: 60 }).map((parts) => `version: 1\n${parts.join('')}`),
        expectCalm,
      ),
      { numRuns: 300 },
    )
  })

  it('stays calm on random documents made of its own keys', () => {
    const leaf = fc.oneof(
      fc.constantFrom(...WORDS),
      fc.string({ maxLength: 8 }),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { depthSize: 'medium', maxDepth: 5 },
        leaf,
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom(...KEYS), tie('tree'), { maxKeys: 4 }),
      ),
    }))
    const project = fc.record(
      {
        version: fc.constant(1),
        defaults: tree,
        connections: tree,
        monitors: fc.dictionary(fc.constantFrom(...KEYS), tree, { maxKeys: 3 }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(
        project.map((value) => stringify(value)),
        expectCalm,
      ),
      { numRuns: 300 },
    )
  })

  it('stays calm when a valid file is damaged', () => {
    const damage = fc.record({
      at: fc.integer({ min: 0, max: PAGE.length - 1 }),
      remove: fc.integer({ min: 0, max: 12 }),
      insert: fc.oneof(
        fc.constantFrom('\t', '\n', '  ', ': ', '- ', '{', ']', '"', "'", '&a ', '*a', `\${env:NO}`, '\0', '\uFEFF', '\r\n'),
        fc.string({ unit: 'binary', maxLength: 4 }),
      ),
    })
    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (cuts) => {
        let text = PAGE
        for (const { at, remove, insert } of cuts) text = text.slice(0, at) + insert + text.slice(at + remove)
        expectCalm(text)
      }),
      { numRuns: 250 },
    )
  })
})
