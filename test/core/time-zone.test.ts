import { describe, expect, it } from 'vitest'
import { parseTimeZone, timeZoneNames } from '../../src/core/time-zone.ts'

describe('parseTimeZone', () => {
  it('accepts every listed name, in any letter case', () => {
    for (const name of timeZoneNames()) expect(parseTimeZone(name.toLowerCase())).toBe(name)
  })
  it('keeps the spelling of an alias', () => {
    expect(parseTimeZone('US/Eastern')).toBe('US/Eastern')
    expect(parseTimeZone('Asia/Kolkata')).toBe('Asia/Kolkata')
  })
  it('refuses offsets and names that do not exist', () => {
    for (const name of ['+01:00', 'Europe/Berlim', '', 'Mars/Olympus', '../../etc']) expect(parseTimeZone(name)).toBeUndefined()
  })
})
