import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hideRareNames, mergeRareCategories, OTHER_LABEL, toShares10k } from '../../src/report/merge-rare-categories.ts'

const counts = (items: Record<string, number>, other = 0) => ({ items: new Map(Object.entries(items)), other })

describe('mergeRareCategories', () => {
  test('never names a value seen fewer times than the minimum, and counts it under other values', () => {
    const merged = mergeRareCategories({
      reference: counts({ a: 70, b: 26, rare: 4 }),
      windows: [counts({ a: 5, b: 4, once: 1 })],
      minimumCount: 5,
    })
    expect(merged).toEqual({
      labels: ['a', 'b', OTHER_LABEL],
      otherIndex: 2,
      rareNames: new Set(['rare', 'once']),
      mergedValues: 2,
      referenceShares10k: [7000, 2600, 400],
      shares10k: [[5000, 4000, 1000]],
    })
  })

  test('does not add reference and windows together, because a reference period may lie inside the windows', () => {
    const merged = mergeRareCategories({ reference: counts({ a: 9, x: 3 }), windows: [counts({ a: 9, x: 3 })], minimumCount: 5 })
    expect(merged.labels).toEqual(['a', OTHER_LABEL])
  })

  test('adds the windows together: a value seen twice in each of three windows was seen six times', () => {
    const window = counts({ a: 9, x: 2 })
    const merged = mergeRareCategories({ reference: null, windows: [window, window, window], minimumCount: 5 })
    expect(merged.labels).toEqual(['a', 'x'])
    expect(merged.otherIndex).toBeNull()
    expect(merged.referenceShares10k).toBeNull()
  })

  test('keeps windows without counts as null, and rows the engine did not list under other values', () => {
    const merged = mergeRareCategories({ reference: counts({ a: 10 }, 10), windows: [null, counts({})], minimumCount: 1 })
    expect(merged.labels).toEqual(['a', OTHER_LABEL])
    expect(merged.referenceShares10k).toEqual([5000, 5000])
    expect(merged.shares10k).toEqual([null, null])
  })

  test('names at most the asked number of values, the most frequent ones', () => {
    const merged = mergeRareCategories({
      reference: counts({ a: 10, b: 30, c: 20 }),
      windows: [],
      minimumCount: 1,
      maximumNamed: 2,
    })
    expect(merged.labels).toEqual(['b', 'c', OTHER_LABEL])
    expect(merged.referenceShares10k).toEqual([5000, 3333, 1667])
  })

  test('holds for any counts: every name was seen often enough, and all shares sum to one', () => {
    const items = fc.dictionary(fc.string({ maxLength: 3 }), fc.integer({ min: 0, max: 20 }), { maxKeys: 12 })
    fc.assert(
      fc.property(
        fc.option(items),
        fc.array(fc.option(items), { maxLength: 5 }),
        fc.integer({ min: 1, max: 12 }),
        (r, ws, minimumCount) => {
          const reference = r && counts(r)
          const windows = ws.map((w) => w && counts(w))
          const merged = mergeRareCategories({ reference, windows, minimumCount })
          for (const [i, label] of merged.labels.entries()) {
            if (i === merged.otherIndex) continue
            const seen = Math.max(
              reference?.items.get(label) ?? 0,
              windows.reduce((sum, w) => sum + (w?.items.get(label) ?? 0), 0),
            )
            expect(seen).toBeGreaterThanOrEqual(minimumCount)
          }
          for (const shares of [merged.referenceShares10k, ...merged.shares10k])
            if (shares) expect(shares.reduce((a, b) => a + b, 0)).toBe(10_000)
        },
      ),
    )
  })
})

describe('toShares10k', () => {
  test('gives the rounding to the largest remainders', () => {
    expect(toShares10k([1, 1, 1])).toEqual([3334, 3333, 3333])
    expect(toShares10k([0, 0])).toBeNull()
    expect(toShares10k([])).toBeNull()
  })
})

describe('hideRareNames', () => {
  const rare = new Set(['director of Oslo', 'x'])

  test('takes quoted rare values out of a sentence and leaves its other words alone', () => {
    expect(hideRareNames('unseen values, “director of Oslo” most often, then "x"; extra "Groups" too', rare)).toBe(
      'unseen values, a rare value most often, then a rare value; extra "Groups" too',
    )
  })

  test('goes through evidence, keys too', () => {
    expect(
      hideRareNames(
        {
          contributions: [
            { label: 'x', share: 0.1 },
            { label: 'Groups', share: 0.2 },
          ],
          x: 3,
          none: null,
        },
        rare,
      ),
    ).toEqual({
      contributions: [
        { label: 'a rare value', share: 0.1 },
        { label: 'Groups', share: 0.2 },
      ],
      'a rare value': 3,
      none: null,
    })
  })
})
