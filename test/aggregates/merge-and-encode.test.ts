import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emptyCategories, mergeCategories, trimCategories } from '../../src/aggregates/categories.ts'
import { mergeColumn } from '../../src/aggregates/column-state.ts'
import { emptyConfusion, mergeConfusion } from '../../src/aggregates/confusion.ts'
import { emptyCounts, mergeCounts } from '../../src/aggregates/counts.ts'
import { emptyDistinct, mergeDistinct } from '../../src/aggregates/distinct.ts'
import { emptyErrors, mergeErrors } from '../../src/aggregates/errors.ts'
import { emptyHistogram, mergeHistogram } from '../../src/aggregates/histogram.ts'
import { mergeLabels } from '../../src/aggregates/labels.ts'
import { emptyLengths, mergeLengths } from '../../src/aggregates/lengths.ts'
import { emptyLogLoss, mergeLogLoss } from '../../src/aggregates/log-loss.ts'
import { emptyMoments, mergeMoments } from '../../src/aggregates/moments.ts'
import { mergeQuality } from '../../src/aggregates/quality-state.ts'
import { emptyScores, mergeScores } from '../../src/aggregates/scores.ts'
import { decodeSegment, encodeSegment, mergeSegments } from '../../src/aggregates/segment-codec.ts'
import * as some from './arbitraries.ts'

/** Maps compare by content whatever their order; text order of keys plays no part. */
const same = (a: unknown, b: unknown): void => {
  expect(a).toEqual(b)
}

function laws<T>(name: string, arbitrary: fc.Arbitrary<T>, merge: (a: T, b: T) => T, empty: T): void {
  it(`of ${name} merge in any order and grouping, and an empty one changes nothing`, () => {
    fc.assert(
      fc.property(arbitrary, arbitrary, arbitrary, (a, b, c) => {
        same(merge(merge(a, b), c), merge(a, merge(b, c)))
        same(merge(a, b), merge(b, a))
        same(merge(a, empty), a)
        same(merge(empty, a), a)
      }),
      { numRuns: 40 },
    )
  })
}

describe('states', () => {
  laws('counts', some.counts, mergeCounts, emptyCounts())
  laws('moments', some.moments, mergeMoments, emptyMoments(some.SHIFT))
  laws('histograms', some.histogram, mergeHistogram, emptyHistogram(some.BINS - 1))
  laws('distinct values', some.distinct, mergeDistinct, emptyDistinct())
  laws('lengths', some.lengths, mergeLengths, emptyLengths())
  laws('categories', some.categories, mergeCategories, emptyCategories())
  laws(
    'confusion',
    some.quality.map((q) => q.confusion ?? new Map()),
    mergeConfusion,
    emptyConfusion(),
  )
  laws('scores', some.scores, mergeScores, emptyScores())
  laws('log loss', fc.record({ n: some.count, sum: some.count }), mergeLogLoss, emptyLogLoss())
  laws('errors', some.errors, mergeErrors, emptyErrors(some.SHIFT))
  laws('outcomes', some.labels, mergeLabels, { labelled: 0, pairs: 0, several: 0 })
  laws('columns', some.column, mergeColumn, { counts: emptyCounts() })
  laws('quality', some.quality, mergeQuality, {})

  it('of moments around other shifts merge to the moments of all values', () => {
    const of = (values: readonly number[], shift: number) => ({
      n: values.length,
      shift,
      sum: values.reduce((sum, x) => sum + (x - shift), 0),
      sumSquares: values.reduce((sum, x) => sum + (x - shift) ** 2, 0),
      min: Math.min(...values),
      max: Math.max(...values),
    })
    same(mergeMoments(of([1, 2, 6], 3), of([4, 5], 5)), of([1, 2, 6, 4, 5], 3))
    same(mergeMoments(of([4, 5], 5), of([1, 2, 6], 3)), of([1, 2, 6, 4, 5], 3))
  })

  it('of histograms in other bins refuse to merge', () => {
    expect(() => mergeHistogram(new Float64Array(3), new Float64Array(4))).toThrow(/do not merge/)
  })
})

describe('categories', () => {
  it('list after a merge only counts that are exact', () => {
    const a = {
      items: new Map([
        ['x', 5],
        ['y', 3],
      ]),
      other: 2,
      complete: false,
    }
    const b = {
      items: new Map([
        ['x', 1],
        ['z', 4],
      ]),
      other: 0,
      complete: true,
    }
    same(mergeCategories(a, b), {
      items: new Map([
        ['x', 6],
        ['y', 3],
      ]),
      other: 6,
      complete: false,
    })
  })

  it('keep frozen values with their zeros and the most frequent others, ties by code point', () => {
    const items = new Map([
      ['\uffff', 2],
      ['😀', 2],
      ['b', 2],
      ['a', 9],
      ['rare', 1],
    ])
    const kept = trimCategories({ items, other: 0, complete: true }, 3, ['rare', 'absent'])
    expect([...kept.items]).toEqual([
      ['a', 9],
      ['b', 2],
      ['\uffff', 2],
      ['rare', 1],
      ['absent', 0],
    ])
    expect([kept.other, kept.complete]).toEqual([2, false])
  })

  it('stay complete where all fit', () => {
    const kept = trimCategories({ items: new Map([['a', 1]]), other: 0, complete: true }, 1, ['b'])
    expect([[...kept.items], kept.other, kept.complete]).toEqual([[['a', 1]], 0, true])
  })
})

const segment = fc.record(
  {
    rows: some.count,
    columns: fc.array(fc.tuple(some.text, some.column), { maxLength: 4 }).map((pairs) => new Map(pairs)),
    quality: some.quality,
  },
  { requiredKeys: ['rows', 'columns'], noNullPrototype: true },
)

describe('the encoding of a segment', () => {
  it('gives back what was encoded', () => {
    fc.assert(
      fc.property(segment, (state) => {
        same(decodeSegment(encodeSegment(state)), state)
      }),
      { numRuns: 60 },
    )
  })

  it('merges as its states do', () => {
    fc.assert(
      fc.property(segment, segment, (a, b) => {
        same(
          decodeSegment(encodeSegment(mergeSegments(a, b))),
          mergeSegments(decodeSegment(encodeSegment(a)), decodeSegment(encodeSegment(b))),
        )
      }),
      { numRuns: 40 },
    )
  })

  it('says that it is damaged, whatever bytes it is given, and reserves no memory for them', () => {
    fc.assert(
      fc.property(segment, fc.nat(), fc.nat({ max: 255 }), fc.boolean(), (state, at, byte, cut) => {
        const bytes = encodeSegment(state)
        const broken = cut ? bytes.slice(0, at % bytes.length) : bytes.with(at % bytes.length, byte)
        try {
          decodeSegment(broken)
        } catch (error) {
          expect(error).toMatchObject({ name: 'LeewayError', code: expect.stringMatching(/^(STORE_DAMAGED|STATS_SHAPE)$/) })
        }
      }),
      { numRuns: 300 },
    )
  })

  it('is short where few rows came', () => {
    const distinct = new Uint8Array(2048)
    const histogram = new Float64Array(258)
    for (let i = 0; i < 10; i++) {
      distinct[i * 200] = 3
      histogram[i * 25] = 1
    }
    const columns = new Map([['x', { counts: { ...emptyCounts(), rows: 10, nonNull: 10 }, histogram, distinct }]])
    expect(encodeSegment({ rows: 10, columns }).length).toBeLessThan(80)
  })
})
