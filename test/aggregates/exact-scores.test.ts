import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ByteReader } from '../../src/aggregates/byte-reader.ts'
import { ByteWriter } from '../../src/aggregates/byte-writer.ts'
import { exactScores } from '../../src/aggregates/exact-scores.ts'
import { decodeScores, emptyScores, encodeScores, mergeScores } from '../../src/aggregates/scores.ts'
import type { ScoresState } from '../../src/aggregates/states.ts'
import { scoreBin } from '../../src/stats/score-histogram.ts'

type Row = readonly [score: number, isClass: boolean]

function stateOf(rows: readonly Row[], known = true): ScoresState {
  const state = emptyScores()
  const counts = new Map<number, [number, number]>()
  for (const [score, isClass] of rows) {
    ;(isClass ? state.positives : state.negatives)[scoreBin(score)]!++
    const count = counts.get(score) ?? [0, 0]
    count[isClass ? 0 : 1]++
    counts.set(score, count)
  }
  if (known) state.exact = exactScores(counts)
  return state
}

// Quarters, so that their sums are exact and scores repeat.
const rows = fc.array(
  fc.tuple(
    fc.nat({ max: 8 }).map((i) => i / 8),
    fc.boolean(),
  ),
  { maxLength: 30 },
)

it('distinct scores of merged states are those of all their rows, in any order', () => {
  fc.assert(
    fc.property(rows, rows, (a, b) => {
      expect(mergeScores(stateOf(a), stateOf(b)).exact).toEqual(stateOf([...a, ...b]).exact)
      expect(mergeScores(stateOf(b), stateOf(a)).exact).toEqual(stateOf([...a, ...b]).exact)
    }),
  )
})

it('a side that does not know its scores makes the whole unknown, unless it has no rows', () => {
  const some = stateOf([[0.5, true]])
  expect(mergeScores(some, stateOf([[0.25, false]], false)).exact).toBeUndefined()
  expect(mergeScores(some, emptyScores()).exact).toEqual(some.exact)
  expect(mergeScores(emptyScores(), some).exact).toEqual(some.exact)
})

it('scores of more than 100,000 rows are left to the bins', () => {
  const half = stateOf([[0.5, true]])
  half.exact!.positives[0] = 50_000
  expect(mergeScores(half, half).exact?.positives[0]).toBe(100_000)
  expect(mergeScores(mergeScores(half, half), stateOf([[0.1, true]])).exact).toBeUndefined()
})

it('survives encoding, with and without distinct scores', () => {
  fc.assert(
    fc.property(rows, fc.boolean(), (values, known) => {
      const out = new ByteWriter()
      const state = stateOf(values, known)
      encodeScores(state, out)
      expect(decodeScores(new ByteReader(out.finish()))).toEqual(state)
    }),
  )
})
