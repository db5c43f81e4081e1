import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { emptyErrors } from '../../src/aggregates/errors.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import type { Project } from '../../src/config/project.ts'
import { knownMetricIds } from '../../src/metrics/known-metrics.ts'
import { compareTables } from '../../src/monitor/compare-tables.ts'
import { runProject } from '../../src/monitor/run-project.ts'
import { reportQuality } from '../../src/report/build/quality.ts'
import { buildReportModel } from '../../src/report/build-report-model.ts'
import type { ReportModel, ReportMonitor } from '../../src/report/report-model.ts'
import { residualBins } from '../../src/stats/residual-bins.ts'
import { openStore } from '../../src/store/open-store.ts'
import { type CliFolder, createCliFolder, NOW, writeTables } from '../cli/fixture.ts'

let house: CliFolder
let project: Project
let model: ReportModel
let monitor: ReportMonitor

const VALUES = 'outcome_values: {unit: EUR, cells: [{prediction: 1, label: 1, value: 10}, {prediction: 1, label: 0, value: -4}]}'

const nowUs = Date.parse(NOW) * 1000

beforeAll(async () => {
  house = createCliFolder()
  await writeTables(house)
  house.config(
    house.read('leeway.yaml').replace(
      'granularities: [1 day]',
      `granularities: [1 day, 1 week]
    ${VALUES}`,
    ),
  )
  project = loadConfig({ cwd: house.folder, env: {}, knownMetrics: knownMetricIds() })
  await runProject(project, { asOfUs: nowUs, nowUs: () => nowUs })
  const store = await openStore(project.storePath, { readOnly: true })
  try {
    model = await buildReportModel({ project, store, nowUs, reproduceCommand: 'leeway run' })
  } finally {
    await store.close()
  }
  monitor = model.monitors[0]!
})
afterAll(() => house.remove())

const column = (name: string) => monitor.columns.findIndex((c) => c.name === name)
const days = () => monitor.granularities[0]!
const weeks = () => monitor.granularities[1]!

describe('the model of a report', () => {
  it('has every window with its rows, and weeks that sum their days', () => {
    expect(monitor.granularities.map((g) => g.text)).toEqual(['1 day', '1 week'])
    expect(days().windows.map((w) => w.rows)).toEqual(Array.from({ length: 10 }, () => 400))
    // 2026-01-22 is a Thursday: four days until Sunday, then six.
    expect(weeks().windows.map((w) => w.rows)).toEqual([1600, 2400])
    expect(weeks().windows.map((w) => w.complete)).toEqual([true, false])
  })

  it('counts categories as the table has them, in days and weeks alike', async () => {
    const bins = monitor.columns[column('colour')]!.bins
    if (bins?.kind !== 'categorical') throw new Error('colour is categorical')
    const expected = async (where: string): Promise<number[]> => {
      const rows = await house.sql(`select colour, count(*)::int as n from 'scored.parquet' where ${where} group by colour`)
      const total = rows.reduce((sum, row) => sum + Number(row['n']), 0)
      return bins.labels.map((label) => (Number(rows.find((row) => row['colour'] === label)?.['n'] ?? 0) / total) * 10_000)
    }
    const same = (shares: readonly number[] | null | undefined, exact: readonly number[]): void => {
      expect(shares).toHaveLength(exact.length)
      for (const [i, share] of exact.entries()) expect(Math.abs(shares![i]! - share)).toBeLessThan(1)
    }
    expect(bins.labels.toSorted()).toEqual(['blue', 'green', 'red'])
    same(bins.referenceShares10k, await expected('day(scored_at) < 28'))
    same(days().columns[column('colour')]!.shares10k[4], await expected('day(scored_at) = 26'))
    same(weeks().columns[column('colour')]!.shares10k[0], await expected('day(scored_at) < 26'))
  })

  it('gives shares of numbers that sum to one, in as many bins as there are edges and one more', () => {
    const bins = monitor.columns[column('amount')]!.bins
    if (bins?.kind !== 'numeric') throw new Error('amount is numeric')
    for (const shares of [bins.referenceShares10k, ...days().columns[column('amount')]!.shares10k]) {
      expect(shares).toHaveLength(bins.edges.length + 1)
      expect(shares!.reduce((sum, share) => sum + share, 0)).toBe(10_000)
    }
  })

  it('never names a value that was seen fewer than five times', () => {
    const bins = monitor.columns[column('note')]!.bins
    expect(bins).toMatchObject({ labels: ['no', 'yes', 'other values'], otherIndex: 2 })
    expect(JSON.stringify(model)).not.toContain('director')
  })

  it('puts the verdict, its window and the time since when first', () => {
    expect(monitor.verdict).toMatchObject({ status: 'fail', rows: 400, referenceRows: 2400, granularity: 0, window: 9 })
    expect(monitor.verdict.sinceUs).toBe(Date.parse('2026-01-30T00:00:00Z') * 1000)
    expect(monitor.verdict.headline).toMatch(/^Accuracy fell from 0\.\d+ to 0\.\d+/)
    expect(monitor.reference).toMatchObject({ description: '2026-01-22 to 2026-01-27', rows: 2400 })
  })

  it('says of each window what fails, and does not grey it because one check waits for rows', () => {
    expect(
      days()
        .windows.slice(0, 8)
        .every((w) => w.status === 'ok'),
    ).toBe(true)
    expect(
      days()
        .windows.slice(8)
        .every((w) => w.status === 'fail'),
    ).toBe(true)
  })

  it('draws slices with their rows', () => {
    const north = days().slices.find((slice) => slice.value === 'north')!
    expect(north.rows).toEqual(Array.from({ length: 10 }, () => 80))
    expect(north.metrics[0]!.values.every((value) => value !== null && value > 0 && value <= 1)).toBe(true)
  })

  it('keeps the quality of the newest windows and of the reference, weeks as sums of days, with intervals and money over time', async () => {
    const counted = async (where: string): Promise<number[][]> => {
      const rows = await house.sql(
        `select label::int as l, predicted::int as p, count(*)::int as n from 'scored.parquet' where ${where} group by all`,
      )
      return [0, 1].map((l) => [0, 1].map((p) => Number(rows.find((row) => row['l'] === l && row['p'] === p)?.['n'] ?? 0)))
    }
    expect(days().quality!.map(({ window }) => window)).toEqual([9, 8, 7, 6, 5, 4])
    expect(days().quality![0]!.confusion).toEqual({
      classes: ['0', '1'],
      hasOther: false,
      counts: await counted('day(scored_at) = 31'),
    })
    expect(weeks().quality!.map(({ window, rows }) => [window, rows])).toEqual([[0, 1600]])
    expect(weeks().quality![0]!.confusion!.counts).toEqual(await counted('day(scored_at) < 26'))
    expect(monitor.referenceQuality!.confusion!.counts).toEqual(await counted('day(scored_at) < 28'))
    const accuracy = days().series.find(({ id }) => id === 'accuracy_score')!
    expect(accuracy.band!.meaning).toBe('95 % interval')
    for (const [i, value] of accuracy.values.entries()) {
      expect(accuracy.band!.low[i]).toBeLessThan(value!)
      expect(accuracy.band!.high[i]).toBeGreaterThan(value!)
    }
    const [[tn, fp], [fn, tp]] = (await counted('day(scored_at) = 31')) as [[number, number], [number, number]]
    const value = days().series.find(({ id }) => id === 'total_value')!
    expect(value.title).toBe('value (EUR)')
    expect(value.values[9]).toBe(10 * tp - 4 * fp)
    expect(tn + fp + fn + tp).toBe(400)
  })
})

describe('the quality that a report shows', () => {
  const cells = (counts: Readonly<Record<string, number>>): Map<string, number> => new Map(Object.entries(counts))
  const monitorLike = { positive: '1', minimumCategoryCount: 5 }

  it('never names a class of few rows, and counts it with the others', () => {
    const confusion = cells({ '["a","a"]': 50, '["b","a"]': 7, '["b","b"]': 20, '["a","rare"]': 3 })
    expect(reportQuality({ confusion }, monitorLike)!.confusion).toEqual({
      classes: ['a', 'b', 'other values'],
      hasOther: true,
      counts: [
        [50, 7, 0],
        [0, 20, 0],
        [3, 0, 0],
      ],
    })
  })

  it('is nothing without labels', () => {
    expect(reportQuality({ confusion: new Map() }, monitorLike)).toBeNull()
    expect(reportQuality(null, monitorLike)).toBeNull()
  })

  it('leaves residuals of few rows out', () => {
    const predictions = [...Array.from({ length: 20 }, () => 1), 9, 9]
    const state = {
      errors: { ...emptyErrors(), n: 22 },
      residuals: residualBins([2, 5], predictions, predictions),
    }
    expect(reportQuality(state, monitorLike)!.residuals).toEqual([{ rows: 20, prediction: 1, mean: 0, stddev: 0 }])
  })
})

describe('a reference that moves with the window', () => {
  it.each([
    ['rolling', '[1 day, 1 week]', '{rolling: 3 days, lag: 1 day}', `day(scored_at) in (27, 28, 29)`],
    ['seasonal', '[1 day]', '{seasonal: 2 days, count: 2}', `day(scored_at) in (29, 27)`],
    // Weeks and months have a common root, the day, which is not shown itself: the week of the 26th is the newest.
    ['rolling beside a helper root', '[1 week, 1 month]', '{rolling: 4 days}', `day(scored_at) < 26`],
  ])('shows the rows that the judged window was compared with: %s', async (_name, granularities, reference, where) => {
    const other = createCliFolder()
    try {
      await writeTables(other)
      other.config(`version: 1
monitors:
  m:
    type: time_series
    table: scored.parquet
    timestamp: scored_at
    granularities: ${granularities}
    features: [amount, colour]
    reference: ${reference}
`)
      const moving = loadConfig({ cwd: other.folder, env: {}, knownMetrics: knownMetricIds() })
      await runProject(moving, { asOfUs: nowUs, nowUs: () => nowUs })
      const store = await openStore(moving.storePath, { readOnly: true })
      try {
        const built = (await buildReportModel({ project: moving, store, nowUs, reproduceCommand: 'leeway run' })).monitors[0]!
        expect(built.reference).toMatchObject({ moves: true })
        const { granularity, window } = built.verdict
        const judged = built.granularities[granularity!]!.windows[window!]!
        const last = granularities.startsWith('[1 day') ? '2026-01-31' : '2026-01-26'
        expect(new Date(judged.startUs / 1000).toISOString()).toBe(`${last}T00:00:00.000Z`)
        const { bins } = built.columns.find(({ name }) => name === 'colour')!
        if (bins?.kind !== 'categorical') throw new Error('colour is categorical')
        const rows = await other.sql(`select colour, count(*)::int as n from 'scored.parquet' where ${where} group by colour`)
        const total = rows.reduce((sum, row) => sum + Number(row['n']), 0)
        for (const [i, label] of bins.labels.entries()) {
          const exact = (Number(rows.find((row) => row['colour'] === label)!['n']) / total) * 10_000
          expect(Math.abs(bins.referenceShares10k![i]! - exact)).toBeLessThan(1)
        }
        const amount = built.columns.find(({ name }) => name === 'amount')!
        const edges = amount.bins?.kind === 'numeric' ? amount.bins.edges : []
        const [below] = await other.sql(
          `select count(*) filter (amount <= ${edges[3]})::double / count(*) as share from 'scored.parquet' where ${where}`,
        )
        const shown = amount.bins!.referenceShares10k!.slice(0, 4).reduce((sum, share) => sum + share, 0)
        expect(Math.abs(shown - Number(below!['share']) * 10_000)).toBeLessThan(5)
      } finally {
        await store.close()
      }
    } finally {
      other.remove()
    }
  })
})

describe('a comparison without configuration', () => {
  it('finds what a snapshot monitor with a store on disk finds', async () => {
    const cut = (where: string, name: string): Promise<unknown> =>
      house.sql(`copy (select amount, colour, note, region from 'scored.parquet' where ${where}) to '${house.path(name)}'`)
    await cut('day(scored_at) < 26', 'before.parquet')
    await cut('day(scored_at) > 29', 'after.parquet')
    const compared = await compareTables({ reference: 'before.parquet', current: 'after.parquet', folder: house.folder, nowUs })
    const other = createCliFolder()
    try {
      other.config(`version: 1
monitors:
  after: {type: snapshot, table: ${JSON.stringify(house.path('after.parquet'))}, reference: {table: ${JSON.stringify(house.path('before.parquet'))}}}
`)
      const snapshot = loadConfig({ cwd: other.folder, env: {}, knownMetrics: knownMetricIds() })
      const { monitors } = await runProject(snapshot, { asOfUs: nowUs, nowUs: () => nowUs })
      const told = (findings: readonly { readonly check: string; readonly columnName: string; readonly sentence: string }[]) =>
        findings.map((f) => `${f.check} ${f.columnName} ${f.sentence}`).toSorted()
      expect(told(compared.outcome.findings)).toEqual(told(monitors[0]!.outcome!.findings))
    } finally {
      other.remove()
    }
  })
})
