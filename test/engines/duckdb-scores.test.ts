import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WHOLE } from '../../src/core/window.ts'
import { buildTableRow } from '../../src/metrics/build-profile-row.ts'
import { coarsenScoreRanks } from '../../src/stats/score-ranks.ts'
import { expectClose, GOLDEN } from '../metrics/golden.ts'
import { scoresState } from '../metrics/states-from-values.ts'
import { createFixture, type Fixture } from './fixture.ts'

let fixture: Fixture
beforeAll(async () => {
  fixture = await createFixture()
})
afterAll(() => fixture.close())

/** The quality of a golden case as the engine reads it, told that the window has so many rows. */
async function qualityOf(golden: (typeof GOLDEN.classification)[number], rows: number) {
  const classes = Object.keys(golden.scores)
  const lines = golden.labels.map((label, i) => {
    const scores = Object.fromEntries(classes.map((name) => [`p_${name}`, golden.scores[name]![i]]))
    return JSON.stringify({ label, prediction: golden.predictions[i], ...scores })
  })
  const table = fixture.path(`scores-${classes.length}.json`)
  writeFileSync(table, `${lines.join('\n')}\n`)
  const { columns } = await fixture.engine.describe({ table })
  const answer = await fixture.engine.scan({
    source: { table },
    time: null,
    windows: [{ key: 0, startUs: 0, endUs: 0, rows, values: false, states: true }],
    grouping: { slices: [], modelId: null },
    columns: columns.slice(0, 1).map((column) => ({ column })),
    quality: {
      problem: 'classification',
      prediction: 'prediction',
      label: 'label',
      probability:
        classes.length === 1
          ? { column: `p_${classes[0]}`, positive: classes[0]! }
          : new Map(classes.map((name) => [name, `p_${name}`])),
    },
    keepCategories: 10,
  })
  return answer.segments[0]!.quality!
}

describe.each(GOLDEN.classification)('scores of $name', (golden) => {
  it('give the ranking that scikit-learn finds, where the window is small', async () => {
    const quality = await qualityOf(golden, golden.labels.length)
    const row = buildTableRow({ window: null, logType: 'INPUT', segment: WHOLE }, { rows: 400, columns: [], quality })
    for (const id of ['roc_auc_score', 'average_precision', 'expected_calibration_error', 'log_loss', 'brier_score'])
      expectClose(row.values.get(id), golden.expected[id]!, id)
  })

  it('are counted by coarse keys where the window is large', async () => {
    const { scores } = await qualityOf(golden, 100_001)
    for (const name of Object.keys(golden.scores))
      expect(scores!.get(name)).toEqual({
        ...scoresState(
          golden.scores[name]!,
          golden.labels.map((label) => label === name),
          'coarse',
        ),
        calibrationScores: expect.any(Float64Array),
        squaredError: expect.any(Number),
      })
  })
})

it('windows of one scan have fine or coarse keys, each by its own rows, and as many statements', async () => {
  const table = await fixture.write(
    'days.parquet',
    `select timestamp '2024-01-01' + to_hours(i::int) as ts, i % 2 as c, (i % 3 = 0)::int as y, (i * 37 % 65) / 64 as p from range(96) r(i)`,
  )
  const source = { table }
  const { columns } = await fixture.engine.describe(source)
  const scan = (rows: readonly number[]) =>
    fixture.engine.scan({
      source,
      time: {
        timestamp: { expression: 'ts', zone: 'UTC' },
        root: { text: '1 day', unit: 'days', n: 1 },
        asOfUs: Date.UTC(2024, 5, 1) * 1000,
      },
      windows: rows.map((n, day) => {
        const key = 19_723 + day
        return { key, startUs: key * 86_400_000_000, endUs: (key + 1) * 86_400_000_000, rows: n, values: false, states: true }
      }),
      grouping: { slices: [{ key: 'c', values: ['0', '1'] }], modelId: null },
      columns: columns.slice(1, 2).map((column) => ({ column })),
      quality: { problem: 'classification', prediction: 'c', label: 'y', probability: { column: 'p', positive: '1' } },
      keepCategories: 10,
    })
  const mixed = await scan([24, 100_001, 24, 100_000])
  const all = await scan([24, 24, 24, 24])
  expect(mixed.statements).toBe(all.statements)
  expect(mixed.segments).toHaveLength(12)
  for (const [i, segment] of mixed.segments.entries()) {
    const scores = segment.quality!.scores!.get('1')!
    expect(scores.resolution).toBe(segment.window === 1 ? 'coarse' : 'fine')
    const fine = all.segments[i]!.quality!.scores!.get('1')!
    expect(scores).toEqual(segment.window === 1 ? { ...fine, ...coarsenScoreRanks(fine) } : fine)
  }
})
