import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { editDistance, nearestName } from '../../src/core/nearest-name.ts'

describe('editDistance', () => {
  it('counts inserts, deletes, substitutions and swaps of neighbours', () => {
    expect(editDistance('', '')).toBe(0)
    expect(editDistance('kitten', 'sitting')).toBe(3)
    expect(editDistance('lable', 'label')).toBe(1)
    // The restricted form edits no part twice: "ca" -> "ac" -> "abc" is not allowed.
    expect(editDistance('ca', 'abc')).toBe(3)
    expect(editDistance('é🙂', 'e🙂')).toBe(1)
  })

  it('is symmetric, zero only for equal texts, and at most the longer length', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
        const distance = editDistance(a, b)
        expect(distance).toBe(editDistance(b, a))
        expect(distance === 0).toBe(a === b)
        expect(distance).toBeLessThanOrEqual(Math.max([...a].length, [...b].length))
        expect(distance).toBeGreaterThanOrEqual(Math.abs([...a].length - [...b].length))
      }),
    )
  })
})

describe('nearestName', () => {
  const NAMES = ['hotel', 'lead_time', 'is_canceled', 'y_pred', 'y_pred_proba']
  it('finds what a misspelt name means, whatever its capitals and separators', () => {
    expect(nearestName('is_cancelled', NAMES)).toBe('is_canceled')
    expect(nearestName('Lead-Time', NAMES)).toBe('lead_time')
    expect(nearestName('leadtime', NAMES)).toBe('lead_time')
    expect(nearestName('y_prde', NAMES)).toBe('y_pred')
    expect(nearestName('hotle', NAMES)).toBe('hotel')
  })
  it('says nothing rather than something far away', () => {
    expect(nearestName('revenue', NAMES)).toBeUndefined()
    expect(nearestName('', NAMES)).toBeUndefined()
    expect(nearestName('x', NAMES)).toBeUndefined()
    expect(nearestName('hotel', [])).toBeUndefined()
  })
  it('takes a name that only begins alike when nothing is nearer', () => {
    expect(nearestName('cancel', ['lead', 'cancellation_flag'])).toBe('cancellation_flag')
    expect(nearestName('y_pred_prob', NAMES)).toBe('y_pred_proba')
  })
})
