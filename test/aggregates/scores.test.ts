import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteReader } from '../../src/aggregates/byte-reader.ts'
import { ByteWriter } from '../../src/aggregates/byte-writer.ts'
import { decodeScores, emptyScores, encodeScores, mergeScores } from '../../src/aggregates/scores.ts'
import { ScoresBuilder } from '../../src/aggregates/scores-builder.ts'
import type { ScoresState } from '../../src/aggregates/states.ts'
import { coarsenScoreHistogram, scoreHistogram, scoreMetrics } from '../../src/stats/score-histogram.ts'
import { MOST_FINE_KEYS, MOST_FINE_ROWS, newRanks } from '../../src/stats/score-ranks.ts'

type Row = readonly [score: number, isClass: boolean]

function stateOf(rows: readonly Row[], resolution: 'fine' | 'coarse' = 'fine'): ScoresState {
  const { logLoss: _, ...state } = scoreHistogram(
    rows.map(([score]) => score),
    rows.map(([, isClass]) => Number(isClass)),
    resolution,
  )
  return state
}

/** Keys from `first` on, one negative row each. */
function withKeys(first: number, length: number): ScoresState {
  const ranks = newRanks('fine', length)
  for (let i = 0; i < length; i++) ranks.keys[i] = first + i
  ranks.negatives.fill(1)
  return { ...emptyScores(), ...ranks }
}

const bytesOf = (state: ScoresState): Uint8Array => {
  const out = new ByteWriter()
  encodeScores(state, out)
  return out.finish()
}

// Eighths, so that their sums are exact and scores repeat.
const rows = fc.array(
  fc.tuple(
    fc.nat({ max: 8 }).map((i) => i / 8),
    fc.boolean(),
  ),
  { maxLength: 30 },
)

describe('scores', () => {
  it('of merged states are those of all their rows', () => {
    fc.assert(
      fc.property(rows, rows, fc.constantFrom('fine', 'coarse'), (a, b, resolution) => {
        expect(mergeScores(stateOf(a, resolution), stateOf(b, resolution))).toEqual(stateOf([...a, ...b], resolution))
      }),
    )
  })

  it('by fine and by coarse keys merge to coarse ones, unless a side has no rows', () => {
    fc.assert(
      fc.property(rows, rows, (a, b) => {
        const merged = mergeScores(stateOf(a), stateOf(b, 'coarse'))
        const expected = b.length === 0 ? stateOf(a) : stateOf([...a, ...b], 'coarse')
        expect(merged).toEqual(expected)
      }),
    )
  })

  it('become coarse where more than 32,768 keys come together', () => {
    const most = mergeScores(withKeys(-100, MOST_FINE_KEYS - 1), withKeys(MOST_FINE_KEYS - 101, 1))
    expect([most.resolution, most.keys.length]).toEqual(['fine', MOST_FINE_KEYS])
    expect(mergeScores(most, withKeys(-100, 5)).resolution).toBe('fine')
    const over = mergeScores(most, withKeys(1_000_000, 1))
    expect(over.resolution).toBe('coarse')
    expect(Float64Array.from(over.negatives).reduce((a, b) => a + b, 0)).toBe(MOST_FINE_KEYS + 1)
    // One window alone may have as many as it has rows.
    const large = withKeys(0, 90_000)
    expect(mergeScores(large, emptyScores())).toEqual(large)
    expect(mergeScores(large, withKeys(0, 1)).resolution).toBe('coarse')
  })

  it('become coarse where a fine count would not fit 32 bits', () => {
    const many = withKeys(5, 1)
    many.negatives[0] = MOST_FINE_ROWS
    const merged = mergeScores(many, withKeys(5, 1))
    expect([merged.resolution, merged.negatives[0]]).toEqual(['coarse', MOST_FINE_ROWS + 1])
  })

  it('of 3,000 rows take less than 10 kB when stored, and survive it', () => {
    const state = stateOf(Array.from({ length: 3000 }, (_, i): Row => [((i * 0.6180339887498949) % 1) ** 2, i % 19 === 0]))
    const bytes = bytesOf(state)
    expect(state.keys.length).toBeGreaterThan(2900)
    expect(bytes.length).toBeLessThan(10_000)
    expect(decodeScores(new ByteReader(bytes))).toEqual(state)
  })

  it('that are damaged are refused: a key outside the range, a count too large', () => {
    const one = bytesOf(stateOf([[0.5, true]]))
    const gap = bytesOf(withKeys(1, 1))
    expect(() => decodeScores(new ByteReader(one.with(2, one[2]! | 3)))).toThrow(/score lies outside/)
    const large = withKeys(0, 1)
    large.negatives[0] = 2 ** 20
    const bytes = bytesOf({ ...large, resolution: 'fine', negatives: Float64Array.of(2 ** 40) })
    expect(() => decodeScores(new ByteReader(bytes))).toThrow(/count is too large/)
    expect(decodeScores(new ByteReader(gap)).keys).toEqual(Int32Array.of(1))
  })
})

describe('a builder of scores', () => {
  it('gives the state of the rows it was told of, in any order', () => {
    const fine = new ScoresBuilder()
    fine.addFine(Int32Array.of(7, -4))
    fine.addFine(Int32Array.of(7, 6))
    fine.addTenth(5, 3, 2, 1.5, 0.5)
    fine.addTenth(4, 1, 0, 0.4, 0.25)
    expect(fine.finish()).toEqual({
      resolution: 'fine',
      keys: Int32Array.of(-2, 3),
      positives: Uint32Array.of(0, 2),
      negatives: Uint32Array.of(1, 1),
      calibrationRows: Float64Array.of(0, 0, 0, 0, 1, 3, 0, 0, 0, 0),
      calibrationPositives: Float64Array.of(0, 0, 0, 0, 0, 2, 0, 0, 0, 0),
      calibrationScores: Float64Array.of(0, 0, 0, 0, 0.4, 1.5, 0, 0, 0, 0),
      squaredError: 0.75,
    })
  })

  it('joins a coarse key that spans two tenths', () => {
    const coarse = new ScoresBuilder()
    coarse.addCoarse(9, 5, 1)
    coarse.addCoarse(-3, 4, 4)
    coarse.addCoarse(9, 1, 1)
    expect(coarse.finish()).toMatchObject({
      resolution: 'coarse',
      keys: Int32Array.of(-3, 9),
      positives: Float64Array.of(4, 2),
      negatives: Float64Array.of(0, 4),
    })
  })

  it('that was told nothing gives the empty state', () => {
    expect(new ScoresBuilder().finish()).toEqual(emptyScores())
  })
})

it('a merge of coarse and fine scores has the ranking of the coarse ones', () => {
  const a = scoreHistogram([0.2, 0.2001, 0.7], [0, 1, 1])
  expect(scoreMetrics(coarsenScoreHistogram(a)).rocAuc).toBe(0.75)
  expect(scoreMetrics(a).rocAuc).toBe(1)
})
