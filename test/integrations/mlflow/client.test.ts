/** The client against a server that answers as MLflow's REST documentation says, and fails as servers do. */
import { afterEach, expect, test } from 'vitest'
import type { ErrorCode } from '../../../src/core/errors.ts'
import { LeewayError } from '../../../src/core/errors.ts'
import { logBatches, metricKey } from '../../../src/integrations/mlflow/log-batches.ts'
import { type MlflowClientOptions, mlflowClient } from '../../../src/integrations/mlflow/mlflow-client.ts'
import { MlflowError } from '../../../src/integrations/mlflow/mlflow-error.ts'
import { type Answer, type Asked, type FakeServer, startFake } from './fake-server.ts'

const stops: FakeServer[] = []
afterEach(async () => {
  for (const fake of stops.splice(0)) await fake.stop()
})

async function fake(answer: (asked: Asked, number: number) => Answer): Promise<FakeServer> {
  const server = await startFake(answer)
  stops.push(server)
  return server
}

const clientOf = (address: string, options: MlflowClientOptions = {}) =>
  mlflowClient({ trackingUri: address, env: {}, firstWaitMs: 1, ...options })

async function failure(work: Promise<unknown>): Promise<LeewayError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof LeewayError)) throw new Error(`expected a LeewayError, got ${String(error)}`)
  return error
}

const run = (id: string): unknown => ({ run: { info: { run_id: id, experiment_id: '1' }, data: {} } })
const refused = (status: number, error_code: string, message = 'no'): Answer => ({ status, body: { error_code, message } })

test('a request that meets 429, 500, 502, 503 or a lost connection is sent again until it is answered', async () => {
  const failures: Answer[] = [
    { status: 429, headers: { 'retry-after': '0' } },
    { status: 503, headers: { 'retry-after': 'Thu, 01 Jan 1970 00:00:00 GMT' } },
    { status: 500, body: 'oops' },
    { hangUp: true },
  ]
  const server = await fake((_, number) => failures[number - 1] ?? { body: run('a') })
  expect((await clientOf(server.address).getRun('a')).runId).toBe('a')
  expect(server.asked).toHaveLength(5)
})

test('a server that goes on failing is given up after the given number of attempts, with what it said', async () => {
  const server = await fake(() => refused(503, 'TEMPORARILY_UNAVAILABLE', 'the database is away'))
  const error = await failure(clientOf(server.address, { attempts: 3 }).getRun('a'))
  expect(server.asked).toHaveLength(3)
  expect(error.code).toBe('MLFLOW_FAILED' satisfies ErrorCode)
  expect(error.message).toBe('MLflow answered 503 TEMPORARILY_UNAVAILABLE: the database is away')
  expect(error.place).toBe(`GET ${server.address}/api/2.0/mlflow/runs/get`)
})

test('a server that asks for a pause of an hour is not waited for', async () => {
  const server = await fake(() => ({
    status: 429,
    headers: { 'retry-after': '3600' },
    body: { error_code: 'REQUEST_LIMIT_EXCEEDED' },
  }))
  expect((await failure(clientOf(server.address).getRun('a'))).message).toBe('MLflow answered 429 REQUEST_LIMIT_EXCEEDED')
  expect(server.asked).toHaveLength(1)
})

test('what the server refuses is not sent again, and its own code can be asked for', async () => {
  const server = await fake(() => refused(404, 'RESOURCE_DOES_NOT_EXIST', 'Run with id=a not found'))
  const error = await failure(clientOf(server.address).getRun('a'))
  expect(server.asked).toHaveLength(1)
  expect(error).toBeInstanceOf(MlflowError)
  expect((error as MlflowError).errorCode).toBe('RESOURCE_DOES_NOT_EXIST')
  expect((error as MlflowError).status).toBe(404)
})

test('a page of a proxy, an answer that is no JSON and a redirect are told for what they are', async () => {
  const pages: Answer[] = [
    { status: 404, body: '<html><style>a{}</style><body><h1>Not here</h1></body></html>' },
    { status: 200, body: '<html>Sign in</html>' },
    { status: 302, headers: { location: 'https://login.example.com/start?token=abc' }, body: '' },
  ]
  const server = await fake((_, number) => pages[number - 1]!)
  const client = clientOf(server.address)
  const missing = await failure(client.getRun('a'))
  expect(missing.message).toBe('MLflow answered 404: Not here')
  expect(missing.mend).toContain('the address of an MLflow server')
  expect((await failure(client.getRun('a'))).message).toContain('not what MLflow answers')
  expect((await failure(client.getRun('a'))).message).toBe('MLflow answered 302: it leads to https://login.example.com/start')
})

test('no answer in time and no server at all are MLFLOW_UNREACHABLE; an aborted signal ends the wait at once', async () => {
  let sent = 0
  const silent: typeof fetch = (_, init) => {
    sent++
    return new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
    })
  }
  const late = await failure(clientOf('http://localhost', { fetch: silent, timeoutMs: 30, attempts: 2 }).getRun('a'))
  expect([late.code, sent]).toEqual(['MLFLOW_UNREACHABLE', 2])
  expect(late.message).toContain('no answer within 0.03 s')
  const gone = await fake(() => ({}))
  await gone.stop()
  const nobody = await failure(clientOf(gone.address, { attempts: 1 }).getRun('a'))
  expect([nobody.code, nobody.message]).toEqual([
    'MLFLOW_UNREACHABLE',
    expect.stringContaining(`the MLflow server at ${gone.address} cannot be reached: connect ECONNREFUSED`),
  ])
  const abort = new AbortController()
  const busy = await fake(() => {
    abort.abort()
    return { status: 503, headers: { 'retry-after': '50' } }
  })
  expect((await failure(clientOf(busy.address, { signal: abort.signal }).getRun('a'))).code).toBe('INTERRUPTED')
})

test('credentials come from the settings, then the address, then the environment, and never show in an error', async () => {
  const server = await fake(({ headers }) => refused(403, 'PERMISSION_DENIED', `not with ${headers.authorization ?? 'nothing'}`))
  const said = async (options: MlflowClientOptions): Promise<string | undefined> => {
    const error = await failure(mlflowClient({ trackingUri: server.address, ...options }).getRun('a'))
    expect(`${error.message} ${error.place} ${error.mend}`).not.toMatch(/s3cret|bWU6czNjcmV0/)
    return server.asked.at(-1)!.headers.authorization
  }
  const basic = `Basic ${Buffer.from('me:s3cret').toString('base64')}`
  expect(await said({ token: 's3cret', env: { MLFLOW_TRACKING_TOKEN: 'other' } })).toBe('Bearer s3cret')
  expect(await said({ username: 'me', password: 's3cret', env: {} })).toBe(basic)
  expect(await said({ trackingUri: server.address.replace('//', '//me:s3cret@'), env: {} })).toBe(basic)
  expect(await said({ env: { MLFLOW_TRACKING_TOKEN: 's3cret' } })).toBe('Bearer s3cret')
  expect(
    await said({ env: { MLFLOW_TRACKING_USERNAME: 'me', MLFLOW_TRACKING_PASSWORD: 's3cret', MLFLOW_TRACKING_TOKEN: 'x' } }),
  ).toBe(basic)
  expect(await said({ env: {} })).toBeUndefined()
  const env = { DATABRICKS_HOST: server.address, DATABRICKS_TOKEN: 's3cret' }
  expect(await said({ trackingUri: 'databricks', env })).toBe('Bearer s3cret')
  expect(await said({ env: { ...env, DATABRICKS_HOST: 'https://other.cloud.databricks.com' } })).toBeUndefined()
})

test('all pages of versions and runs are read, and no more runs than were asked for', async () => {
  const server = await fake(({ path, query, body }) => {
    const page = query['page_token'] ?? (body as { page_token?: string }).page_token ?? '0'
    const next = page === '2' ? {} : { next_page_token: String(Number(page) + 1) }
    if (path.endsWith('search') && path.includes('runs'))
      return { body: { runs: [(run(`r${page}`) as { run: unknown }).run], ...next } }
    return { body: { model_versions: [{ name: 'm', version: page }], ...next } }
  })
  const client = clientOf(server.address)
  expect((await client.searchModelVersions('m')).map(({ version }) => version)).toEqual(['0', '1', '2'])
  expect(server.asked.map(({ query }) => query['filter'])).toEqual(["name='m'", "name='m'", "name='m'"])
  expect((await client.searchRuns({ experimentIds: ['1'] })).map(({ runId }) => runId)).toEqual(['r0', 'r1', 'r2'])
  const asked = server.asked.length
  expect(await client.searchRuns({ experimentIds: ['1'], limit: 2 })).toHaveLength(2)
  expect(server.asked.slice(asked).map(({ body }) => (body as { max_results: number }).max_results)).toEqual([2, 1])
  await client.searchModelVersions("it's")
  expect(server.asked.at(-1)!.query['filter']).toBe(`name="it's"`)
})

test('whole numbers are read as text and as numbers, and NaN and infinities as text', async () => {
  const info = { run_id: 'a', experiment_id: 7, start_time: '1767312000000', end_time: 1767312000001, artifact_uri: 'dbfs:/x' }
  const metrics = [
    { key: 'a', value: 0.5, timestamp: '1', step: '0' },
    { key: 'b', value: 'NaN' },
    { key: 'c', value: '-Infinity' },
    { key: 'zero' },
  ]
  const server = await fake(({ path }) =>
    path.includes('versions')
      ? {
          body: {
            model_versions: [
              { version: 12, creation_timestamp: '1767312000000', run_id: '' },
              { version: '9', creation_timestamp: 5 },
            ],
          },
        }
      : { body: { run: { info, data: { metrics, tags: [{ key: 't', value: 'v' }] } } } },
  )
  const client = clientOf(server.address)
  const read = await client.getRun('a')
  expect([read.experimentId, read.startMs, read.endMs]).toEqual(['7', 1767312000000, 1767312000001])
  expect([...read.metrics]).toEqual([
    ['a', 0.5],
    ['b', Number.NaN],
    ['c', Number.NEGATIVE_INFINITY],
    ['zero', 0],
  ])
  const versions = await client.searchModelVersions('m')
  expect(versions.map(({ version, createdMs, runId }) => [version, createdMs, runId])).toEqual([
    ['12', 1767312000000, null],
    ['9', 5, null],
  ])
})

test('a Databricks workspace and Unity Catalog are asked under their own paths', async () => {
  const server = await fake(({ path }) =>
    path.includes('unity-catalog/registered-models/get')
      ? { body: { registered_model: { name: 'c.s.m', aliases: [{ alias: 'champion', version: '2' }] } } }
      : { body: {} },
  )
  const env = { DATABRICKS_HOST: server.address, DATABRICKS_TOKEN: 'dapi' }
  const client = mlflowClient({ trackingUri: 'databricks', env })
  await client.searchModelVersions('c.s.m')
  await client.setModelVersionTag('c.s.m', '2', 'k', 'v')
  expect([...(await client.getRegisteredModel('c.s.m'))!.aliases]).toEqual([['champion', '2']])
  await client.getModelVersion('c.s.m', '2')
  await client.searchModelVersions('plain')
  await client.setModelVersionTag('plain', '2', 'k', 'v')
  await client.getRegisteredModel('plain')
  await mlflowClient({ trackingUri: 'databricks-uc', env }).searchModelVersions('plain')
  await mlflowClient({ trackingUri: 'databricks', env, registry: 'workspace' }).searchModelVersions('c.s.m')
  await clientOf(server.address).searchModelVersions('c.s.m')
  expect(server.asked.map(({ method, path }) => `${method} ${path.replace('/api/2.0/mlflow/', '')}`)).toEqual([
    'GET unity-catalog/model-versions/search',
    'POST unity-catalog/model-versions/tags',
    'GET unity-catalog/registered-models/get',
    'GET unity-catalog/model-versions/get',
    'GET model-versions/search',
    'POST model-versions/set-tag',
    'GET databricks/registered-models/get',
    'GET unity-catalog/model-versions/search',
    'GET model-versions/search',
    'GET model-versions/search',
  ])
  expect(server.asked[1]!.body).toEqual({ name: 'c.s.m', version: '2', key: 'k', value: 'v' })
})

test('files of a Databricks run go to the place that is signed for them, without our token', async () => {
  let type = 'AWS_PRESIGNED_URL'
  const server: FakeServer = await fake(({ path }) => {
    if (!path.endsWith('credentials-for-write')) return { body: '' }
    const signed_uri = `${server.address}/store/report.html?signature=abc`
    return { body: { credential_infos: [{ signed_uri, type, headers: [{ name: 'x-amz-acl', value: 'private' }] }] } }
  })
  const client = mlflowClient({ trackingUri: 'databricks', env: { DATABRICKS_HOST: server.address, DATABRICKS_TOKEN: 'dapi' } })
  const upload = () =>
    client.uploadArtifact({ runId: 'a', artifactUri: 'dbfs:/databricks/a' }, 'report.html', '<p>é', 'text/html')
  await upload()
  expect(server.asked[0]).toMatchObject({
    method: 'POST',
    body: { run_id: 'a', path: ['report.html'] },
    headers: { authorization: 'Bearer dapi' },
  })
  expect(server.asked[1]).toMatchObject({
    method: 'PUT',
    path: '/store/report.html',
    body: '<p>é',
    headers: { 'x-amz-acl': 'private' },
  })
  expect(server.asked[1]!.headers.authorization).toBeUndefined()
  type = 'AZURE_SAS_URI'
  await upload()
  expect(server.asked[3]!.headers['x-ms-blob-type']).toBe('BlockBlob')
  type = 'AZURE_ADLS_GEN2_SAS_URI'
  await upload()
  expect(
    server.asked.slice(5).map(({ method, query }) => [method, query['resource'] ?? query['action'], query['position'] ?? null]),
  ).toEqual([
    ['PUT', 'file', null],
    ['PATCH', 'append', '0'],
    ['PATCH', 'flush', '5'],
  ])
})

test('files go through the proxy of an open-source server; a storage behind no proxy is refused with a mend', async () => {
  const server = await fake(() => ({ body: '' }))
  const client = clientOf(server.address)
  await client.uploadArtifact(
    { runId: 'a', artifactUri: 'mlflow-artifacts:/1/a/artifacts' },
    'my files/ü.json',
    '{}',
    'application/json',
  )
  expect([server.asked[0]!.method, server.asked[0]!.path]).toEqual([
    'PUT',
    '/api/2.0/mlflow-artifacts/artifacts/1/a/artifacts/my%20files/%C3%BC.json',
  ])
  const error = await failure(client.uploadArtifact({ runId: 'a', artifactUri: 's3://bucket/a' }, 'x', '', 'text/plain'))
  expect(error.message).toContain('s3://bucket/a')
  expect(error.mend).toContain('--artifacts-destination')
})

test('two that make an experiment at once get the same; a deleted one is refused with a mend', async () => {
  let known = 0
  const server = await fake(({ path }) => {
    if (path.endsWith('create')) return refused(400, 'RESOURCE_ALREADY_EXISTS')
    known++
    return known === 1
      ? refused(404, 'RESOURCE_DOES_NOT_EXIST')
      : { body: { experiment: { experiment_id: '5', name: 'x', lifecycle_stage: known > 2 ? 'deleted' : 'active' } } }
  })
  const client = clientOf(server.address)
  expect(await client.ensureExperiment('x')).toBe('5')
  expect((await failure(client.ensureExperiment('x'))).mend).toContain('restore it')
})

test('a run whose creation was answered by a lost connection is found, not made twice', async () => {
  let made = 0
  const server = await fake(({ path }) => {
    if (path.endsWith('runs/search')) return { body: { runs: made === 0 ? [] : [(run('first') as { run: unknown }).run] } }
    made++
    return { hangUp: true }
  })
  const { run: found, made: isNew } = await clientOf(server.address).ensureRun('item-1', {
    experimentId: '1',
    name: 'n',
    startMs: 5,
  })
  expect([found.runId, isNew, made]).toEqual(['first', false, 1])
  expect(server.asked[0]!.body).toMatchObject({ filter: "tags.`leeway.item` = 'item-1'", experiment_ids: ['1'] })
  expect(server.asked[1]!.body).toMatchObject({ run_name: 'n', start_time: 5, tags: [{ key: 'leeway.item', value: 'item-1' }] })
})

test('a batch is cut to 1000 entries, 100 parameters, 100 tags and a megabyte, and nothing is lost', async () => {
  const metrics = Array.from({ length: 2500 }, (_, i) => ({ key: `m${i}`, value: i, timestampMs: 1, step: i }))
  const texts = (count: number, size: number): Map<string, string> =>
    new Map(Array.from({ length: count }, (_, i) => [`k${i}`, 'é'.repeat(size)]))
  const batches = logBatches({ metrics, params: texts(250, 2500), tags: texts(130, 2400) })
  for (const batch of batches) {
    const together = batch.metrics.length + batch.params.length + batch.tags.length
    expect(together).toBeLessThanOrEqual(1000)
    expect(batch.params.length).toBeLessThanOrEqual(100)
    expect(batch.tags.length).toBeLessThanOrEqual(100)
    expect(Buffer.byteLength(JSON.stringify({ run_id: 'x'.repeat(32), ...batch }))).toBeLessThan(1_000_000)
  }
  expect(batches.flatMap((batch) => batch.metrics.map(({ step }) => step))).toEqual(metrics.map(({ step }) => step))
  expect(batches.flatMap((batch) => batch.params)).toHaveLength(250)
  expect(batches.flatMap((batch) => batch.tags)).toHaveLength(130)
  const [odd] = logBatches({ metrics: [{ key: 'a', value: Number.NaN, timestampMs: 1, step: 0 }] })
  expect(odd!.metrics[0]!.value).toBe('NaN')
  expect(metricKey('5% of "x":y/z')).toBe('5_ of _x__y/z')
})
