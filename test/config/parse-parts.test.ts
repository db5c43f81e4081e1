import { describe, expect, it } from 'vitest'
import { matchesPattern, selectFeatures } from '../../src/config/match-pattern.ts'
import { parseDuration } from '../../src/config/parse-duration.ts'
import { parseInstant } from '../../src/config/parse-instant.ts'
import { resolveTable } from '../../src/config/resolve-table.ts'

describe('parseDuration', () => {
  it('reads whole numbers with a unit, long or short', () => {
    for (const [text, read] of [
      ['30 days', '30 days'],
      ['1 Day', '1 day'],
      ['24h', '24 hours'],
      ['7d', '7 days'],
      ['90 min', '90 minutes'],
      ['2 weeks', '2 weeks'],
      ['1 month', '1 month'],
      ['1 year', '1 year'],
    ] as const)
      expect(parseDuration(text)?.text).toBe(read)
  })
  it('refuses everything else', () => {
    for (const text of [
      '',
      '30',
      'days',
      '-1 day',
      '1.5 days',
      '0 days',
      '5 m',
      '1 fortnight',
      '1e3 days',
      '99999999999 days',
      'P30D',
    ])
      expect(parseDuration(text)).toBeUndefined()
    expect(parseDuration('0 days', true)?.n).toBe(0)
  })
})

describe('parseInstant', () => {
  // Expected values: Python 3.12, datetime with zoneinfo.
  it('takes a date and a time without offset as local to the zone', () => {
    expect(parseInstant('2016-05-01', 'UTC')).toBe(1_462_060_800_000_000)
    expect(parseInstant('2026-01-01', 'Europe/Berlin')).toBe(1_767_222_000_000_000)
    expect(parseInstant('2026-01-01T12:30', 'America/New_York')).toBe(1_767_288_600_000_000)
    expect(parseInstant('2026-01-01 12:30:00.5', 'UTC')).toBe(1_767_270_600_500_000)
  })
  it('takes an offset as said, whatever the zone', () => {
    expect(parseInstant('2026-01-01T00:00:00Z', 'Asia/Tokyo')).toBe(1_767_225_600_000_000)
    expect(parseInstant('2026-01-01T00:00:00+02:00', 'Asia/Tokyo')).toBe(1_767_218_400_000_000)
  })
  it('takes the first instant of a day that has no midnight', () => {
    // In Sao Paulo, 2018-11-04 began at 01:00 (03:00 UTC).
    expect(parseInstant('2018-11-04', 'America/Sao_Paulo')).toBe(1_541_300_400_000_000)
  })
  it('refuses what is no date', () => {
    for (const text of ['2026-02-30', '2026-13-01', '01/02/2026', '2026', 'today', '', '9999-01-01', '2026-01-01T25:00'])
      expect(parseInstant(text, 'UTC')).toBeUndefined()
  })
})

describe('resolveTable', () => {
  it('makes paths absolute where the connection has files only', () => {
    expect(resolveTable('data/x.parquet', '/p', false)).toBe('/p/data/x.parquet')
    expect(resolveTable('folder', '/p', false)).toBe('/p/folder')
    expect(resolveTable('/abs/*.csv', '/p', false)).toBe('/abs/*.csv')
    expect(resolveTable('s3://bucket/x.parquet', '/p', false)).toBe('s3://bucket/x.parquet')
  })
  it('leaves the names of tables where the connection has a database', () => {
    expect(resolveTable('predictions', '/p', true)).toBe('predictions')
    expect(resolveTable('main.predictions', '/p', true)).toBe('main.predictions')
    expect(resolveTable('x.csv.gz', '/p', true)).toBe('/p/x.csv.gz')
    expect(resolveTable('data/x', '/p', true)).toBe('/p/data/x')
  })
})

describe('patterns', () => {
  it('let * stand for any characters, and nothing else', () => {
    for (const [name, pattern, fits] of [
      ['lead_time', 'lead*', true],
      ['lead_time', '*time', true],
      ['lead_time', '*', true],
      ['lead_time', 'l*d*e', true],
      ['lead_time', 'lead', false],
      ['lead.time', 'lead_time', false],
      ['a', 'a*a', false],
      ['abab', '*ab*ab', true],
      ['a+b', 'a+*', true],
    ] as const)
      expect(matchesPattern(name, pattern), `${name} ${pattern}`).toBe(fits)
  })
  it('choose the features: included, not excluded, without a role', () => {
    const names = ['id', 'a1', 'a2', 'b', 'label']
    expect(selectFeatures(names, { include: null, exclude: ['id'] }, new Set(['label']))).toEqual(['a1', 'a2', 'b'])
    expect(selectFeatures(names, { include: ['a*', 'label'], exclude: ['a2'] }, new Set(['label']))).toEqual(['a1'])
  })
})
