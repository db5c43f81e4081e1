import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WHOLE } from '../../src/core/window.ts'
import { exactWindows } from '../../src/engines/duckdb/quality.ts'
import { buildTableRow } from '../../src/metrics/build-profile-row.ts'
import { expectClose, GOLDEN } from '../metrics/golden.ts'
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

  it('stay in bins where the window is large', async () => {
    const quality = await qualityOf(golden, 20_001)
    for (const scores of quality.scores!.values()) expect(scores.exact).toBeUndefined()
  })
})

describe('windows read score by score', () => {
  const windows = (...rows: number[]) => rows.map((count, key) => ({ key, rows: count }))

  it('are those of few rows, named by the shorter list', () => {
    expect(exactWindows(windows(10, 20_000))).toBe('all')
    expect(exactWindows(windows(20_001, 1_000_000))).toBe('none')
    expect(exactWindows([])).toBe('none')
    expect(exactWindows(windows(5, 30_000, 40_000))).toEqual({ keys: [0], listed: 'in' })
    expect(exactWindows(windows(5, 30_000, 6))).toEqual({ keys: [1], listed: 'not in' })
  })

  it('hold at most a million rows together', () => {
    const many = exactWindows(windows(...Array.from({ length: 60 }, () => 20_000)))
    expect(many).toMatchObject({ listed: 'not in' })
    expect(typeof many === 'string' ? [] : many.keys).toHaveLength(10)
  })
})
