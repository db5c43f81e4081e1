import { describe, expect, test } from 'vitest'
import {
  formatCount,
  formatDrift,
  formatNumber,
  formatP,
  formatPoints,
  formatShare,
  formatUnit,
  plural,
} from '../../src/report/view/format.ts'

const THIN = '\u202f'

describe('numbers for people', () => {
  test.each([
    [0.70387, '0.704'],
    [16_913, '16,900'],
    [0, '0'],
    [0.5, '0.5'],
    [-15.26, '−15.3'],
    [999.96, '1,000'],
    [2e-41, '2e-41'],
    [0.000012345, '1.23e-5'],
    [123_456_789, '123,000,000'],
    [null, '–'],
    [Number.NaN, '–'],
  ])('%s reads %s', (value, text) => {
    expect(formatNumber(value)).toBe(text)
  })

  test('row counts keep every digit', () => {
    expect(formatCount(34_938)).toBe('34,938')
    expect(formatCount(1_234_567)).toBe('1,234,567')
    expect(plural(1, 'column')).toBe('1 column')
    expect(plural(1000, 'column')).toBe('1,000 columns')
  })

  test('drift has three decimals below one, and says when it rounds to nothing', () => {
    expect(formatDrift(0.3)).toBe('0.300')
    expect(formatDrift(1.5)).toBe('1.50')
    expect(formatDrift(0.0001)).toBe(`<${THIN}0.001`)
    expect(formatDrift(0)).toBe('0.000')
  })

  test('shares are percentages, and what is not all is never 100 %', () => {
    expect(formatShare(0.2041)).toBe(`20.4${THIN}%`)
    expect(formatShare(1)).toBe(`100${THIN}%`)
    expect(formatShare(0.99999)).toBe(`99.99${THIN}%`)
    expect(formatShare(0.00001)).toBe(`<${THIN}0.01${THIN}%`)
    expect(formatShare(0)).toBe(`0${THIN}%`)
  })

  test('differences of shares are signed points', () => {
    expect(formatPoints(0.115)).toBe('+11.5')
    expect(formatPoints(-0.084)).toBe('−8.4')
    expect(formatPoints(0.0001)).toBe('0')
  })

  test('p keeps one digit where it is tiny', () => {
    expect(formatP(1.9e-41)).toBe('2e-41')
    expect(formatP(0.0123)).toBe('0.012')
    expect(formatP(0)).toBe('< 1e-300')
  })

  test('a unit chooses the form', () => {
    expect(formatUnit(4530.2, 'rows')).toBe('4,530')
    expect(formatUnit(0.5, 'share')).toBe(`50${THIN}%`)
    expect(formatUnit(0.5, 'seconds')).toBe('0.5 s')
    expect(formatUnit(null, 'seconds')).toBe('–')
  })
})
