import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ERROR_CATALOGUE, type ErrorCode } from '../../src/core/error-catalogue.ts'
import { LeewayError } from '../../src/core/errors.ts'

const PAGE = readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8')
const sections = new Map(
  PAGE.split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')).trim(), section] as const),
)
const codes = Object.keys(ERROR_CATALOGUE) as ErrorCode[]

describe('the catalogue of errors and docs/errors.md', () => {
  it('name the same codes, each once', () => {
    expect([...sections.keys()].sort()).toEqual([...codes].sort())
    expect(PAGE.match(/^### /gm)).toHaveLength(codes.length)
  })

  it.each(codes)('say the same about %s: exit code and title, with meaning, cause and mend', (code) => {
    const { exit, title } = ERROR_CATALOGUE[code]
    const section = sections.get(code)!
    expect(section).toContain(`\nExit ${exit}: ${title}.\n`)
    for (const part of ['Means', 'Usually', 'Mend']) expect(section).toMatch(new RegExp(`^- \\*\\*${part}\\*\\*: \\S.{10,}`, 'm'))
  })
})

describe('a LeewayError', () => {
  it('carries code, place, mend, cause and the exit code of its catalogue entry', () => {
    const cause = new Error('inner')
    const error = new LeewayError('TABLE_NOT_FOUND', 'no such file', { place: 'data/x.parquet', mend: 'correct the path', cause })
    expect(error).toMatchObject({
      name: 'LeewayError',
      code: 'TABLE_NOT_FOUND',
      place: 'data/x.parquet',
      mend: 'correct the path',
      exitCode: 3,
      cause,
    })
    expect(new LeewayError('USAGE', 'x').cause).toBeUndefined()
  })
})
