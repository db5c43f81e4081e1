import { readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { QualityState } from '../../src/aggregates/states.ts'
import type { QualityRequest, ScanRequest } from '../../src/engines/engine.ts'
import { errorHistogram } from '../../src/stats/error-histogram.ts'
import { createRandom } from '../../src/stats/random.ts'
import { residualBins, residualEdges } from '../../src/stats/residual-bins.ts'
import { coarsenScoreRanks } from '../../src/stats/score-ranks.ts'
import { createFixture, type Fixture } from './fixture.ts'

interface BinaryPart {
  readonly confusion: Readonly<Record<string, number>>
  readonly log_loss: number
  readonly brier: number
  readonly bins_positive: Readonly<Record<string, number>>
  readonly bins_negative: Readonly<Record<string, number>>
}
interface Golden {
  readonly binary: {
    readonly probability: readonly number[]
    readonly label: readonly number[]
    readonly prediction: readonly number[]
    readonly segment: readonly string[]
    readonly parts: Readonly<Record<string, BinaryPart>>
  }
  readonly multiclass: {
    readonly probability: Readonly<Record<string, readonly number[]>>
    readonly label: readonly string[]
    readonly prediction: readonly string[]
    readonly log_loss: number
    readonly one_vs_all_brier: Readonly<Record<string, number>>
  }
  readonly regression: {
    readonly label: readonly number[]
    readonly prediction: readonly number[]
    readonly mean_squared_error: number
    readonly mean_absolute_error: number
    readonly mean_absolute_percentage_error: number
    readonly r2_score: number
  }
}

const golden = JSON.parse(readFileSync(new URL('../golden/engine-quality.json', import.meta.url), 'utf8')) as Golden
const TOLERANCE = 1e-9

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(() => fixture.close())

/** Rows as JSON lines, exact to the last bit. */
function lines(name: string, columns: Readonly<Record<string, readonly unknown[]>>): string {
  const names = Object.keys(columns)
  const rows = columns[names[0]!]!.map((_, i) => JSON.stringify(Object.fromEntries(names.map((n) => [n, columns[n]![i]]))))
  writeFileSync(fixture.path(name), `${rows.join('\n')}\n`)
  return fixture.path(name)
}

async function quality(
  table: string,
  request: QualityRequest,
  grouping: ScanRequest['grouping'] = { slices: [], modelId: null },
): Promise<{ states: Map<string, QualityState>; statements: number; notes: readonly string[] }> {
  const source = { table }
  const { columns } = await fixture.engine.describe(source)
  const answer = await fixture.engine.scan({
    source,
    time: null,
    windows: [{ key: 0, startUs: 0, endUs: 0, rows: 1000, values: false, states: true }],
    grouping,
    columns: columns.slice(0, 1).map((column) => ({ column })),
    quality: request,
    keepCategories: 10,
  })
  const states = new Map(answer.segments.map((s) => [`${s.segment.sliceValue ?? 'all'}/${s.segment.modelId ?? '*'}`, s.quality!]))
  return { states, statements: answer.statements, notes: answer.notes }
}

const close = (actual: number, expected: number): void => {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(TOLERANCE * Math.max(1e-300, Math.abs(expected)))
}

const sparse = (keys: Int32Array, counts: ArrayLike<number>): Record<string, number> =>
  Object.fromEntries([...keys.entries()].flatMap(([i, key]) => (counts[i]! > 0 ? [[String(key), counts[i]!]] : [])))

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0)

describe('a binary classifier', () => {
  it('has the counts, score keys, log loss and Brier score that scikit-learn finds, per slice and model', async () => {
    const { probability, label, prediction, segment } = golden.binary
    const table = lines('binary.jsonl', { p: probability, y: label, c: prediction, s: segment, m: segment })
    const { states } = await quality(
      table,
      { problem: 'classification', prediction: 'c', label: 'y', probability: { column: 'p', positive: '1' } },
      { slices: [{ key: 's', values: ['s0', 's1', 's2'] }], modelId: 'm' },
    )
    for (const [name, part] of Object.entries(golden.binary.parts)) {
      for (const state of name === 'all'
        ? [states.get('all/*')!]
        : [states.get(`${name}/*`)!, states.get(`all/${name}`)!, states.get(`${name}/${name}`)!]) {
        for (const [pair, n] of Object.entries(part.confusion)) {
          expect(state.confusion!.get(JSON.stringify(pair.split(','))) ?? 0, `${name} ${pair}`).toBe(n)
        }
        const scores = state.scores!.get('1')!
        const coarse = coarsenScoreRanks(scores)
        expect(sparse(coarse.keys, coarse.positives)).toEqual(part.bins_positive)
        expect(sparse(coarse.keys, coarse.negatives)).toEqual(part.bins_negative)
        const n = sum(scores.calibrationRows)
        expect(state.logLoss!.n).toBe(n)
        close(state.logLoss!.sum / n, part.log_loss)
        close(scores.squaredError / n, part.brier)
      }
    }
    expect(states.has('s0/s1')).toBe(false)
    close(
      sum(states.get('all/*')!.scores!.get('1')!.calibrationScores),
      golden.binary.probability.reduce((a, b) => a + b, 0),
    )
  })

  it('compares 1, 1.0, true and their texts as one class', async () => {
    const { probability, label, prediction } = golden.binary
    const table = lines('types.jsonl', {
      p: probability,
      y: label,
      c: prediction,
      y_real: label.map((y) => y + 0.0),
      y_bool: label.map((y) => y === 1),
      y_text: label.map((y) => `${y}.0`),
    })
    const request = { problem: 'classification', prediction: 'c', probability: { column: 'p', positive: '1' } } as const
    const expected = await quality(table, { ...request, label: 'y' })
    for (const label of ['cast(y as double)', 'y_bool', 'y_text', 'cast(y as decimal(5,2))']) {
      const { states } = await quality(table, { ...request, label })
      expect(states.get('all/*')!.confusion, label).toEqual(expected.states.get('all/*')!.confusion)
      expect(states.get('all/*')!.logLoss!.n, label).toBe(400)
      close(states.get('all/*')!.logLoss!.sum, expected.states.get('all/*')!.logLoss!.sum)
    }
    const booleans = await quality(table, { ...request, prediction: 'c = 1', label: 'y_bool' })
    expect([...booleans.states.get('all/*')!.scores!.keys()]).toEqual(['true'])
  })

  it('leaves out rows without prediction or label, and counts probabilities outside 0 to 1', async () => {
    const table = await fixture.write(
      'holes.parquet',
      `select * from (values (0.5::double, 1.0::double, 1), (0.5, null, 1), (0.5, 'nan'::double, 0), (0.5, 0, null), (1.5, 1, 1), (-0.1, 0, 0), ('nan'::double, 1, 1), (null, 0, 1)) t(p, c, y)`,
    )
    const { states, notes } = await quality(table, {
      problem: 'classification',
      prediction: 'c',
      label: 'y',
      probability: { column: 'p', positive: '1' },
    })
    const state = states.get('all/*')!
    expect(state.confusion).toEqual(
      new Map([
        ['["1","1"]', 3],
        ['["0","0"]', 1],
        ['["0","1"]', 1],
      ]),
    )
    expect(state.logLoss!.n).toBe(1)
    expect(notes).toEqual([expect.stringContaining('2 probabilities lie outside')])
  })
})

it('several classes with a probability each have the log loss and Brier scores that scikit-learn finds', async () => {
  const { probability, label, prediction } = golden.multiclass
  const table = lines('multi.jsonl', { y: label, c: prediction, ...probability })
  const { states, statements } = await quality(table, {
    problem: 'classification',
    prediction: 'c',
    label: 'y',
    probability: new Map(Object.keys(probability).map((name) => [name, name])),
  })
  const state = states.get('all/*')!
  expect(state.logLoss!.n).toBe(200)
  close(state.logLoss!.sum / 200, golden.multiclass.log_loss)
  for (const [name, brier] of Object.entries(golden.multiclass.one_vs_all_brier))
    close(state.scores!.get(name)!.squaredError / 200, brier)
  const binary = await quality(table, { problem: 'classification', prediction: 'c', label: 'y' })
  expect(statements).toBe(binary.statements)
})

it('a regression has the errors that scikit-learn finds, for labels near 1e9 with sd 1 too', async () => {
  const { label, prediction } = golden.regression
  const { states } = await quality(lines('regression.jsonl', { p: prediction, y: label }), {
    problem: 'regression',
    prediction: 'p',
    label: 'y',
  })
  const errors = states.get('all/*')!.errors!
  close(errors.sumSquares / errors.n, golden.regression.mean_squared_error)
  close(errors.sumAbs / errors.n, golden.regression.mean_absolute_error)
  close(errors.sumAbsRelative / errors.nRelative, golden.regression.mean_absolute_percentage_error)
  const { n, sum: total, sumSquares } = errors.label
  close(1 - errors.sumSquares / (sumSquares - (total * total) / n), golden.regression.r2_score)
})

it('a regression has the histogram of errors and the residuals that the kernels count, to the last bit, per slice', async () => {
  const random = createRandom(7)
  const prediction = Array.from({ length: 600 }, () => Math.round((random.uniform() - 0.5) * 4e5) / 1e5)
  const label = prediction.map((p, i) => (i % 9 === 0 ? p : p + (random.uniform() - 0.4) * 10 ** ((i % 7) - 5)))
  prediction.push(1.7e308, 5e-324, 0, 1, -1)
  label.push(-1.7e308, 0, -0, 1 + 2 ** -52, -(2 ** -40))
  const edges = Float64Array.from({ length: 80 }, (_, i) => -1.9 + i * 0.05)
  const source = { table: lines('errors.jsonl', { p: prediction, y: label, s: prediction.map((_, i) => `s${i % 2}`) }) }
  const { columns } = await fixture.engine.describe(source)
  const answer = await fixture.engine.scan({
    source,
    time: null,
    windows: [{ key: 0, startUs: 0, endUs: 0, rows: 605, values: false, states: true }],
    grouping: { slices: [{ key: 's', values: ['s0', 's1'] }], modelId: null },
    columns: columns.slice(0, 1).map((column) => ({ column, edges })),
    quality: { problem: 'regression', prediction: 'p', label: 'y' },
    keepCategories: 10,
  })
  expect(answer.segments).toHaveLength(3)
  for (const { segment, quality: state } of answer.segments) {
    const own = prediction.flatMap((p, i) =>
      segment.sliceValue === null || `s${i % 2}` === segment.sliceValue ? [[p, label[i]!] as const] : [],
    )
    // The one difference that overflows counts as the largest double.
    const errors = own.map(([p, y]) => Math.min(p - y, Number.MAX_VALUE))
    expect(state!.errorHistogram).toEqual(errorHistogram(errors))
    const finite = own.filter(([p]) => p < 1e300)
    const expected = residualBins(
      residualEdges(edges),
      finite.map(([p]) => p),
      finite.map(([, y]) => y),
    )
    const { rows, errors: sums } = state!.residuals!
    expect([...rows.slice(0, -1)]).toEqual([...expected.rows.slice(0, -1)])
    for (const [i, sumOfBin] of [...expected.errors.slice(0, -1)].entries()) expect(sums[i]).toBeCloseTo(sumOfBin, 9)
  }
})

it('windows of days and slices by predicate get their own quality, in the same number of statements', async () => {
  const table = await fixture.write(
    'days.parquet',
    `select timestamp '2024-01-01' + to_hours(i::int) as ts, i % 2 as c, (i % 3 = 0)::int as y, i as x from range(72) r(i)`,
  )
  const source = { table }
  const { columns } = await fixture.engine.describe(source)
  const run = (days: readonly number[], slices: ScanRequest['grouping']['slices']) =>
    fixture.engine.scan({
      source,
      time: {
        timestamp: { expression: 'ts', zone: 'UTC' },
        root: { text: '1 day', unit: 'days', n: 1 },
        asOfUs: Date.UTC(2024, 5, 1) * 1000,
      },
      windows: days.map((key) => ({
        key,
        startUs: key * 86_400_000_000,
        endUs: (key + 1) * 86_400_000_000,
        rows: 24,
        values: false,
        states: true,
      })),
      grouping: { slices, modelId: null },
      columns: columns.slice(3).map((column) => ({ column })),
      quality: { problem: 'classification', prediction: 'c', label: 'y' },
      keepCategories: 10,
    })
  const one = await run([19723], [])
  const three = await run([19723, 19724, 19725], [{ key: 'x > 30', values: null }])
  expect(three.statements).toBe(one.statements)
  const rows = new Map(
    three.segments.map((s) => [
      `${s.window}/${s.segment.sliceValue}`,
      [...s.quality!.confusion!.values()].reduce((a, b) => a + b, 0),
    ]),
  )
  expect(Object.fromEntries(rows)).toEqual({
    '0/null': 24,
    '0/false': 24,
    '1/null': 24,
    '1/false': 7,
    '1/true': 17,
    '2/null': 24,
    '2/true': 24,
  })
})
