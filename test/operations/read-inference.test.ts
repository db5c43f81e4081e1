import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Operations } from '../../src/config/project.ts'
import { createDuckDbEngine } from '../../src/engines/duckdb/duckdb-engine.ts'
import type { Engine } from '../../src/engines/engine.ts'
import { type InferenceCounts, type InferenceSource, readInference } from '../../src/operations/read-inference.ts'
import { GOLDEN, type GoldenInference } from './golden.ts'

let folder: string
let engine: Engine
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'leeway-inference-'))
  writeFileSync(join(folder, 'log.json'), JSON.stringify(GOLDEN.inference))
  engine = createDuckDbEngine({ baseFolder: folder })
})
afterAll(async () => {
  await engine.close()
  rmSync(folder, { recursive: true, force: true })
})

const LOG = `select "at"::timestamp as "at", latency_ms::double as latency_ms, status,
  make_timestamptz(at_us) as began, make_timestamptz(end_us) as ended
  from read_json('log.json', columns = {"at": 'VARCHAR', at_us: 'BIGINT', end_us: 'BIGINT', latency_ms: 'VARCHAR', status: 'VARCHAR'})`

const sourceOf = (operations: Operations | null): InferenceSource => ({
  name: 'm',
  query: LOG,
  timeZone: GOLDEN.zone,
  timestamp: 'at',
  operations,
})

const { as_of_us: asOfUs, days: DAYS, total: TOTAL } = GOLDEN.inference_expected
const close = (value: number | null, wanted: number | null, what: string): void => {
  if (wanted === null || value === null) expect(value, what).toBe(wanted)
  else
    expect(Math.abs(value - wanted), `${what}: ${value}, not ${wanted}`).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)))
}

function same(got: InferenceCounts, wanted: GoldenInference): void {
  expect([got.records, got.timed, got.errors]).toEqual([wanted.records, wanted.timed, wanted.errors])
  close(got.durationSeconds, wanted.inference_duration, 'duration')
  close(got.recordsPerSecond, wanted.records_per_second, 'per second')
  close(got.recordsPerHour, wanted.records_per_second === null ? null : wanted.records_per_second * 3600, 'per hour')
  close(got.latencyMedianSeconds, wanted.p50, 'median')
  close(got.latencyP95Seconds, wanted.p95, 'p95')
  close(got.latencyP99Seconds, wanted.p99, 'p99')
  close(got.errorRate, wanted.error_rate, 'error rate')
}

describe('inference per day', () => {
  it.each<[string, Operations]>([
    [
      'a latency in milliseconds',
      { latency: { expression: 'latency_ms', unit: 'milliseconds' }, interval: null, error: "status = 'error'" },
    ],
    [
      'an expression in seconds',
      { latency: { expression: 'latency_ms / 1000', unit: 'seconds' }, interval: null, error: "status = 'error' -- a remark" },
    ],
  ])('is that of pandas, with %s: null, negative and endless ones are left out', async (_name, operations) => {
    const report = await readInference({ engine }, sourceOf(operations), { asOfUs })
    expect(report!.days.map(({ date }) => date)).toEqual(DAYS.map(({ date }) => date))
    for (const [i, day] of report!.days.entries()) same(day, DAYS[i]!)
    same(report!.total, TOTAL)
  })

  it('takes the latency from start and end as well', async () => {
    const operations = { latency: null, interval: { start: 'began', end: 'ended' }, error: "status = 'error'" }
    const report = await readInference({ engine }, sourceOf(operations), { asOfUs })
    // Endless ones have no end.
    same(report!.total, TOTAL)
  })

  it('knows no latency and no errors where the configuration names none', async () => {
    const report = await readInference({ engine }, sourceOf(null), { asOfUs })
    expect(report!.total).toMatchObject({ timed: null, latencyP95Seconds: null, errors: null, errorRate: null })
    expect(report!.total.records).toBe(TOTAL.records)
  })

  it('of a period without rows is a total of none', async () => {
    const report = await readInference({ engine }, sourceOf(null), { asOfUs: Date.parse('2025-01-01T00:00:00Z') * 1000 })
    expect(report).toMatchObject({ days: [], total: { records: 0, durationSeconds: null, recordsPerSecond: null } })
  })

  it('of a snapshot is null', async () => {
    expect(await readInference({ engine }, { name: 's', query: LOG, timeZone: 'UTC', operations: null }, { asOfUs })).toBeNull()
  })
})
