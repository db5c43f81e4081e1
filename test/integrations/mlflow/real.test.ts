/** Against a real MLflow server: the document's own Python on the same server, and what the real client reads of what we logged. */
import { readFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { compareModelVersions } from '../../../src/integrations/mlflow/compare-model-versions.ts'
import { mlflowClient } from '../../../src/integrations/mlflow/mlflow-client.ts'
import { mlflowPort } from '../../../src/integrations/mlflow/mlflow-port.ts'
import { type SentDriftAlert, sendModelDriftAlert } from '../../../src/integrations/mlflow/send-drift-alert.ts'
import { type CliFolder, createCliFolder } from '../../cli/fixture.ts'
import { startProxy } from './fake-server.ts'
import { INSTALL_MS, installMlflow, type RealServer, startMlflow } from './real-server.ts'

const missing = await installMlflow()

interface ReadRun {
  readonly run_id: string
  readonly name: string
  readonly status: string
  readonly metrics: Readonly<Record<string, number>>
  /** Step, milliseconds, value. */
  readonly history: Readonly<Record<string, readonly (readonly [number, number, number])[]>>
  readonly tags: Readonly<Record<string, string>>
  readonly files: readonly string[]
  readonly texts: Readonly<Record<string, string>>
  readonly table: Readonly<Record<string, readonly unknown[]>> | null
}

describe.skipIf(missing !== null)('with a real MLflow server', () => {
  let server: RealServer
  const folders: CliFolder[] = []

  beforeAll(async () => {
    server = await startMlflow()
    await server.python('make-versions.py')
  }, INSTALL_MS)
  afterAll(async () => {
    await server?.stop()
  })
  afterEach(() => {
    for (const folder of folders.splice(0)) folder.remove()
  })

  const clientOf = () => mlflowClient({ trackingUri: server.address, env: {} })
  const readRuns = (experiment: string) => server.python<readonly ReadRun[]>('read-back.py', experiment)

  /**
   * Ten days of 400 rows from 2026-01-22, by version 11 for six days, then by 12; on the last two `amount` is higher and the model is
   * wrong more often. Labels stand in the table; `mlflow` logs everything to an experiment of the test's own.
   */
  async function house(experiment: string, address = server.address): Promise<CliFolder> {
    const folder = createCliFolder()
    folders.push(folder)
    await writeRows(folder, '')
    folder.config(`version: 1
project: fixture
monitors:
  hotel:
    type: inference
    table: scored.parquet
    timestamp: scored_at
    granularities: [1 day, 1 week]
    problem: classification
    prediction: predicted
    positive: 1
    label: label
    model_id: model_version
    reference: {period: [2026-01-22, 2026-01-28]}
    mlflow:
      tracking_uri: ${address}
      model: hotel_cancellation
      experiment: ${experiment}
      log: [findings, alerts, metrics, report]
`)
    return folder
  }

  /** @param change SQL that corrects the label of row `i` */
  async function writeRows(folder: CliFolder, change: string): Promise<void> {
    const label = `case when (hash(i, 'l') % 1000) / 1000.0 < 0.3 then 1 else 0 end`
    await folder.sql(`copy (
      select timestamp '2026-01-22' + interval 1 day * (i // 400) + interval 3 minute * (i % 400) as scored_at,
        case when i // 400 < 6 then '11' else 'v12' end as model_version,
        ${change === '' ? label : `case when ${change} then 1 - (${label}) else ${label} end`} as label,
        case when (hash(i, 'w') % 1000) / 1000.0 < (case when i // 400 >= 8 then 0.4 else 0.1 end) then 1 - (${label}) else ${label} end as predicted,
        round((hash(i, 'a') % 1000) / 10.0 + (case when i // 400 >= 8 then 60 else 0 end), 1) as amount
      from range(4000) t(i)
    ) to '${folder.path('scored.parquet')}' (format parquet)`)
  }

  test('the document’s function and ours answer the same for twelve versions, with metrics that some lack, NaN and infinity', async () => {
    const lasts = [1, 5, 50]
    const theirs = await server.python<readonly unknown[]>('document.py', 'compare', 'hotel_cancellation', ...lasts.map(String))
    for (const [index, last] of lasts.entries())
      expect(await compareModelVersions('hotel_cancellation', last, { client: clientOf() })).toEqual(theirs[index])
    expect((await compareModelVersions('hotel_cancellation', 3, { client: clientOf() })).map(({ version }) => version)).toEqual([
      '12',
      '11',
      '10',
    ])
  })

  test('versions without a run, or whose run is gone, have nulls where the document’s function raises', async () => {
    await expect(server.python('document.py', 'compare', 'catalog.schema.broken', '5')).rejects.toThrow(/run_id|Run/)
    const rows = await compareModelVersions('catalog.schema.broken', 5, { client: clientOf() })
    expect(rows.map(({ version, accuracy }) => [version, accuracy])).toEqual([
      ['4', null],
      ['3', 0.6],
      ['2', null],
      ['1', 0.5],
    ])
    expect(await compareModelVersions('unheard_of', 5, { client: clientOf() })).toEqual([])
  })

  test('an alert has the document’s text, and makes the run that the document’s function makes', async () => {
    const pairs = [
      [0.3456, 0.2],
      [0.125, 2.675],
    ] as const
    const texts = pairs.map((pair) => pair.join(','))
    const messages = await server.python<readonly string[]>('document.py', 'alert', 'hotel_cancellation', 'prediction', ...texts)
    const printed: string[] = []
    const sent: SentDriftAlert[] = []
    for (const [score, threshold] of pairs) {
      const options = { client: clientOf(), print: (text: string) => void printed.push(text) }
      sent.push(await sendModelDriftAlert('hotel_cancellation', 'prediction', score, threshold, options))
    }
    expect(sent.map(({ message }) => message)).toEqual(messages)
    expect(printed).toEqual(messages)
    const runs = (await readRuns('Default')).filter(({ name }) => name === 'drift_alert_hotel_cancellation')
    const ours = runs.filter(({ run_id }) => sent.some(({ runId }) => runId === run_id))
    const theirs = runs.filter((run) => !ours.includes(run))
    expect([ours.length, theirs.length]).toEqual([2, 2])
    const told = ({ status, metrics, tags }: ReadRun) => [status, metrics, tags['alert_type'], tags['model_name']]
    expect(ours.map(told)).toEqual(theirs.map(told))
    expect(told(ours[0]!)).toEqual([
      'FINISHED',
      { prediction_drift_score: 0.3456, prediction_threshold: 0.2 },
      'drift',
      'hotel_cancellation',
    ])
  })

  test('a run logs metrics by step, findings, alerts and the report, once; the real client reads them', async () => {
    const folder = await house('logs')
    const first = await folder.leeway(['run'])
    expect(first.code, first.err).toBe(1)
    expect(first.err).toMatch(/mlflow: hotel: [\d]+ values, [\d] alerts, findings, report logged to http:\S+runs\/\w+/)
    const runs = await readRuns('logs')
    const own = runs.filter(({ name }) => name === 'leeway_hotel')
    expect(own).toHaveLength(1)
    const { metrics, history, tags, files, texts, table, status } = own[0]!
    expect(status).toBe('FINISHED')
    expect(tags).toMatchObject({ model_name: 'hotel_cancellation', 'leeway.monitor': 'hotel', 'leeway.verdict': 'fail' })
    expect([...files].sort()).toEqual(['findings.json', 'report.html'])
    expect(texts['report.html']).toContain('<!doctype html>')
    expect(table!['status']).toContain('fail')
    expect(table!['column_name']).toContain('amount')

    const exported = JSON.parse(
      (
        await folder.leeway([
          'export',
          'profile_metrics',
          '--where',
          `column_name = ':table' and granularity = '1 day' and log_type = 'INPUT' and slice_key is null and model_version = '*'`,
        ])
      ).out,
    ) as readonly Record<string, unknown>[]
    const day = (row: Record<string, unknown>, edge: 'start' | 'end'): number =>
      Date.parse((row['window'] as Record<string, string>)[edge]!)
    expect(exported).toHaveLength(10)
    expect(history['accuracy_score']).toEqual(
      exported.map((row) => [day(row, 'start') / 86_400_000, day(row, 'end'), row['accuracy_score']]),
    )
    expect(history['count']).toEqual(exported.map((row) => [day(row, 'start') / 86_400_000, day(row, 'end'), 400]))
    expect(Object.keys(metrics)).toEqual(
      expect.arrayContaining([
        'predicted/avg',
        'positive_rate',
        'f1_score/macro',
        'precision/one_vs_all/1',
        'findings/fail',
        '1_week/accuracy_score',
      ]),
    )
    expect(metrics['accuracy_score']).toBe(exported.at(-1)!['accuracy_score'])

    const alerts = runs.filter(({ name }) => name === 'drift_alert_hotel_cancellation')
    expect(alerts.map(({ tags: t }) => t['leeway.drift_type'])).toEqual(expect.arrayContaining(['feature', 'performance']))
    for (const alert of alerts) {
      const kind = alert.tags['leeway.drift_type']!
      expect(alert.tags).toMatchObject({ alert_type: 'drift', model_name: 'hotel_cancellation', 'leeway.monitor': 'hotel' })
      expect(alert.metrics[`${kind}_drift_score`]).toBeGreaterThan(alert.metrics[`${kind}_threshold`]!)
    }

    const second = await folder.leeway(['run'])
    expect([second.code, second.err]).toEqual([1, expect.not.stringContaining('mlflow')])
    expect(await readRuns('logs')).toEqual(runs)
  })

  test('a label that is corrected later is logged again for its window alone, and the newest value is the one that is read', async () => {
    const folder = await house('corrections')
    await folder.leeway(['run'])
    const before = (await readRuns('corrections')).find(({ name }) => name === 'leeway_hotel')!
    await writeRows(folder, 'i >= 3600 and i < 3640')
    const nowUs = () => Date.parse('2026-02-01T06:00:00Z') * 1000
    await folder.leeway(['run'], { nowUs })
    const after = (await readRuns('corrections')).find(({ name }) => name === 'leeway_hotel')!
    const fresh = after.history['accuracy_score']!.filter(
      (point) => !before.history['accuracy_score']!.some((old) => String(old) === String(point)),
    )
    expect(fresh).toEqual([[20484, Date.parse('2026-02-01T06:00:00Z'), after.metrics['accuracy_score']]])
    expect(after.metrics['accuracy_score']).not.toBe(before.metrics['accuracy_score'])
    expect(after.history['count']).toEqual(before.history['count'])
    expect(after.history['predicted/avg']).toEqual(before.history['predicted/avg'])
  })

  test('a server that fails does not change the run’s end; the next run sends the rest, and nothing stands twice', async () => {
    const proxy = await startProxy(server.address)
    const folder = await house('failures', proxy.address)
    try {
      // The first run gets through to the second batch, the run's creation is answered by a lost connection.
      let batches = 0
      proxy.state.loseAnswerTo = 'runs/create'
      proxy.state.answer = ({ path }) =>
        path.endsWith('log-batch') && ++batches > 4 ? { status: 503, body: { error_code: 'TEMPORARILY_UNAVAILABLE' } } : null
      const first = await folder.leeway(['run'])
      expect(first.code).toBe(1)
      expect(first.err).toContain('mlflow: hotel could not be logged: MLflow answered 503 TEMPORARILY_UNAVAILABLE')
      expect(first.err).toContain('the next run tries again')
      proxy.state.answer = null
      const second = await folder.leeway(['run'])
      expect([second.code, second.err]).toEqual([1, expect.stringMatching(/mlflow: hotel: .*report logged to/)])
      const runs = await readRuns('failures')

      // What arrived is not sent again when its notes are lost: the same runs are found, the same points are the same.
      const clean = await house('failures', proxy.address)
      const third = await clean.leeway(['run'])
      expect([third.code, third.err]).toEqual([1, expect.stringContaining('logged to')])
      const again = await readRuns('failures')
      expect(again.map(({ run_id }) => run_id)).toEqual(runs.map(({ run_id }) => run_id))
      expect(again.map(({ history }) => history)).toEqual(runs.map(({ history }) => history))
      expect(new Set(runs.map(({ tags }) => `${tags['leeway.item']}`)).size).toBe(runs.length)
      expect(runs.find(({ name }) => name === 'leeway_hotel')!.history['count']).toHaveLength(10)
    } finally {
      await proxy.stop()
    }
  })

  test('a run that somebody deleted is made again, with all of its values', async () => {
    const folder = await house('deleted')
    await folder.leeway(['run'])
    const [old] = (await readRuns('deleted')).filter(({ name }) => name === 'leeway_hotel')
    await fetch(`${server.address}/api/2.0/mlflow/runs/delete`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ run_id: old!.run_id }),
    })
    await writeRows(folder, 'i >= 3600 and i < 3640')
    await folder.leeway(['run'])
    const [again] = (await readRuns('deleted')).filter(({ name }) => name === 'leeway_hotel')
    expect(again!.run_id).not.toBe(old!.run_id)
    expect(again!.history['accuracy_score']).toHaveLength(10)
    expect([...again!.files].sort()).toEqual(['findings.json', 'report.html'])
  })

  test('a server that is not there costs a line on stderr and not the run, and so does a reference that is not set', async () => {
    const gone = await startProxy(server.address)
    await gone.stop()
    const folder = await house('nowhere', gone.address)
    const down = await folder.leeway(['run', '--json', '--quiet'])
    expect([down.code, JSON.parse(down.out).exit_code]).toEqual([1, 1])
    expect(down.err).toMatch(
      /^mlflow: hotel could not be logged: the MLflow server at http:\S+ cannot be reached: connect ECONNREFUSED/,
    )
    folder.config(folder.read('leeway.yaml').replace(gone.address, `"\${env:TRACKING}"`))
    const unset = await folder.leeway(['run'])
    expect([unset.code, unset.err]).toEqual([1, expect.stringContaining(`mlflow.tracking_uri: \${env:TRACKING} is not set`)])
  })

  test('leeway versions prints versions side by side, with aliases, stage, the best, and how they did in production', async () => {
    const folder = await house('versions')
    const fresh = await folder.leeway(['versions', 'hotel_cancellation'])
    expect([fresh.code, fresh.out]).toEqual([0, expect.stringContaining('Nothing has been recorded of production yet')])
    await folder.leeway(['run'])
    const json = JSON.parse((await folder.leeway(['versions', 'hotel_cancellation', '--last', '3', '--json'])).out)
    expect(json.comparison).toEqual(await compareModelVersions('hotel_cancellation', 3, { client: clientOf() }))
    const [twelve, eleven, ten] = json.versions
    expect([twelve.aliases, eleven.aliases, ten.aliases]).toEqual([['challenger'], ['champion', 'fallback'], []])
    expect([twelve.stage, eleven.stage, ten.stage]).toEqual([null, 'Production', null])
    expect([twelve.best, eleven.best, ten.best]).toEqual([[], ['accuracy'], []])
    expect(eleven.run_url).toBe(`${server.address}/#/experiments/0/runs/${eleven.run_id}`)
    expect(ten.production).toBeNull()
    const truth = async (condition: string) => {
      const [row] = await folder.sql(`select count(*)::int as rows, avg((label = predicted)::int) as accuracy,
        2.0 * sum(label * predicted) / (sum(label) + sum(predicted)) as f1 from '${folder.path('scored.parquet')}' where ${condition}`)
      return row!
    }
    for (const [version, id, since] of [
      [twelve, 'v12', '2026-01-28T00:00:00.000Z'],
      [eleven, '11', '2026-01-22T00:00:00.000Z'],
    ] as const) {
      const { rows, accuracy, f1 } = await truth(`model_version = '${id}'`)
      expect(version.production).toMatchObject({ model_id: id, rows, labelled: rows, since })
      expect(version.production.accuracy_score).toBeCloseTo(Number(accuracy), 12)
      expect(version.production.f1_score).toBeCloseTo(Number(f1), 12)
    }

    const { out } = await folder.leeway(['versions', 'hotel', '--last', '3'])
    const lines = out.split('\n')
    expect(lines[0]).toBe(`hotel_cancellation: the newest 3 of 12 versions, ${server.address}`)
    const cells = (title: string): readonly string[] =>
      lines
        .find((line) => line.startsWith(title))!
        .trim()
        .split(/\s{2,}/)
    expect(cells('accuracy ')).toEqual(['accuracy', '0.855', '0.91*', '0.9'])
    expect(out).toContain('in production, by monitor hotel')
    expect(cells('rows ').length).toBe(4)
    expect(out).toContain('* the best of these versions')
    expect(lines.filter((line) => !line.includes('http')).every((line) => line.length <= 80)).toBe(true)
    const wide = await folder.leeway(['versions', 'hotel', '--last', '12'])
    expect(
      wide.out
        .split('\n')
        .filter((line) => !line.includes('http'))
        .every((line) => line.length <= 80),
    ).toBe(true)
    expect(wide.out.split('\n').filter((line) => line.startsWith('accuracy ')).length).toBeGreaterThan(1)
  })

  test('leeway versions works without a configuration, and says what is missing', async () => {
    const folder = createCliFolder()
    folders.push(folder)
    const named = await folder.leeway(['versions', 'catalog.schema.broken', '--tracking-uri', server.address])
    expect(named.code, named.err).toBe(0)
    expect(named.out).toContain('version 4: its run is gone')
    expect(named.out).toContain('version 3: its run was deleted')
    expect(named.out).toContain('version 2: registered without a run')
    const fromEnv = await folder.leeway(['versions', 'hotel_cancellation', '--json'], {
      env: { MLFLOW_TRACKING_URI: server.address },
    })
    expect(JSON.parse(fromEnv.out).versions).toHaveLength(5)
    const nobody = await folder.leeway(['versions', 'hotel_cancellation'])
    expect([nobody.code, nobody.err]).toEqual([
      2,
      expect.stringMatching(/no MLflow tracking server is named[\s\S]*--tracking-uri/),
    ])
    const misspelt = await folder.leeway(['versions', 'hotel_cancelation', '--tracking-uri', server.address])
    expect([misspelt.code, misspelt.err]).toEqual([2, expect.stringContaining('did you mean hotel_cancellation?')])
    const empty = await folder.leeway(['versions', 'empty', '--tracking-uri', server.address])
    expect([empty.code, empty.err]).toEqual([2, expect.stringContaining('has no versions yet')])
    const many = await folder.leeway(['versions', 'empty', '--last', 'ten'])
    expect(many.code).toBe(2)
  })

  test('the newest version is the one with the highest number; its date and a tag on it can be had', async () => {
    const text = (value: string) => ({ written: value, value })
    const settings = {
      trackingUri: text(server.address),
      model: 'hotel_cancellation',
      registry: null,
      experiment: 'x',
      token: null,
      username: null,
      password: null,
      log: [],
    }
    const [newest] = await compareModelVersions('hotel_cancellation', 1, { client: clientOf() })
    const port = mlflowPort({ env: {} })
    expect(await port.newestVersion(settings, 'hotel_cancellation')).toEqual({
      version: '12',
      createdAtUs: Number(newest!.created) * 1000,
    })
    expect(await port.setTag(settings, 'owner', 'anna')).toBe('version 12 of hotel_cancellation')
    expect((await clientOf().getModelVersion('hotel_cancellation', '12')).tags.get('owner')).toBe('anna')
    expect(await port.newestVersion(settings, 'empty')).toBeNull()
    await expect(port.setTag({ ...settings, model: 'empty' }, 'a', 'b')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  test('leeway decide takes the age of the model from its newest version, and --execute puts its tag on it', async () => {
    const folder = await house('decisions')
    const retraining = 'retraining: {trained_at: {mlflow: hotel_cancellation}, actions: [{mlflow_tag: {key: retrain}}]}'
    folder.config(
      folder
        .read('leeway.yaml')
        .replace(/log: .*/, 'log: [alerts]')
        .replace('    mlflow:', `    ${retraining}\n    mlflow:`),
    )
    await folder.leeway(['run'])
    const [newest] = await compareModelVersions('hotel_cancellation', 1, { client: clientOf() })
    const nowUs = () => (Number(newest!.created) + 40 * 86_400_000) * 1000
    const decided = await folder.leeway(['decide', '--execute', '--json'], { nowUs })
    expect(decided.code, decided.err).toBe(0)
    expect(decided.out).toContain('MLflow, version 12 of hotel_cancellation')
    const tag = (await clientOf().getModelVersion('hotel_cancellation', '12')).tags.get('retrain')
    expect(tag).toMatch(/^\d{4}-\d\d-\d\d (HIGH|NORMAL): \S/)
  })
})

describe.skipIf(missing !== null)('with a real MLflow server that asks for user and password', () => {
  const users = { admin: 'admin', password: 'a long enough password' }
  let server: RealServer

  beforeAll(async () => {
    server = await startMlflow({ users })
  }, INSTALL_MS)
  afterAll(async () => {
    await server?.stop()
  })

  test('nobody and a wrong password are refused with a mend, the right one may log', async () => {
    const trackingUri = server.address
    const unknown = mlflowClient({ trackingUri, env: {} })
    await expect(unknown.ensureExperiment('x')).rejects.toMatchObject({
      code: 'MLFLOW_FAILED',
      status: 401,
      mend: expect.stringContaining('MLFLOW_TRACKING_USERNAME'),
    })
    const wrong = mlflowClient({ trackingUri, username: users.admin, password: 'wrong', env: {} })
    await expect(wrong.ensureExperiment('x')).rejects.toMatchObject({ code: 'MLFLOW_FAILED', status: 401 })
    const right = mlflowClient({
      trackingUri,
      env: { MLFLOW_TRACKING_USERNAME: users.admin, MLFLOW_TRACKING_PASSWORD: users.password },
    })
    const { runId } = await sendModelDriftAlert('m', 'feature', 3, 2, { client: right, experiment: 'x' })
    const [run] = await server.python<readonly ReadRun[]>('read-back.py', 'x')
    expect([run!.run_id, run!.metrics]).toEqual([runId, { feature_drift_score: 3, feature_threshold: 2 }])
  })
})

const DOCUMENT = new URL('../../../../shared/seed/11-model-monitoring.md', import.meta.url)

test('the Python that ours is compared with is the document’s own', (context) => {
  let text: string
  try {
    text = readFileSync(DOCUMENT, 'utf8')
  } catch {
    process.stderr.write('skipped: the Python of the comparison against the document (there is no ../shared)\n')
    context.skip()
    return
  }
  // Its emoji was read as Windows-1252 once.
  const repaired = text.replace('ðŸš¨', '🚨')
  const ours = readFileSync(new URL('document.py', import.meta.url), 'utf8')
  for (const name of ['compare_model_versions', 'send_model_drift_alert']) {
    const start = repaired.indexOf(`def ${name}(`)
    const rest = repaired.slice(start)
    const body = rest.slice(0, rest.search(/\n(?=\n?(?:# Usage|```))/)).trimEnd()
    expect(body.length).toBeGreaterThan(300)
    expect(ours).toContain(body)
  }
})
