import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { loadConfig } from '../../src/config/load-config.ts'
import { knownMetricIds } from '../../src/metrics/known-metrics.ts'
import { type DecideOptions, decide, type ProjectDecision } from '../../src/retraining/decide.ts'
import type { MlflowPort } from '../../src/retraining/mlflow-port.ts'
import type { ActionRun } from '../../src/store/journal.ts'
import { openStore } from '../../src/store/open-store.ts'
import { closedAddress, createRetrainingFolder, type Json, NOW, type RetrainingFolder, startReceiver } from './fixture.ts'

let house: RetrainingFolder
let day = 1
/** A date of its own for each test: decisions of different days are different decisions. */
let asOf: string
beforeAll(async () => {
  house = await createRetrainingFolder()
  house.monitor('')
  await house.leeway(['run'])
})
afterAll(() => house.remove())
beforeEach(() => {
  asOf = new Date(Date.UTC(2026, 1, day++, 3)).toISOString()
})

const TOKEN = 'dapi-very-secret-0123456789'
const quick = { requestMs: 2_000, commandMs: 20_000, retryMs: 1, attempts: 3 }

const execute = (env: Readonly<Record<string, string>> = {}, options: DecideOptions = {}): Promise<ProjectDecision> =>
  decide(loadConfig({ cwd: house.folder, env, knownMetrics: knownMetricIds() }), {
    execute: true,
    asOfUs: Date.parse(asOf) * 1000,
    nowUs: () => Date.parse(NOW) * 1000,
    ...options,
    effects: { limits: quick, ...options.effects },
  })

const journal = async <T>(use: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> => {
  const store = await openStore(house.path('.leeway/store.duckdb'))
  try {
    return await use(store)
  } finally {
    await store.close()
  }
}
const runsOf = (id: string): Promise<readonly ActionRun[]> =>
  journal(async (store) => (await store.journal.actionRuns()).filter(({ decisionId }) => decisionId === id))

const actionsOf = (result: ProjectDecision) => result.monitors[0]!.actions

describe('a webhook', () => {
  it('is only said without --execute, references as written', async () => {
    const receiver = await startReceiver()
    house.monitor(`retraining: {actions: [{webhook: {url: "\${env:URL}", headers: {authorization: "Bearer \${env:TOKEN}"}}}]}`)
    const { out, code } = await house.leeway(['decide', '--as-of', asOf], { env: { URL: receiver.url, TOKEN } })
    expect(code).toBe(0)
    expect(out).toMatch(/^ {2}would {2}POST the decision to \$\{env:URL\}$/m)
    expect(out).not.toContain(TOKEN)
    expect(out).not.toContain(receiver.url)
    expect(receiver.received).toEqual([])
  })

  it('gets the decision as JSON, with the headers and a key of its own, once', async () => {
    const receiver = await startReceiver()
    const env = { URL: `${receiver.url}/hook?a=b`, TOKEN }
    house.monitor(`retraining: {actions: [{webhook: {url: "\${env:URL}", headers: {Authorization: "Bearer \${env:TOKEN}"}}}]}`)
    const first = await house.leeway(['decide', '--execute', '--json', '--as-of', asOf], { env })
    expect(first.code).toBe(0)
    const decision = JSON.parse(first.out) as Json
    expect(decision['actions']).toMatchObject([{ status: 'done', attempts: 1, answer: 'HTTP 200: thanks' }])
    const [request] = receiver.received
    expect(request).toMatchObject({ method: 'POST', path: '/hook?a=b' })
    expect(request!.headers).toMatchObject({ 'content-type': 'application/json', authorization: `Bearer ${TOKEN}` })
    expect(request!.headers['idempotency-key']).toMatch(/^[0-9a-f]{32}$/)
    const body = JSON.parse(request!.body) as Json
    expect(body).toMatchObject({
      should_retrain: true,
      urgency: 'HIGH',
      monitor: 'model',
      decision_id: decision['decision_id'],
      reasons: decision['reasons'],
      triggers: decision['triggers'],
    })
    const second = await house.leeway(['decide', '--execute', '--as-of', asOf], { env })
    expect(second.code).toBe(0)
    expect(second.out).toContain('for this decision already')
    expect(receiver.received).toHaveLength(1)
    for (const text of [first.out, first.err, second.out, second.err]) expect(text).not.toContain(TOKEN)
  })

  it('is tried again after 503 and 429 with the same key, and not after 400', async () => {
    const receiver = await startReceiver()
    receiver.answers = [{ status: 503 }, { status: 429 }, { status: 202 }]
    house.monitor(`retraining: {actions: [{webhook: "${receiver.url}"}]}`)
    const result = await execute()
    expect(actionsOf(result)).toMatchObject([{ status: 'done', answer: 'HTTP 202' }])
    expect(receiver.received).toHaveLength(3)
    expect(new Set(receiver.received.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)

    receiver.received.length = 0
    receiver.answers = [{ status: 400, body: `bad ${TOKEN}` }]
    house.monitor(`retraining: {actions: [{webhook: {url: "${receiver.url}/other", headers: {x: "\${env:TOKEN}"}}}]}`)
    const refused = await execute({ TOKEN })
    expect(refused.failed).toBe(true)
    expect(receiver.received).toHaveLength(1)
    expect(actionsOf(refused)[0]).toMatchObject({ status: 'failed', attempts: 1 })
    // What the other side says back may hold what it was sent.
    expect(actionsOf(refused)[0]!.answer).toContain('HTTP 400: bad [redacted]')
    expect(JSON.stringify(await runsOf(refused.monitors[0]!.decision.id))).not.toContain(TOKEN)
  })

  it('follows no redirection: its headers are for that address', async () => {
    const elsewhere = await startReceiver()
    const receiver = await startReceiver()
    receiver.answers = [{ status: 307, headers: { location: elsewhere.url } }]
    house.monitor(`retraining: {actions: [{webhook: "${receiver.url}"}]}`)
    expect(actionsOf(await execute())).toMatchObject([{ status: 'failed', answer: expect.stringContaining('HTTP 307') }])
    expect(elsewhere.received).toEqual([])
  })

  it('that nobody answers fails after its attempts, is recorded, and is done by the next run', async () => {
    const receiver = await startReceiver()
    receiver.answers = [null]
    house.monitor(`retraining: {actions: [{webhook: "${receiver.url}"}]}`)
    const silent = await execute({}, { effects: { limits: { ...quick, requestMs: 50 } } })
    expect(actionsOf(silent)).toMatchObject([
      { status: 'failed', answer: expect.stringMatching(/no answer within 0.05 s \(3 attempts\)/) },
    ])
    const id = silent.monitors[0]!.decision.id
    expect(await runsOf(id)).toMatchObject([{ status: 'failed', attempts: 1 }])

    receiver.received.length = 0
    receiver.answers = [{ status: 200 }]
    const { err } = await house.leeway(['run', '--as-of', asOf])
    expect(err).toMatch(/tried again: done/)
    expect(await runsOf(id)).toMatchObject([{ status: 'done', attempts: 2 }])
    expect(receiver.received).toHaveLength(1)
    expect(JSON.parse(receiver.received[0]!.body)).toMatchObject({ decision_id: id })
    await house.leeway(['run', '--as-of', asOf])
    expect(receiver.received).toHaveLength(1)
  })

  it('ends with 3 when it failed, and an address that cannot be used is tried once', async () => {
    house.monitor(`retraining: {actions: [{webhook: "${await closedAddress()}"}, {webhook: "no address"}]}`)
    const result = await execute()
    expect(actionsOf(result).map(({ answer }) => answer)).toEqual([
      expect.stringMatching(/cannot be reached \(ECONNREFUSED\) \(3 attempts\)/),
      expect.stringMatching(/no address: the address or a header cannot be used$/),
    ])
    expect(result.failed).toBe(true)
  })

  it('whose secret is not set stops everything before anything is sent, and names it', async () => {
    const receiver = await startReceiver()
    house.monitor(`retraining:
  actions:
    - {webhook: "${receiver.url}"}
    - {webhook: {url: "${receiver.url}", headers: {x: "\${env:NOT_SET}"}}}`)
    const { code, err } = await house.leeway(['decide', '--execute', '--as-of', asOf])
    expect(code).toBe(2)
    expect(err.replaceAll(/\s+/g, ' ')).toContain(`\${env:NOT_SET}, which is not set`)
    expect(receiver.received).toEqual([])
    expect((await house.leeway(['decide', '--as-of', asOf])).code).toBe(0)
  })

  it('that a crash cut off is sent again with its key, so that the receiver can tell', async () => {
    const receiver = await startReceiver()
    house.monitor(`retraining: {actions: [{webhook: "${receiver.url}"}]}`)
    const { monitors } = await execute({}, { execute: false })
    const { decision, actions } = monitors[0]!
    const begun: ActionRun = {
      id: actions[0]!.id,
      decisionId: decision.id,
      monitor: 'model',
      action: actions[0]!.action,
      status: 'running',
      attempts: 1,
      firstAtUs: 0,
      lastAtUs: 0,
      answer: null,
    }
    await journal((store) => store.journal.recordActionRun(begun))
    expect(actionsOf(await execute())).toMatchObject([{ status: 'done', attempts: 2 }])
    expect(receiver.received[0]!.headers['idempotency-key']).toBe(begun.id)
  })
})

describe('a command', () => {
  it('gets its arguments as they are: no shell reads them; the decision stands on its input', async () => {
    const script = house.path('take this.cjs')
    writeFileSync(
      script,
      `const fs = require('node:fs')
       fs.writeFileSync('taken.json', JSON.stringify({ args: process.argv.slice(2), input: fs.readFileSync(0, 'utf8'),
         key: process.env.LEEWAY_IDEMPOTENCY_KEY, cwd: process.cwd() }))
       console.log('it worked')`,
    )
    const awkward = ['a b', "it's", '"quoted"', '$HOME', '`id`', '; touch pwned', '*', '--x=\\n', 'ü €', '']
    const words = [process.execPath, script, ...awkward.filter((word) => word !== '')]
    house.monitor(`retraining: {actions: [{command: ${JSON.stringify(words)}}]}`)
    const result = await execute()
    expect(actionsOf(result)).toMatchObject([{ status: 'done', answer: 'exit code 0: it worked' }])
    const taken = JSON.parse(readFileSync(house.path('taken.json'), 'utf8')) as Json
    expect(taken['args']).toEqual(words.slice(2))
    expect(taken['key']).toBe(actionsOf(result)[0]!.id)
    expect(JSON.parse(String(taken['input']))).toMatchObject({
      should_retrain: true,
      decision_id: result.monitors[0]!.decision.id,
    })
    expect(existsSync(house.path('pwned'))).toBe(false)
    // Doing it again would overwrite what it wrote.
    writeFileSync(house.path('taken.json'), 'untouched')
    expect(actionsOf(await execute())).toMatchObject([{ status: 'already_done' }])
    expect(readFileSync(house.path('taken.json'), 'utf8')).toBe('untouched')
  })

  it('that fails, hangs, cannot be started or does not read its input is told so', async () => {
    const node = (code: string): string => `{command: ${JSON.stringify([process.execPath, '-e', code])}}`
    const notExecutable = house.path('plain.txt')
    writeFileSync(notExecutable, 'text')
    chmodSync(notExecutable, 0o644)
    house.monitor(`retraining:
  actions:
    - ${node("console.error('disk is full'); process.exit(3)")}
    - ${node('setInterval(() => {}, 1000)')}
    - {command: [no-such-program-anywhere]}
    - {command: ["${notExecutable}"]}
    - ${node("require('node:fs').closeSync(0)")}`)
    const result = await execute({}, { effects: { limits: { ...quick, commandMs: 1_000 } } })
    expect(actionsOf(result).map(({ answer }) => answer)).toEqual([
      expect.stringMatching(/ended with exit code 3: disk is full$/),
      expect.stringMatching(/did not end within 1 s and was stopped$/),
      'no-such-program-anywhere could not be started: there is no such program',
      expect.stringMatching(/could not be started: EACCES$/),
      'exit code 0',
    ])
    expect(result.failed).toBe(true)
  })

  it('that leaves a child behind is not waited for', async () => {
    const code = `require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 4000)'], {stdio: 'inherit', detached: true}).unref()`
    house.monitor(`retraining: {actions: [{command: ${JSON.stringify([process.execPath, '-e', code])}}]}`)
    expect(actionsOf(await execute())).toMatchObject([{ status: 'done' }])
  })

  it('that a crash cut off is not started again: nobody can tell what it had done', async () => {
    house.monitor(
      `retraining: {actions: [{command: ${JSON.stringify([process.execPath, '-e', "require('node:fs').writeFileSync('twice', '')"])}}]}`,
    )
    const { monitors } = await execute({}, { execute: false })
    const { decision, actions } = monitors[0]!
    await journal((store) =>
      store.journal.recordActionRun({
        id: actions[0]!.id,
        decisionId: decision.id,
        monitor: 'model',
        action: actions[0]!.action,
        status: 'running',
        attempts: 1,
        firstAtUs: 0,
        lastAtUs: 0,
        answer: null,
      }),
    )
    const result = await execute()
    expect(actionsOf(result)).toMatchObject([{ status: 'interrupted' }])
    expect(result.failed).toBe(true)
    await house.leeway(['run', '--as-of', asOf])
    expect(existsSync(house.path('twice'))).toBe(false)
  })

  it('takes secrets in its words, and shows none of them', async () => {
    const words = JSON.stringify([process.execPath, '-e', 'console.log(process.argv[1]); process.exit(1)', `\${env:TOKEN}`])
    house.monitor(`retraining: {actions: [{command: ${words}}]}`)
    const { out, err, code } = await house.leeway(['decide', '--execute', '--as-of', asOf], { env: { TOKEN } })
    expect(code).toBe(3)
    expect(out).toContain('[redacted]')
    expect(`${out}${err}`).not.toContain(TOKEN)
    expect(JSON.stringify(await house.rows('decisions'))).not.toContain(TOKEN)
  })
})

describe('a Databricks job', () => {
  const config = (url: string, id: string): string => `retraining:
  actions:
    - databricks_job: {host: "${url}/", token: "\${env:TOKEN}", job_id: ${id}, parameters: {reason: drift, "odd name": "a \\"b\\""}}`

  it('is started with a token that a repetition shares, by the number that was written', async () => {
    const receiver = await startReceiver()
    receiver.answers = [{ status: 500 }, { status: 200, body: '{"run_id":455644833,"number_in_job":1}' }]
    // Larger than a double can tell apart.
    house.monitor(config(receiver.url, '"9007199254740993"'))
    const result = await execute({ TOKEN })
    expect(actionsOf(result)).toMatchObject([{ status: 'done', answer: 'run 455644833 of job 9007199254740993' }])
    expect(receiver.received).toHaveLength(2)
    for (const { path, headers, body } of receiver.received) {
      expect(path).toBe('/api/2.1/jobs/run-now')
      expect(headers.authorization).toBe(`Bearer ${TOKEN}`)
      expect(body).toContain('"job_id":9007199254740993,')
      const fields = JSON.parse(body) as Json
      expect(fields).toMatchObject({
        idempotency_token: actionsOf(result)[0]!.id,
        job_parameters: { reason: 'drift', 'odd name': 'a "b"' },
      })
      expect(String(fields['idempotency_token']).length).toBeLessThanOrEqual(64)
    }
  })

  it('whose number is none, or whose workspace answers something else, is told so', async () => {
    const receiver = await startReceiver()
    receiver.answers = [{ status: 200, body: '<html>log in</html>' }]
    house.monitor(config(receiver.url, '1'))
    expect(actionsOf(await execute({ TOKEN }))).toMatchObject([
      { status: 'failed', answer: expect.stringContaining('did not name the run that it started') },
    ])
    house.monitor(config(receiver.url, 'nightly'))
    await expect(execute({ TOKEN })).rejects.toThrow(/"nightly" is not the number of a Databricks job/)
  })
})

describe('an MLflow tag', () => {
  const withMlflow = `mlflow: {tracking_uri: "http://localhost:5000", model: catalog.schema.model}
retraining: {trained_at: {mlflow: catalog.schema.model}, actions: [{mlflow_tag: {}}]}`

  it('is set on the newest version, whose time of creation is the time of training', async () => {
    house.monitor(withMlflow)
    const set: unknown[] = []
    const mlflow: MlflowPort = {
      newestVersion: async (_settings, model) => ({ version: `7 of ${model}`, createdAtUs: Date.parse('2025-12-01') * 1000 }),
      setTag: async (settings, key, value) => {
        set.push([settings.model, key, value])
        return 'version 7'
      },
    }
    const result = await execute({}, { effects: { mlflow } })
    expect(result.monitors[0]!.triggers.find(({ name }) => name === 'age')).toMatchObject({ fired: true })
    expect(actionsOf(result)).toMatchObject([{ status: 'done', answer: 'version 7' }])
    expect(set).toEqual([
      ['catalog.schema.model', 'leeway.retrain', expect.stringMatching(/^2026-02-\d\d HIGH: 3 features show/)],
    ])
  })

  it('without a client or settings fails with a reason', async () => {
    house.monitor(withMlflow)
    const result = await execute()
    expect(actionsOf(result)).toMatchObject([{ status: 'failed' }])
    expect(result.monitors[0]!.triggers.find(({ name }) => name === 'age')?.unknown).not.toBeNull()
    house.monitor('retraining: {actions: [{mlflow_tag: {}}]}')
    await expect(execute()).rejects.toThrow(/needs to know the MLflow server/)
  })
})

it('does what was done not again before the cooldown is over, whatever the decision', async () => {
  const receiver = await startReceiver()
  house.monitor(`retraining: {cooldown: 2 days, actions: [{webhook: "${receiver.url}/cool"}]}`)
  const at = (hours: number): DecideOptions => ({
    asOfUs: Date.parse(asOf) * 1000 + hours * 3_600_000_000,
    nowUs: () => Date.parse(NOW) * 1000 + hours * 3_600_000_000,
  })
  expect(actionsOf(await execute({}, at(0)))).toMatchObject([{ status: 'done' }])
  const second = await execute({}, at(24))
  expect(actionsOf(second)).toMatchObject([{ status: 'cooling', answer: new Date(NOW).toISOString() }])
  expect(await runsOf(second.monitors[0]!.decision.id)).toEqual([])
  expect(receiver.received).toHaveLength(1)
  expect(actionsOf(await execute({}, at(49)))).toMatchObject([{ status: 'done' }])
  expect(receiver.received).toHaveLength(2)
})
