/** Which server is meant, by settings and environment. */
import { expect, test } from 'vitest'
import type { MlflowSettings } from '../../../src/config/project.ts'
import { LeewayError } from '../../../src/core/errors.ts'
import { bestOf, betterDirection } from '../../../src/integrations/mlflow/better-direction.ts'
import { formatTwoDecimals } from '../../../src/integrations/mlflow/format-two-decimals.ts'
import { stepOf } from '../../../src/integrations/mlflow/log/plan-metrics.ts'
import { resolveServer, runUrl } from '../../../src/integrations/mlflow/mlflow-server.ts'
import { openMlflow } from '../../../src/integrations/mlflow/open-mlflow.ts'
import { versionOfModelId } from '../../../src/integrations/mlflow/realised-quality.ts'

function thrown(work: () => unknown): LeewayError {
  try {
    work()
  } catch (error) {
    if (error instanceof LeewayError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

const SETTINGS: MlflowSettings = {
  trackingUri: { written: 'http://mlflow:5000', value: 'http://mlflow:5000' },
  model: 'hotel',
  registry: null,
  experiment: 'leeway',
  token: null,
  username: null,
  password: null,
  log: [],
}

test('an address loses its user, query and last slash, and keeps its path; a workspace is known by its host', () => {
  const at = (trackingUri: string, env = {}) => resolveServer({ trackingUri }, env)
  expect(at('http://me:pw@host:5000/ml/?x=1#y').address).toBe('http://host:5000/ml')
  expect(at('https://adb-1.2.azuredatabricks.net/').databricks).toBe(true)
  expect(at('https://mlflow.example.com').databricks).toBe(false)
  expect(at('databricks', { DATABRICKS_HOST: 'dbc.cloud.databricks.com/' }).address).toBe('https://dbc.cloud.databricks.com')
  expect(at('http://h', { MLFLOW_REGISTRY_URI: 'databricks-uc' }).registry).toBe('unity_catalog')
  expect(resolveServer({}, { MLFLOW_TRACKING_URI: 'http://env' }).address).toBe('http://env')
  expect(runUrl(at('http://h'), '1', 'a')).toBe('http://h/#/experiments/1/runs/a')
  expect(runUrl(at('https://x.cloud.databricks.com'), '1', 'a')).toBe('https://x.cloud.databricks.com/ml/experiments/1/runs/a')
})

test('no server, a database, a missing host and a reference that is not set each say how to mend it', () => {
  expect(thrown(() => resolveServer({}, {})).mend).toContain('MLFLOW_TRACKING_URI')
  const database = thrown(() => resolveServer({ trackingUri: 'sqlite:///a.db' }, {}))
  expect([database.code, database.mend]).toEqual(['USAGE', expect.stringContaining('mlflow server --backend-store-uri')])
  expect(thrown(() => resolveServer({ trackingUri: 'postgresql://u:pw@h/db' }, {})).message).not.toContain('pw')
  expect(thrown(() => resolveServer({ trackingUri: 'databricks' }, {}))).toMatchObject({
    code: 'CONFIG_SECRET',
    message: expect.stringContaining('DATABRICKS_HOST'),
  })
  const unset = { ...SETTINGS, token: { written: `\${env:MLFLOW_KEY}`, value: null } }
  expect(thrown(() => openMlflow(unset, { env: {} }, 'leeway.yaml:3:3'))).toMatchObject({
    code: 'CONFIG_SECRET',
    message: `mlflow.token: \${env:MLFLOW_KEY} is not set`,
    place: 'leeway.yaml:3:3',
  })
})

test('the settings of a monitor lead to its server, and without them the environment does', () => {
  expect(openMlflow(SETTINGS, { env: { MLFLOW_TRACKING_URI: 'http://other' } }).server.address).toBe('http://mlflow:5000')
  expect(openMlflow({ ...SETTINGS, trackingUri: null }, { env: { MLFLOW_TRACKING_URI: 'http://other' } }).server.address).toBe(
    'http://other',
  )
  expect(openMlflow(null, { env: { MLFLOW_TRACKING_URI: 'http://other' } }).server.auth).toEqual({ kind: 'none' })
})

test('the best value is marked by what the name says, and not where it says nothing', () => {
  const lower = [
    'rmse',
    'test_rmse',
    'val-log_loss',
    'mean_squared_error',
    'errorRate',
    'accuracy_loss',
    'MAPE',
    'brier_score',
    'eval.mae',
  ]
  const higher = ['accuracy', 'test_r2', 'f1', 'val_f1_score', 'roc_auc', 'testAccuracy', 'average_precision', 'recall']
  const unknown = ['anomaly_rate', 'rows', 'duration', 'epoch', 'learning_rate']
  expect(lower.map(betterDirection)).toEqual(lower.map(() => 'lower'))
  expect(higher.map(betterDirection)).toEqual(higher.map(() => 'higher'))
  expect(unknown.map(betterDirection)).toEqual(unknown.map(() => null))
  expect(bestOf('rmse', [2, undefined, 1, 1])).toEqual([2, 3])
  expect(bestOf('accuracy', [0.5, Number.NaN, 0.7])).toEqual([2])
  expect(bestOf('accuracy', [0.5, 0.5])).toEqual([])
  expect(bestOf('accuracy', [0.5, null])).toEqual([])
  expect(bestOf('rows', [1, 2])).toEqual([])
})

test('a model id is a version as it is, with a v, or behind the name of the model', () => {
  const versions = new Set(['12', '3'])
  const read = (id: string) => versionOfModelId(id, 'c.s.hotel', versions)
  expect(['12', ' 12 ', 'v12', 'V3', 'c.s.hotel:12', 'c.s.hotel/3', 'models:/c.s.hotel/12'].map(read)).toEqual([
    '12',
    '12',
    '12',
    '3',
    '12',
    '3',
    '12',
  ])
  expect(['4', 'vv12', 'other/12', '', 'champion'].map(read)).toEqual([null, null, null, null, null])
})

test('two decimals are those of Python, ties to the even digit', () => {
  // From f"{x:.2f}" of Python 3.11.
  const cases: readonly (readonly [number, string])[] = [
    [0.125, '0.12'],
    [0.375, '0.38'],
    [2.675, '2.67'],
    [1.005, '1.00'],
    [-0.125, '-0.12'],
    [-0, '-0.00'],
    [0.625, '0.62'],
    [1e21, '1000000000000000000000.00'],
    [123456.785, '123456.79'],
    [5, '5.00'],
    [Number.NaN, 'nan'],
    [Number.NEGATIVE_INFINITY, '-inf'],
  ]
  expect(cases.map(([value]) => formatTwoDecimals(value))).toEqual(cases.map(([, text]) => text))
})

test('a step counts days in the monitor’s zone, minutes below a day, and windows of rows', () => {
  const at = (granularity: string | null, iso: string, zone = 'UTC') =>
    stepOf({ granularity, startUs: Date.parse(iso) * 1000, endUs: 0 }, 7, zone)
  expect(at('1 day', '1970-01-11T00:00:00Z')).toBe(10)
  expect(at('1 week', '1970-01-11T23:00:00Z', 'Europe/Paris')).toBe(11)
  expect(at('1 hour', '1970-01-01T02:00:00Z')).toBe(120)
  expect(at(null, '1970-01-01T02:00:30Z')).toBe(120)
  expect(at('500 rows', '1970-01-01T02:00:30Z')).toBe(7)
})
