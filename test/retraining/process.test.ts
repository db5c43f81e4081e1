import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { shouldRetrain } from '../../src/retraining/should-retrain.ts'
import { openStore } from '../../src/store/open-store.ts'
import { type Ended, LEEWAY, type Started, startProcess } from '../start-process.ts'
import { createRetrainingFolder, type Json, startReceiver } from './fixture.ts'

const SHARED = fileURLToPath(new URL('../../../shared/', import.meta.url))

const leeway = (cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): Started =>
  startProcess(process.execPath, [...LEEWAY, ...args], { cwd, env: { NO_COLOR: '1', ...env } })

const folderOf = (config: string): string => {
  const folder = mkdtempSync(join(tmpdir(), 'leeway-decide-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'leeway.yaml'), config)
  return folder
}

const jsonOf = ({ out, err }: Ended): Json => {
  if (out === '') throw new Error(err)
  return JSON.parse(out) as Json
}

const absent = (path: string): boolean => {
  if (existsSync(path)) return false
  process.stdout.write(`skipped: there is no ${path}\n`)
  return true
}

describe('leeway decide as a process', () => {
  it('killed while a webhook is under way sends it again with the same key, and counts both attempts', async () => {
    const house = await createRetrainingFolder()
    onTestFinished(() => house.remove())
    house.monitor('')
    await house.leeway(['run'])
    const receiver = await startReceiver()
    receiver.answers = [null]
    house.monitor(`retraining: {actions: [{webhook: "\${env:URL}"}]}`)
    const args = ['decide', '--execute', '--json', '--as-of', '2026-02-01']
    const killed = leeway(house.folder, args, { URL: receiver.url })
    while (receiver.received.length === 0) {
      if (killed.child.exitCode !== null) throw new Error(killed.err())
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    killed.child.kill('SIGKILL')
    await killed.ended
    receiver.answers = [{ status: 200, body: 'got it' }]
    const again = await leeway(house.folder, args, { URL: receiver.url }).ended
    expect(again.code).toBe(0)
    expect(jsonOf(again)['actions']).toMatchObject([{ status: 'done', attempts: 2, answer: 'HTTP 200: got it' }])
    const keys = receiver.received.map(({ headers }) => headers['idempotency-key'])
    expect(keys).toHaveLength(2)
    expect(keys[0]).toBe(keys[1])
    const third = jsonOf(await leeway(house.folder, args, { URL: receiver.url }).ended)
    expect(third['actions']).toMatchObject([{ status: 'already_done', attempts: 2 }])
    expect(receiver.received).toHaveLength(2)
    expect(`${again.out}${again.err}`).not.toContain(receiver.url)
  })

  it('decides on real bookings as the document would on the same numbers', async () => {
    const data = join(SHARED, 'data')
    const example = join(SHARED, 'acceptance/cases/hotel/leeway.yaml')
    if (absent(data) || absent(example)) return
    const config = readFileSync(example, 'utf8').replaceAll('@DATA@', data)
    const folder = folderOf(`${config.trimEnd()}
    policy: classic
    retraining: {trained_at: 2016-10-01}
`)
    const run = jsonOf(await leeway(folder, ['run', '--json', '--as-of', '2017-09-01']).ended)
    const decision = jsonOf(await leeway(folder, ['decide', '--json', '--as-of', '2017-09-01']).ended)
    const inputs = decision['inputs'] as Record<string, number>
    expect(inputs['days_since_training']).toBe(335)
    // Of the newest month against the reference table; test/golden has no part in these: pandas gives 0.0677907 and -0.0224242.
    expect(inputs['prediction_drift_score']).toBeCloseTo(0.06779070216760068, 9)
    expect(inputs['accuracy_drop']).toBeCloseTo(-0.0224242005677101, 9)
    const document = shouldRetrain(
      inputs['prediction_drift_score']!,
      inputs['feature_drift_count']!,
      inputs['days_since_training']!,
      inputs['accuracy_drop']!,
    )
    expect(decision['reasons']).toEqual(document.reasons)
    expect(decision['urgency']).toBe(document.urgency)
    expect(document.reasons).toContain('Model is 335 days old (> 30)')
    // A column that stands still is mended first.
    expect(decision).toMatchObject({ should_retrain: false, blocked_by: expect.stringContaining('days_in_waiting_list') })
    expect(run['monitors']).toMatchObject([{ decision: { id: decision['decision_id'], reasons: decision['reasons'] } }])
  })

  it("decides on the document's own tables: three models, each input computed or its absence said", async () => {
    const seed = join(SHARED, 'acceptance/seed')
    const example = join(SHARED, 'acceptance/cases/seed/leeway.yaml')
    if (absent(seed) || absent(example)) return
    const folder = folderOf(readFileSync(example, 'utf8').replaceAll('@DATA@', join(seed, 'data')))
    await leeway(folder, ['run', '--as-of', '2026-01-31T23:59:59Z']).ended
    const decided = jsonOf(await leeway(folder, ['decide', '--json', '--as-of', '2026-01-31T23:59:59Z']).ended)
    expect(decided).toMatchObject({
      should_retrain: expect.any(Boolean),
      reasons: expect.any(Array),
      urgency: expect.any(String),
    })
    const monitors = decided['monitors'] as readonly Json[]
    expect(monitors.map(({ monitor }) => monitor)).toEqual(['cost_anomaly_detector', 'budget_forecaster', 'failure_predictor'])
    for (const monitor of monitors)
      for (const { value, unknown } of monitor['triggers'] as readonly Json[])
        expect((value === null) === (unknown !== null)).toBe(true)
    const store = await openStore(join(folder, '.leeway/store.duckdb'), { readOnly: true })
    expect(await store.journal.decisions()).toHaveLength(3)
    await store.close()
    const text = await leeway(folder, ['decide', '--as-of', '2026-01-31T23:59:59Z']).ended
    expect(text.code).toBe(0)
    expect(text.out.trimEnd().split('\n').at(-1)).toMatch(/of 3 models to be retrained/)
  })
})
