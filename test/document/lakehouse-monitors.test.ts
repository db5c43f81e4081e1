import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addToConfig } from '../../src/document/lakehouse/add-to-config.ts'
import { readMonitorArguments } from '../../src/document/lakehouse/read-arguments.ts'
import { type CreateMonitorArguments, lakehouseMonitors } from '../../src/index.ts'
import { expectedRows, expectValue, hasSeed, SEED_DATA } from './seed-answers.ts'

/** The document's call, as it stands there. */
const FLAT: CreateMonitorArguments = {
  table_name: 'catalog.schema.cost_anomaly_predictions',
  profile_type: 'INFERENCE_LOG',
  time_series_column: 'scored_at',
  granularities: ['1 day'],
  prediction_column: 'prediction',
  custom_metrics: [
    { name: 'anomaly_rate', definition: 'SUM(CASE WHEN is_anomaly = 1 THEN 1 ELSE 0 END) / COUNT(*)', type: 'aggregate' },
  ],
}

let folder: string
let made = 0
const fresh = (): { readonly cwd: string; readonly file: string } => {
  const cwd = join(folder, `p${made++}`)
  return { cwd, file: join(cwd, 'leeway.yaml') }
}
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leeway-lakehouse-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!hasSeed)("the document's call makes a monitor that runs", () => {
  it('whose custom metric is what the document asks for, day by day', async () => {
    const { cwd } = fresh()
    const table = join(SEED_DATA, 'cost_anomaly_predictions.parquet')
    const monitor = await lakehouseMonitors.create(FLAT, { cwd, table })
    expect(monitor).toMatchObject({
      name: 'cost_anomaly_predictions',
      table_name: FLAT.table_name,
      status: 'MONITOR_STATUS_ACTIVE',
      profile_metrics_table_name: 'profile_metrics',
      notes: [],
    })
    const run = await monitor.run({ asOfUs: Date.parse('2026-01-31T23:59:59Z') * 1000 })
    expect(run.monitors.map(({ error }) => error)).toEqual([null])
    const project = await monitor.open()
    const profile = await project.profile(monitor.name, { columnName: ':table', wholeOnly: true, granularity: '1 day' })
    await project.close()
    const byDate = new Map(profile.map((row) => [new Date(row.window!.startUs / 1000).toISOString().slice(0, 10), row.custom]))
    const wanted = expectedRows('custom_metric_anomaly_rate')
    expect(wanted.length).toBeGreaterThan(0)
    for (const row of wanted)
      expectValue(byDate.get(String(row['date']))!.get('anomaly_rate'), row['anomaly_rate'], String(row['date']))
  })
})

describe('create', () => {
  it('writes a leeway.yaml where there is none', async () => {
    const { cwd, file } = fresh()
    const monitor = await lakehouseMonitors.create(FLAT, { cwd })
    expect(readFileSync(file, 'utf8')).toBe(`version: 1
monitors:
  cost_anomaly_predictions:
    type: inference
    table: catalog.schema.cost_anomaly_predictions
    timestamp: scored_at
    granularities:
      - 1 day
    prediction: prediction
    custom_metrics:
      - name: anomaly_rate
        type: aggregate
        definition: SUM(CASE WHEN is_anomaly = 1 THEN 1 ELSE 0 END) / COUNT(*)
`)
    expect(monitor.config).toBe(file)
    expect(monitor.monitor).toMatchObject({ type: 'inference', timestamp: 'scored_at', prediction: 'prediction' })
  })

  it('adds to one that is there, and leaves every other line as it was', async () => {
    const { cwd, file } = fresh()
    await lakehouseMonitors.create({ table_name: 'a.csv', profile_type: 'SNAPSHOT' }, { cwd })
    const before = `# ours\nversion: 1\nmonitors:\n    first:   # the first\n        type: snapshot\n        table: a.csv   # here\n\n# nothing more\n`
    writeFileSync(file, before)
    await lakehouseMonitors.create({ table_name: 'data/second.parquet', snapshot: {} }, { cwd, connection: 'default' })
    const after = readFileSync(file, 'utf8')
    expect(after).toContain('    second:\n      type: snapshot\n      connection: default\n      table: data/second.parquet\n')
    for (const line of before.split('\n')) expect(after.split('\n')).toContain(line)
    const found = await lakehouseMonitors.get('data/second.parquet', { cwd })
    expect(found).toMatchObject({ name: 'second', profile_type: 'SNAPSHOT' })
    expect((await lakehouseMonitors.get('first', { cwd })).name).toBe('first')
    await expect(lakehouseMonitors.get('third', { cwd })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('takes the nested forms of the real SDK, with its names of types', () => {
    const { entry, notes } = readMonitorArguments({
      table_name: 'main.ml.scores',
      output_schema_name: 'main.ml',
      assets_dir: '/dashboards',
      baseline_table_name: 'baseline.parquet',
      slicing_exprs: ['region'],
      inference_log: {
        timestamp_col: 'ts',
        granularities: ['1 day', '1 week'],
        prediction_col: 'y',
        label_col: 'truth',
        model_id_col: 'version',
        prediction_proba_col: 'p',
        positive: 1,
        problem_type: 'PROBLEM_TYPE_CLASSIFICATION',
      },
      custom_metrics: [
        {
          name: 'm',
          type: 'CUSTOM_METRIC_TYPE_DERIVED',
          definition: 'a + 1',
          input_columns: [':table'],
          output_data_type: 'double',
        },
      ],
    })
    expect(entry).toEqual({
      type: 'inference',
      timestamp: 'ts',
      granularities: ['1 day', '1 week'],
      problem: 'classification',
      prediction: 'y',
      probability: 'p',
      positive: 1,
      label: 'truth',
      model_id: 'version',
      slices: ['region'],
      reference: { table: 'baseline.parquet' },
      custom_metrics: [
        { name: 'm', type: 'derived', definition: 'a + 1', input_columns: [':table'], output_data_type: 'double' },
      ],
    })
    expect(notes.map((note) => note.split(' ')[0])).toEqual(['output_schema_name', 'assets_dir'])
    const series = readMonitorArguments({ table_name: 't', time_series: { timestamp_column: 'ts', granularities: ['1 hour'] } })
    expect(series.entry).toEqual({ type: 'time_series', timestamp: 'ts', granularities: ['1 hour'] })
  })

  it('names every mistake at once, with the nearest key', async () => {
    const { cwd, file } = fresh()
    const args = JSON.parse(
      '{"table_name": "t", "profile_type": "INFERENCE_LOG", "predicton_column": "y", "custom_metrics": [{"nam": "m"}]}',
    ) as CreateMonitorArguments
    await expect(lakehouseMonitors.create(args, { cwd })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(
        /"predicton_column", did you mean "prediction_column".*custom_metrics\[0\]\.nam.*time column is missing/,
      ),
    })
    expect(existsSync(file)).toBe(false)
    const kinds: readonly Partial<CreateMonitorArguments>[] = [
      {},
      { profile_type: 'LOG' },
      { profile_type: 'SNAPSHOT', time_series: {} },
    ]
    for (const part of kinds)
      expect(() => readMonitorArguments({ table_name: 't', ...part })).toThrow(/kind of monitor|is none of|two kinds/)
  })

  it('writes nothing when a value does not fit, or the monitor is there', async () => {
    const { cwd, file } = fresh()
    await expect(lakehouseMonitors.create({ ...FLAT, granularities: ['2 days'] }, { cwd })).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
    })
    expect(existsSync(file)).toBe(false)
    await lakehouseMonitors.create(FLAT, { cwd })
    const text = readFileSync(file, 'utf8')
    await expect(lakehouseMonitors.create(FLAT, { cwd })).rejects.toMatchObject({ code: 'USAGE', message: /already/ })
    expect(readFileSync(file, 'utf8')).toBe(text)
    await lakehouseMonitors.create(FLAT, { cwd, name: 'other' })
    expect(readFileSync(file, 'utf8').startsWith(text)).toBe(true)
  })
})

describe('addToConfig', () => {
  it('finds its place in any form of the file', () => {
    const entry = { type: 'snapshot', table: 'b.csv' }
    const block = '  b:\n    type: snapshot\n    table: b.csv\n'
    expect(addToConfig('', 'b', entry, 'x')).toBe(`version: 1\nmonitors:\n${block}`)
    expect(addToConfig('version: 1\nmonitors:\n  a: {table: x} # c', 'b', entry, 'x')).toBe(
      `version: 1\nmonitors:\n  a: {table: x} # c\n${block}`,
    )
    expect(addToConfig('monitors:\n  a:\n    table: x\njobs: {}\n', 'b', entry, 'x')).toBe(
      `monitors:\n  a:\n    table: x\n${block}jobs: {}\n`,
    )
    expect(addToConfig('monitors: {a: {table: x}} # c\n', 'b', entry, 'x')).toContain('b: {type: snapshot, table: b.csv}')
    expect(addToConfig('version: 1\nmonitors:\n', 'b', entry, 'x')).toBe(`version: 1\nmonitors:\n${block}`)
    expect(() => addToConfig('a: [', 'b', entry, 'x')).toThrow()
  })
})
