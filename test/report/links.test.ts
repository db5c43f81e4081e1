import { describe, expect, test } from 'vitest'
import type { ReportModel } from '../../src/report/report-model.ts'
import { initialState, linkOf, parseLink } from '../../src/report/view/state.ts'
import { instantText, windowKeys, windowText } from '../../src/report/view/time-text.ts'
import { HOSTILE_NAMES, hostileModel, hotelModel, severalModel, wideModel } from './sample-model.ts'

const follow = (model: ReportModel, link: string) => parseLink(model, link, initialState(model))
const columnOf = (model: ReportModel, link: string): string | undefined => {
  const state = follow(model, link)
  return state?.column === null || state === null ? undefined : model.monitors[state.monitor]!.columns[state.column]?.name
}

describe('links into a report', () => {
  const hotel = hotelModel()

  test('name monitor, column and window', () => {
    const state = follow(hotel, '#hotel_cancellation/lead_time@2017-01')!
    expect(state.window).toBe(3)
    expect(columnOf(hotel, '#hotel_cancellation/lead_time@2017-01')).toBe('lead_time')
    expect(linkOf(hotel, state)).toBe('#hotel_cancellation/lead_time@2017-01-01')
  })

  test('may leave the monitor out', () => {
    expect(columnOf(hotel, '#adr@2017-02')).toBe('adr')
    expect(follow(hotel, '#adr@2017-02')!.window).toBe(4)
  })

  test('open the judged window and the worst column when they name neither', () => {
    const state = follow(hotel, '#hotel_cancellation')!
    expect([state.window, columnOf(hotel, '#hotel_cancellation')]).toEqual([3, 'lead_time'])
  })

  test('name another size of window', () => {
    const wide = wideModel(10, 60)
    const state = { ...initialState(wide), granularity: 1, window: 2, column: null }
    const link = linkOf(wide, state)
    expect(link).toMatch(/^#basket_value@2025-01-13~1\+week$/)
    expect(follow(wide, link)).toMatchObject({ granularity: 1, window: 2 })
  })

  test('lead to another monitor of the same report', () => {
    const several = severalModel()
    expect(follow(several, '#calm')!.monitor).toBe(0)
    expect(initialState(several).monitor).toBe(1)
  })

  test('that lead nowhere change nothing', () => {
    expect(follow(hotel, '#nowhere')).toBeNull()
    expect(follow(hotel, '#')).toBeNull()
    expect(follow(hotel, '#%zz')).toBeNull()
    expect(follow(hotel, '#hotel_cancellation/no_such@1999')).toMatchObject({ window: 3 })
  })

  test('survive every name', () => {
    const model = hostileModel()
    const start = initialState(model)
    for (let column = 0; column < model.monitors[0]!.columns.length; column++) {
      const name = model.monitors[0]!.columns[column]!.name
      // A lone surrogate and an empty name cannot stand in an address.
      if (!name.isWellFormed() || name === '') continue
      const link = linkOf(model, { ...start, column, window: 5 })
      expect(parseLink(model, link, start), name).toMatchObject({ column, window: 5 })
    }
    expect(HOSTILE_NAMES.length).toBeGreaterThan(5)
  })
})

describe('times', () => {
  test('are said in the monitor’s zone', () => {
    expect(instantText(Date.parse('2025-07-01T22:30:00Z') * 1000, 'UTC')).toBe('2025-07-01 22:30')
    expect(instantText(Date.parse('2025-07-01T22:30:00Z') * 1000, 'Asia/Kolkata')).toBe('2025-07-02 04:00')
    expect(instantText(Date.parse('2025-07-01T04:00:00Z') * 1000, 'America/New_York')).toBe('2025-07-01')
  })

  test('windows are called as people call them', () => {
    const window = {
      startUs: Date.parse('2017-01-02T00:00:00Z') * 1000,
      endUs: 0,
      rows: 1,
      complete: true,
      status: null,
      counts: {},
    }
    expect(windowText('1 day', window, 'UTC')).toBe('Mon 2017-01-02')
    expect(windowText('1 week', window, 'UTC')).toBe('week of 2017-01-02')
    expect(windowText('1 hour', window, 'UTC')).toBe('2017-01-02 00:00')
    expect(windowText('1 month', window, 'UTC')).toBe('January 2017')
    expect(windowText('1 year', window, 'UTC')).toBe('2017')
    expect(windowText('500 rows', window, 'UTC')).toBe('500 rows from 2017-01-02 00:00')
  })

  test('the hour that comes twice when clocks go back has two names', () => {
    const hour = (text: string) => ({
      startUs: Date.parse(text) * 1000,
      endUs: 0,
      rows: 1,
      complete: true,
      status: null,
      counts: {},
    })
    const granularity = {
      text: '1 hour',
      windows: [hour('2017-10-29T00:00:00Z'), hour('2017-10-29T01:00:00Z')],
      series: [],
      columns: [],
      slices: [],
      findings: [],
    }
    expect(windowKeys(granularity, 'Europe/Berlin')).toEqual(['2017-10-29T02:00', '2017-10-29T01:00:00.000Z'])
  })
})
