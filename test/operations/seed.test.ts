import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createDuckDbEngine } from '../../src/engines/duckdb/duckdb-engine.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { readInference } from '../../src/operations/read-inference.ts'
import { readPipelines } from '../../src/operations/read-pipelines.ts'
import { GOLDEN } from './golden.ts'

const SEED = fileURLToPath(new URL('../../../shared/acceptance/seed/', import.meta.url))
const there = existsSync(`${SEED}expected.json`)
if (!there) process.stdout.write(`skipped: the document's tables are not at ${SEED}\n`)

describe.skipIf(!there)("the document's tables", () => {
  let engine: Engine
  beforeAll(() => {
    engine = createDuckDbEngine({ baseFolder: SEED })
  })
  afterAll(() => engine.close())
  const expected = there
    ? (JSON.parse(readFileSync(`${SEED}expected.json`, 'utf8')) as {
        readonly S9_pipeline_success: readonly Readonly<Record<string, unknown>>[]
        readonly S10_inference_latency: readonly Readonly<Record<string, unknown>>[]
      })
    : null
  const asOfUs = Date.parse('2026-01-31T23:59:59Z') * 1000

  it('give the pipeline success that its SQL answers on Spark, with durations as pandas has them', async () => {
    const report = await readPipelines(
      { engine },
      {
        name: 'ml',
        table: `${SEED}data/fact_job_run_timeline.parquet`,
        timeZone: 'UTC',
        nameColumn: 'job_name',
        start: 'run_start_time',
        end: 'end_time',
        state: 'result_state',
        error: null,
        success: ['SUCCESS'],
        include: '%ML%',
        schedule: null,
      },
      { asOfUs },
    )
    const key = (row: Readonly<Record<string, unknown>>): string => `${String(row['date'])} ${String(row['job_name'])}`
    const got = report.days.map(({ jobName, date, runs, successes, successRate }) => ({
      job_name: jobName,
      date,
      runs,
      successes,
      success_rate: successRate,
    }))
    const sorted = (rows: readonly Readonly<Record<string, unknown>>[]) => rows.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
    expect(sorted(got)).toEqual(sorted(expected!.S9_pipeline_success))
    const durations = report.days.map((day) => [
      day.jobName,
      day.date,
      day.durationMedianSeconds,
      day.durationP95Seconds,
      day.durationLongestSeconds,
    ])
    const wanted = new Map(GOLDEN.seed_durations.map((row) => [`${row[0]} ${row[1]}`, row]))
    expect(durations).toHaveLength(wanted.size)
    for (const [name, date, ...seconds] of durations) {
      const [, , ...want] = wanted.get(`${name} ${date}`)!
      for (const [i, value] of seconds.entries())
        if (want[i] === null) expect(value).toBeNull()
        else expect(value).toBeCloseTo(want[i]!, 6)
    }
  })

  it('give the inference duration that its SQL answers on Spark', async () => {
    const report = await readInference(
      { engine },
      {
        name: 'cost_anomaly_detector',
        table: `${SEED}data/cost_anomaly_predictions.parquet`,
        timeZone: 'UTC',
        timestamp: 'scored_at',
        operations: null,
      },
      { asOfUs },
    )
    expect(
      report!.days.map(({ date, records, durationSeconds }) => ({ date, records, inference_duration: durationSeconds })),
    ).toEqual(expected!.S10_inference_latency)
  })
})
