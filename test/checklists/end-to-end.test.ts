/** The built command on real tables. Skipped with a printed reason where they are not beside the repository. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Ended, LEEWAY, startProcess } from '../start-process.ts'
import { type JsonLine, lineOf } from './fixture.ts'

const SHARED = fileURLToPath(new URL('../../../shared/', import.meta.url))
const has = existsSync(join(SHARED, 'acceptance/seed/data')) && existsSync(join(SHARED, 'data/hotel_booking'))
if (!has) process.stderr.write('skipped: checklists on the tables in ../shared, which is not there\n')

const begin = (name: string, data: string): string => {
  const folder = mkdtempSync(join(tmpdir(), `leeway-${name}-`))
  const yaml = readFileSync(join(SHARED, `acceptance/cases/${name}/leeway.yaml`), 'utf8')
  writeFileSync(join(folder, 'leeway.yaml'), yaml.replaceAll('@DATA@', join(SHARED, data)))
  return folder
}
const leeway = (cwd: string, ...args: readonly string[]): Promise<Ended> =>
  startProcess(process.execPath, [...LEEWAY, ...args], { cwd }).ended
async function checklist(cwd: string, name: string, asOf: string) {
  const { code, out, err } = await leeway(cwd, 'checklist', name, '--json', '--as-of', asOf)
  expect(out, err).not.toBe('')
  return { code, lines: JSON.parse(out) as readonly JsonLine[] }
}

describe.skipIf(!has)('checklists of the document’s tables', () => {
  let folder: string
  let answers: { readonly [name: string]: readonly { readonly [key: string]: string | number | null }[] }
  beforeAll(async () => {
    folder = begin('seed', 'acceptance/seed/data')
    answers = JSON.parse(readFileSync(join(SHARED, 'acceptance/seed/expected.json'), 'utf8'))
    expect((await leeway(folder, 'run', '--quiet', '--as-of', '2026-02-02')).code).toBe(1)
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('daily: the silent model, the rate and the volume as the document’s own code counted them', async () => {
    const { code, lines } = await checklist(folder, 'daily', '2026-02-01')
    expect(code).toBe(1)
    const rate = answers['S2_anomaly_rate']!.find(({ date }) => date === '2026-01-31')!
    expect(lineOf(lines, 'predictions', 'cost_anomaly_detector')).toMatchObject({ status: 'ok', values: { rows: rate['total'] } })
    expect(lineOf(lines, 'predictions', 'budget_forecaster')).toMatchObject({ status: 'fail', values: { rows: 0 } })
    const drift = lineOf(lines, 'rates', 'cost_anomaly_detector')
    expect(drift.status).toBe('fail')
    expect(drift.values.findings[0].value * 100).toBeCloseTo(rate['anomaly_pct'] as number, 2)
    expect(lineOf(lines, 'volume', 'cost_anomaly_detector').status).toBe('ok')
  })

  it('daily: runs and failures of jobs as the document’s own code counted them', async () => {
    const pipelines = answers['S9_pipeline_success']!
    for (const [asOf, date] of [
      ['2026-01-31T12:00:00Z', '2026-01-30'],
      ['2026-01-29T12:00:00Z', '2026-01-28'],
    ] as const) {
      const line = lineOf((await checklist(folder, 'daily', asOf)).lines, 'jobs', null)
      const days = pipelines.filter((row) => row['date'] === date)
      const runs = days.reduce((sum, row) => sum + (row['runs'] as number), 0)
      const successes = days.reduce((sum, row) => sum + (row['successes'] as number), 0)
      expect(line.values).toMatchObject({ job_table: 'ml', runs, failures: runs - successes })
      expect(line.status).toBe(runs > successes ? 'fail' : line.values.overdue.length > 0 ? 'warn' : 'ok')
    }
  })

  it('daily: passes on a day on which all was well but the jobs, with what was known then', async () => {
    const { lines } = await checklist(folder, 'daily', '2026-01-23')
    expect(lines.filter(({ status }) => status === 'fail').map(({ id }) => id)).toEqual(['jobs'])
    expect(lineOf(lines, 'rates', 'cost_anomaly_detector').values.findings[0].value * 100).toBeCloseTo(
      answers['S2_anomaly_rate']!.find(({ date }) => date === '2026-01-22')!['anomaly_pct'] as number,
      2,
    )
  })

  it('a day without a single row fails, the missing one of this table', async () => {
    const { lines } = await checklist(folder, 'daily', '2026-01-30')
    expect(lineOf(lines, 'predictions', 'cost_anomaly_detector')).toMatchObject({ status: 'fail', values: { rows: 0 } })
    expect(lineOf(lines, 'volume', 'cost_anomaly_detector').status).toBe('fail')
  })

  it('weekly: accuracy of the week is that of the document’s own feedback loop, its days together', async () => {
    const { lines } = await checklist(folder, 'weekly', '2026-02-02')
    const days = answers['S8_feedback_accuracy']!.filter(({ date }) => String(date) >= '2026-01-26')
    const sum = (name: string): number => days.reduce((total, day) => total + (day[name] as number), 0)
    const line = lineOf(lines, 'performance', 'failure_predictor')
    expect(line.values.pairs).toBe(sum('predictions'))
    expect(line.values.metrics[0]).toMatchObject({ metric: 'accuracy_score' })
    expect(line.values.metrics[0].value).toBeCloseTo(sum('correct') / sum('predictions'), 12)
  })

  it('feedback, ticks and every form work in a process', async () => {
    const week = await checklist(folder, 'weekly', '2026-02-02')
    const { out: findings } = await leeway(folder, 'export', 'findings', '--where', `"check" = 'rate limits' and status = 'fail'`)
    const [{ id }] = JSON.parse(findings)
    expect((await leeway(folder, 'feedback', 'add', id, '--right', '--acted', '2026-01-27', '--by', 'ada')).code).toBe(0)
    expect((await leeway(folder, 'checklist', 'tick', 'weekly', 'alerts', '--by', 'ada', '--as-of', '2026-02-02')).code).toBe(0)
    const after = await checklist(folder, 'weekly', '2026-02-02')
    expect(after.lines.find((l) => l.by_person)).toMatchObject({ status: 'ok', ticked_by: 'ada' })
    expect(week.lines.find((l) => l.by_person)).toMatchObject({ status: 'todo', ticked_by: null })
    const summary = JSON.parse((await leeway(folder, 'feedback', 'summary', '--json', '--as-of', '2026-02-02')).out)
    expect(
      summary.weeks.find((w: { check: string; judged: number }) => w.check === 'rate limits' && w.judged === 1),
    ).toMatchObject({
      week: '2026-W04',
      right: 1,
      precision: 1,
      acted: 1,
      median_seconds_to_act: 86_400,
    })
    const html = await leeway(folder, 'checklist', 'monthly', '-o', 'm.html', '--as-of', '2026-02-02')
    expect(html.code).toBe(1)
    expect(readFileSync(join(folder, 'm.html'), 'utf8')).toContain('<h2>Full model performance audit</h2>')
  })
})

describe.skipIf(!has)('checklists of real bookings', () => {
  let folder: string
  beforeAll(async () => {
    folder = begin('hotel', 'data')
    expect((await leeway(folder, 'run', '--quiet', '--as-of', '2017-07-01')).code).toBe(1)
  }, 60_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('look at the newest complete month, since this model has no shorter windows', async () => {
    const { code, lines } = await checklist(folder, 'daily', '2017-07-01')
    expect(code).toBe(0)
    expect(lineOf(lines, 'predictions', 'hotel_cancellation')).toMatchObject({ status: 'ok', values: { rows: 3293 } })
    expect(lineOf(lines, 'predictions', 'hotel_cancellation').evidence).toBe('3,293 predictions in June 2017')
    const week = await checklist(folder, 'weekly', '2017-07-01')
    expect(lineOf(week.lines, 'performance', 'hotel_cancellation')).toMatchObject({ status: 'ok', values: { labelled: 3293 } })
    const drift = lineOf(week.lines, 'drift', 'hotel_cancellation')
    expect(drift.status).toBe('fail')
    expect(drift.values.drifted.map((f: { column_name: string }) => f.column_name)).toContain('Index')
  })

  it('audit names the slice that fell, though the whole did not', async () => {
    const { lines } = await checklist(folder, 'monthly', '2017-07-01')
    const audit = lineOf(lines, 'audit', 'hotel_cancellation')
    expect(audit.status).toBe('warn')
    expect(audit.values.worst_slices[0]).toMatchObject({ slice_key: 'hotel', slice_value: 'Resort Hotel', metric: 'recall' })
  })
})
