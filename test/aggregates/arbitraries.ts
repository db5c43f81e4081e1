import fc from 'fast-check'
import type {
  CategoriesState,
  ColumnState,
  CountsState,
  ErrorsState,
  LabelsState,
  LengthsState,
  MomentsState,
  QualityState,
  ResidualsState,
  ScoresState,
} from '../../src/aggregates/states.ts'
import { newRanks, type ScoreRanks } from '../../src/stats/score-ranks.ts'

/** Whole numbers whose sums are exact, so that merges can be compared without tolerance. */
export const count = fc.nat({ max: 1_000_000 })
const whole = fc.integer({ min: -1_000_000, max: 1_000_000 })
export const SHIFT = 7
export const BINS = 12

export const counts: fc.Arbitrary<CountsState> = fc.record({
  rows: count,
  nonNull: count,
  nan: count,
  positiveInfinity: count,
  negativeInfinity: count,
  zeros: count,
})

export const moments: fc.Arbitrary<MomentsState> = fc
  .record({ n: count, sum: whole, sumSquares: count, a: whole, b: whole })
  .map(({ n, sum, sumSquares, a, b }) =>
    n === 0
      ? { n, shift: SHIFT, sum: 0, sumSquares: 0, min: null, max: null }
      : { n, shift: SHIFT, sum, sumSquares, min: Math.min(a, b), max: Math.max(a, b) },
  )

export const histogram: fc.Arbitrary<Float64Array> = fc
  .array(fc.oneof(fc.constant(0), count), { minLength: BINS, maxLength: BINS })
  .map((xs) => Float64Array.from(xs))

export const distinct: fc.Arbitrary<Uint8Array> = fc
  .array(fc.tuple(fc.nat({ max: 2047 }), fc.integer({ min: 1, max: 54 })), { maxLength: 900 })
  .map((pairs) => {
    const registers = new Uint8Array(2048)
    for (const [i, rank] of pairs) registers[i] = rank
    return registers
  })

export const lengths: fc.Arbitrary<LengthsState> = fc
  .record({ n: count, sum: count, a: fc.nat({ max: 99 }), b: fc.nat({ max: 99 }) })
  .map(({ n, sum, a, b }) =>
    n === 0 ? { n, min: null, max: null, sum: 0 } : { n, min: Math.min(a, b), max: Math.max(a, b), sum },
  )

const text = fc.oneof(
  fc.constantFrom('a', 'b', '', 'ünï', '😀', '\uffff', '"', '__proto__'),
  fc.string({ unit: 'binary', maxLength: 4 }),
)

export const categories: fc.Arbitrary<CategoriesState> = fc
  .record({ items: fc.array(fc.tuple(text, count), { maxLength: 6 }), other: count, complete: fc.boolean() })
  .map(({ items, other, complete }) => ({ items: new Map(items), other: complete ? 0 : other, complete }))

export const column: fc.Arbitrary<ColumnState> = fc.record(
  { counts, moments, histogram, distinct, lengths, categories },
  { requiredKeys: ['counts'], noNullPrototype: true },
)

const tenths = fc.array(fc.oneof(fc.constant(0), count), { minLength: 10, maxLength: 10 }).map((xs) => Float64Array.from(xs))

/** Neighbours, keys of one coarse bin, both signs, both ends. */
const fineKey = fc.oneof(
  fc.constantFrom(-37_700_000, -8193, -8192, -1, 0, 1, 8191, 37_700_000),
  fc.integer({ min: -99, max: 99 }),
)

const ranks = fc
  .record({
    fine: fc.boolean(),
    rows: fc.array(fc.tuple(fineKey, fc.boolean(), fc.constantFrom(1, 1, 2, 700_000)), { maxLength: 12 }),
  })
  .map(({ fine, rows }): ScoreRanks => {
    const byKey = new Map<number, [number, number]>()
    for (const [fineKey, positive, n] of rows) {
      const key = fine ? fineKey : fineKey >> 13
      const both = byKey.get(key) ?? [0, 0]
      byKey.set(key, both)
      both[positive ? 0 : 1] += n
    }
    const made = newRanks(fine || byKey.size === 0 ? 'fine' : 'coarse', byKey.size)
    for (const [i, [key, [positives, negatives]]] of [...byKey].sort((a, b) => a[0] - b[0]).entries()) {
      made.keys[i] = key
      made.positives[i] = positives
      made.negatives[i] = negatives
    }
    return made
  })

export const scores: fc.Arbitrary<ScoresState> = fc
  .record({ ranks, calibrationRows: tenths, calibrationPositives: tenths, calibrationScores: tenths, squaredError: count })
  .map(({ ranks: made, ...rest }) => ({ ...made, ...rest }))

export const errors: fc.Arbitrary<ErrorsState> = fc.record({
  n: count,
  sum: whole,
  sumAbs: count,
  sumSquares: count,
  sumAbsRelative: count,
  nRelative: count,
  label: moments,
})

const errorSide = fc
  .array(fc.tuple(fc.constantFrom(-134_000_000, -1, 0, 1, 5, 700, 134_000_000), fc.integer({ min: 1, max: 1000 })), {
    maxLength: 5,
  })
  .map((pairs) => {
    const ordered = [...new Map(pairs)].sort(([a], [b]) => a - b)
    return { keys: Int32Array.from(ordered, ([key]) => key), counts: Float64Array.from(ordered, ([, n]) => n) }
  })

const residuals: fc.Arbitrary<ResidualsState> = fc.record({
  rows: histogram,
  predictions: histogram,
  errors: fc.array(whole, { minLength: BINS, maxLength: BINS }).map((xs) => Float64Array.from(xs)),
  squares: histogram,
})
export const labels: fc.Arbitrary<LabelsState> = fc.record(
  { labelled: count, pairs: count, several: count, delay: fc.record({ moments, histogram }) },
  { requiredKeys: ['labelled', 'pairs', 'several'], noNullPrototype: true },
)

export const quality: fc.Arbitrary<QualityState> = fc.record(
  {
    confusion: fc
      .array(
        fc.tuple(
          fc.tuple(text, text).map((pair) => JSON.stringify(pair)),
          count,
        ),
        { maxLength: 5 },
      )
      .map((pairs) => new Map(pairs)),
    scores: fc.array(fc.tuple(text, scores), { maxLength: 3 }).map((pairs) => new Map(pairs)),
    logLoss: fc.record({ n: count, sum: count }),
    errors,
    errorHistogram: fc.record({ negative: errorSide, zeros: count, positive: errorSide }),
    residuals,
    labels,
  },
  { requiredKeys: [], noNullPrototype: true },
)

export { text }
