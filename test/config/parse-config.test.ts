import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { parseConfig } from '../../src/config/parse-config.ts'
import { ConfigError } from '../../src/config/problem.ts'
import type { Project } from '../../src/config/project.ts'
import { renderProblems } from '../../src/config/render-problems.ts'
import { LeewayError } from '../../src/core/errors.ts'

const CASES = fileURLToPath(new URL('cases/', import.meta.url))
const KNOWN_METRICS = ['accuracy_score', 'percent_null', 'avg', 'population_stability_index', 'f1_score']

const parse = (text: string, folder = '/project', env: Record<string, string> = {}): Project =>
  parseConfig(text, {
    file: join(folder, 'leeway.yaml'),
    env,
    readFile: (path) => readFileSync(join(folder, path), 'utf8'),
    knownMetrics: KNOWN_METRICS,
  })

const problemsOf = (text: string, env?: Record<string, string>): ConfigError => {
  try {
    parse(text, '/project', env)
  } catch (error) {
    if (error instanceof ConfigError) return error
    throw error
  }
  throw new Error('the configuration was accepted')
}

const MINIMAL = 'version: 1\nmonitors:\n  a: {type: snapshot, table: a.parquet}\n'

/** Maps as objects, and only what `expected` names; `<folder>` and `<absent>` stand for themselves. */
const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, inner: unknown) => (inner instanceof Map ? Object.fromEntries(inner) : inner)))

function expectParts(actual: unknown, expected: unknown, folder: string, path: string): void {
  if (expected === '<absent>') expect(actual, path).toBeUndefined()
  else if (typeof expected === 'string') expect(actual, path).toBe(expected.replace('<folder>', folder))
  else if (Array.isArray(expected)) {
    expect((actual as unknown[]).length, path).toBe(expected.length)
    for (const [index, item] of expected.entries()) expectParts((actual as unknown[])[index], item, folder, `${path}[${index}]`)
  } else if (typeof expected === 'object' && expected !== null)
    for (const [key, item] of Object.entries(expected))
      expectParts((actual as Record<string, unknown>)[key], item, folder, `${path}.${key}`)
  else expect(actual, path).toBe(expected)
}

describe('a configuration from the folder of cases', () => {
  for (const name of readdirSync(CASES).sort()) {
    const folder = join(CASES, name)
    const text = readFileSync(join(folder, 'leeway.yaml'), 'utf8')
    const wanted = join(folder, 'expected.txt')
    if (existsSync(wanted))
      it(`${name}: every mistake is named with its place`, () => {
        try {
          parse(text, folder, {})
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError)
          const { code, problems, exitCode } = error as ConfigError
          expect(`${code}\n${renderProblems(problems, { colour: false })}\n`).toBe(readFileSync(wanted, 'utf8'))
          expect(exitCode).toBe(2)
          return
        }
        throw new Error('the configuration was accepted')
      })
    else
      it(`${name}: means what it says`, () => {
        const expected: unknown = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'))
        const project = parse(text, folder, { FOLDER: 'secret-folder' })
        expectParts(plain(project), expected, folder, 'project')
      })
  }
})

describe('positions', () => {
  it('leads from a key to its line and column, through defaults and aliases', () => {
    const { source } = parse(
      'version: 1\ndefaults: {timestamp: t}\nmonitors:\n  a: &a\n    table: a.parquet\n    prediction: p\n    label: l\n    problem: regression\n  b:\n    <<: *a\n    label: other\n',
    )
    const at = (path: (string | number)[], part?: 'key' | 'value') => {
      const place = source!.placeOf(path, part)
      return place && `${place.line}:${place.column}-${place.endColumn}`
    }
    expect(at(['monitors', 'a', 'label'])).toBe('7:12-13')
    expect(at(['monitors', 'a', 'label'], 'key')).toBe('7:5-10')
    expect(at(['monitors', 'a', 'timestamp'])).toBe('2:23-24')
    expect(at(['monitors', 'b', 'label'])).toBe('11:12-17')
    expect(at(['monitors', 'b', 'prediction'])).toBe('6:17-18')
    expect(at(['monitors', 'a', 'slices', 3])).toBe('4:3-4')
    expect(source!.has(['monitors', 'b', 'prediction'])).toBe(true)
    expect(source!.has(['monitors', 'b', 'slices'])).toBe(false)
  })
})

describe('secrets', () => {
  it('are replaced wherever a text stands, kept for redaction, and not part of the hash', () => {
    const text = `version: 1\nmonitors:\n  a: {type: snapshot, query: "select '\${env:TOKEN}'", slices: ["x = '\${env:TOKEN}'"]}\n`
    const one = parse(text, '/project', { TOKEN: 'first-value' })
    const two = parse(text, '/project', { TOKEN: 'second-value' })
    expect(one.monitors[0]!.query).toBe("select 'first-value'")
    expect(one.secrets).toEqual(['first-value'])
    expect(two.hash).toBe(one.hash)
    expect(JSON.stringify(one.source!.placeOf(['monitors', 'a', 'query']))).not.toContain('first-value')
  })

  it('do not appear in a message about the value that they make', () => {
    const error = problemsOf(
      `version: 1\ntime_zone: "\${env:TOKEN}"\nmonitors:\n  a: {type: snapshot, table: t, connection: "\${env:TOKEN}"}\n`,
      {
        TOKEN: 'hush-hush-value',
      },
    )
    expect(error.problems).toHaveLength(2)
    expect(error.message).not.toContain('hush-hush-value')
  })

  it('written out literally are refused, and masked wherever their line is shown', () => {
    const error = problemsOf(
      'version: 1\nconnections:\n  a: {engine: databricks, hostt: h, http_path: p, token: dapi-literal-token}\nmonitors:\n  a: {type: snapshot, table: t}\n',
    )
    expect(error.problems.map((problem) => problem.path)).toContain('connections.a.token')
    expect(error.message).not.toContain('dapi-literal')
    expect(problemsOf('version: 1\nsinks:\n  x: {type: pagerduty, routing_key: literal-key\n').message).not.toContain(
      'literal-key',
    )
  })

  it('are looked up once each: every missing one is named at once', () => {
    const error = problemsOf(
      `version: 1\nmonitors:\n  a: {type: snapshot, table: "\${env:ONE}"}\n  b: {type: snapshot, table: "\${env:TWO}"}\n`,
    )
    expect(error.code).toBe('CONFIG_SECRET')
    expect(error.problems.map((problem) => problem.message)).toEqual([`\${env:ONE} is not set`, `\${env:TWO} is not set`])
  })

  it('of parts that are skipped are not needed', () => {
    expect(parse(`${MINIMAL}sinks:\n  team: {type: slack, webhook_url: "\${env:NOT_SET}"}\n`).notBuilt).toEqual([
      { key: 'sinks', place: 'leeway.yaml:4:1' },
    ])
  })
})

describe('the hash', () => {
  it('does not change with comments, quotes or the order of keys, and changes with the meaning', () => {
    const hash = parse(MINIMAL).hash
    expect(parse('# a comment\nmonitors: {"a": {table: "a.parquet", type: snapshot}}\nversion: 1\n').hash).toBe(hash)
    expect(parse(MINIMAL.replace('a.parquet', 'b.parquet')).hash).not.toBe(hash)
    expect(hash).toMatch(/^[0-9a-f]{16}$/)
  })
})

describe('a text that is no configuration', () => {
  const CASES_OF_TEXT: readonly (readonly [string, string, RegExp])[] = [
    ['binary', 'PAR1\0\0\u0001', /not a text file/],
    ['a million brackets', '['.repeat(1_000_000), /./],
    ['deep but finite nesting', `version: 1\nmonitors: ${'['.repeat(200)}${']'.repeat(200)}\n`, /nested too deeply/],
    ['aliases that double thirty times', bomb(30), /too much in one file/],
    ['five million characters', `a: "${'x'.repeat(5_000_000)}"`, /too large/],
    ['a key that is a list', 'version: 1\n? [a]\n: b\n', /a key that is not text/],
    ['__proto__', `${MINIMAL}__proto__: {polluted: true}\n`, /"__proto__" is not allowed/],
    ['a merge of something else', 'version: 1\nmonitors:\n  a: {<<: 3}\n', /nothing to merge/],
    ['an unknown tag', 'version: !secret 1\nmonitors: {a: {type: snapshot, table: t}}\n', /tag/],
  ]
  for (const [name, text, words] of CASES_OF_TEXT)
    it(`is refused with a place: ${name}`, () => {
      const error = problemsOf(text)
      expect(error.message).toMatch(words)
      for (const problem of error.problems) expect(problem.place!.line).toBeGreaterThan(0)
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
    })
})

function bomb(levels: number): string {
  const lines = ['a0: &a0 [x, x]']
  for (let level = 1; level <= levels; level++) lines.push(`a${level}: &a${level} [*a${level - 1}, *a${level - 1}]`)
  return `${lines.join('\n')}\n`
}

describe('the error', () => {
  it('carries code, first place, mend and exit code, and colours only when asked', () => {
    const error = problemsOf('version: 1\nmonitors:\n  a: {type: snapshot, tabel: t}\n')
    expect(error).toBeInstanceOf(LeewayError)
    expect(error.code).toBe('CONFIG_INVALID')
    expect(error.place).toBe('leeway.yaml:3:23')
    expect(error.mend).toContain('docs/configuration.md')
    expect(renderProblems(error.problems, { colour: true })).toContain('\u001b[')
    expect(renderProblems(error.problems, { colour: false })).not.toContain('\u001b[')
  })
})
