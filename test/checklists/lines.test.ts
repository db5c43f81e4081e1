import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openStore } from '../../src/store/open-store.ts'
import type { CliFolder } from '../cli/fixture.ts'
import { CONFIG, createMonths, type JsonLine, lineOf, readChecklist } from './fixture.ts'

let house: CliFolder
beforeAll(async () => {
  house = await createMonths()
})
afterAll(() => house.remove())

const us = (iso: string): number => Date.parse(iso) * 1000

describe('the daily checklist', () => {
  let bad: readonly JsonLine[]
  let good: readonly JsonLine[]
  beforeAll(async () => {
    const failing = await readChecklist(house, 'daily')
    expect(failing.code).toBe(1)
    bad = failing.lines
    const fine = await readChecklist(house, 'daily', '--as-of', '2026-01-20T09:00:00Z')
    expect(fine.code).toBe(0)
    good = fine.lines
  })

  it('looks at the newest complete day, and has the lines of the document under their own words', () => {
    expect([...new Set(bad.map(({ line }) => line))]).toEqual([
      'All models generated predictions',
      'No significant anomaly rate drift',
      'No failed inference jobs',
      'Prediction volumes within expected range',
    ])
    expect(bad[0]!.looked_at).toEqual({ start: '2026-02-01T00:00:00.000Z', end: '2026-02-02T00:00:00.000Z' })
    expect(good[0]!.looked_at.start).toBe('2026-01-19T00:00:00.000Z')
  })

  it('All models generated predictions: passes where rows came, fails where none did, and says when the last came', () => {
    expect(lineOf(good, 'predictions', 'silent')).toMatchObject({ status: 'ok', values: { rows: 20 } })
    const silent = lineOf(bad, 'predictions', 'silent')
    expect(silent).toMatchObject({ status: 'fail', values: { rows: 0 }, command: 'leeway health --monitor silent' })
    expect(silent.evidence).toContain('the last came on 2026-01-20, 12 days before')
  })

  it('All models generated predictions: a weekday without rows is fine where it never has any', () => {
    expect(lineOf(bad, 'predictions', 'weekday')).toMatchObject({ status: 'ok', values: { rows: 0 } })
    expect(lineOf(bad, 'predictions', 'weekday').evidence).toContain('as on the 4 such weekdays before')
  })

  it('No significant anomaly rate drift: passes within the limits, fails beyond them with the finding to look at', async () => {
    expect(lineOf(good, 'rates', 'orders')).toMatchObject({ status: 'ok' })
    const line = lineOf(bad, 'rates', 'orders')
    expect(line).toMatchObject({ status: 'fail' })
    expect(line.values.findings[0]).toMatchObject({ metric: 'anomaly_rate', value: 0.5, threshold: 0.15, status: 'fail' })
    const [, command, id] = line.command.split(' ')
    expect((await house.leeway([command!, id!])).out).toContain('anomaly_rate')
    expect(lineOf(bad, 'rates', 'silent').status).toBe('not_applicable')
  })

  it('No failed inference jobs: does not apply without jobs', () => {
    expect(lineOf(bad, 'jobs', null)).toMatchObject({ status: 'not_applicable', evidence: expect.stringContaining('no jobs') })
  })

  it('Prediction volumes within expected range: by the volume check, or by the days of the table where no row came', () => {
    expect(lineOf(good, 'volume', 'orders').status).toBe('ok')
    const low = lineOf(bad, 'volume', 'orders')
    expect(low).toMatchObject({ status: 'fail' })
    expect(low.values.findings[0]).toMatchObject({ check: 'volume', value: 60, reference_value: 300 })
    const none = lineOf(bad, 'volume', 'silent')
    expect(none).toMatchObject({ status: 'fail', values: { rows: 0 } })
    // The same weekday of the eight weeks before: seven Sundays with rows, one without.
    expect(none.values.history).toEqual([0, 20, 20, 20, 20, 20, 20, 20])
  })
})

describe('the weekly checklist', () => {
  let bad: readonly JsonLine[]
  let good: readonly JsonLine[]
  beforeAll(async () => {
    const failing = await readChecklist(house, 'weekly')
    expect(failing.code).toBe(1)
    bad = failing.lines
    const fine = await readChecklist(house, 'weekly', '--as-of', '2026-01-19')
    expect(fine.code).toBe(0)
    good = fine.lines
  })

  it('looks at the newest complete ISO week, from Monday, and has the lines of the document', () => {
    expect([...new Set(bad.map(({ line }) => line))]).toEqual([
      'Feature drift analysis',
      'Model performance comparison vs baseline',
      'Training data freshness',
      'Alert review and tuning',
    ])
    expect(bad[0]!.looked_at).toEqual({ start: '2026-01-26T00:00:00.000Z', end: '2026-02-02T00:00:00.000Z' })
    expect(good[0]!.looked_at).toEqual({ start: '2026-01-12T00:00:00.000Z', end: '2026-01-19T00:00:00.000Z' })
  })

  it('Feature drift analysis: names each drifted feature with its days', () => {
    expect(lineOf(good, 'drift', 'orders')).toMatchObject({ status: 'ok', values: { features: 3, windows: 7, drifted: [] } })
    const line = lineOf(bad, 'drift', 'orders')
    expect(line.status).toBe('fail')
    expect(line.values.drifted.map((f: { column_name: string }) => f.column_name)).toEqual(['amount'])
    expect(line.values.drifted[0]).toMatchObject({ windows_failed: 7, windows_judged: 7 })
    expect(line.evidence).toContain('amount (7 of 7 days)')
    expect(lineOf(bad, 'drift', 'silent')).toMatchObject({ status: 'not_applicable' })
  })

  it('Model performance comparison vs baseline: accuracy of the week pooled, against that of the reference', async () => {
    const share = async (where: string): Promise<number> => {
      const [row] = await house.sql(
        `select avg(case when label = predicted then 1.0 else 0 end) as x from 'orders.parquet' where ${where}`,
      )
      return row!['x'] as number
    }
    const line = lineOf(bad, 'performance', 'orders')
    expect(line.status).toBe('fail')
    const [accuracy] = line.values.metrics
    expect(accuracy.metric).toBe('accuracy_score')
    expect(accuracy.value).toBeCloseTo(await share("scored_at >= '2026-01-26'"), 12)
    expect(accuracy.reference_value).toBeCloseTo(await share("scored_at < '2025-12-22'"), 12)
    expect(accuracy).toMatchObject({ n_current: 6 * 300 + 60, n_reference: 21 * 300 })
    expect(line.values).toMatchObject({ rows: 1860, labelled: 1860, baseline: 'the reference' })
    expect(lineOf(good, 'performance', 'orders').status).toBe('ok')
    expect(lineOf(bad, 'performance', 'silent')).toMatchObject({ status: 'not_applicable' })
  })

  it('Model performance comparison vs baseline: says what the week was worth', async () => {
    const [row] =
      await house.sql(`select sum(case when predicted = 1 and label = 1 then 10 when predicted = 1 then -4 else 0 end)::double as x
      from 'orders.parquet' where scored_at >= '2026-01-26'`)
    const { values } = lineOf(bad, 'performance', 'orders')
    expect(values).toMatchObject({ total_value: row!['x'], unit: 'EUR' })
    expect(values.value_per_prediction).toBeCloseTo((row!['x'] as number) / 1860, 12)
  })

  it('Training data freshness: passes within 30 days of training, fails after them', async () => {
    expect(lineOf(good, 'freshness', 'orders')).toMatchObject({ status: 'ok', values: { age_days: 14, limit_days: 30 } })
    expect(lineOf(bad, 'freshness', 'orders').status).toBe('ok')
    const { lines, code } = await readChecklist(house, 'weekly', '--as-of', '2026-02-05', '--monitor', 'orders')
    expect(lineOf(lines, 'freshness', 'orders')).toMatchObject({
      status: 'fail',
      values: { age_days: 31, source: 'leeway.yaml' },
    })
    expect(code).toBe(1)
    expect(lineOf(bad, 'freshness', 'silent')).toMatchObject({ status: 'not_applicable' })
  })

  it('Training data freshness: the age of the reference stands in where the training is not known, and only warns', async () => {
    house.config(CONFIG.replace('    retraining: {trained_at: 2026-01-05}\n', ''))
    try {
      const { lines } = await readChecklist(house, 'weekly', '--monitor', 'orders')
      expect(lineOf(lines, 'freshness', 'orders')).toMatchObject({ status: 'warn', values: { source: 'reference' } })
      expect(lineOf(lines, 'freshness', 'orders').evidence).toContain('the reference ends 42 days ago')
    } finally {
      house.config(CONFIG)
    }
  })

  it('Alert review and tuning: counts what fired, and waits for a person', () => {
    const line = lineOf(good, 'alerts', 'silent')
    expect(line).toMatchObject({ status: 'ok', values: { fired: 0, noisy: [] } })
    const fired = lineOf(bad, 'alerts', 'orders')
    expect(fired.values.fired).toBeGreaterThan(7)
    expect(fired.values.checks.map((c: { check: string }) => c.check)).toContain('drift')
    const person = bad.find((l) => l.by_person)
    expect(person).toMatchObject({ id: 'alerts', status: 'todo', monitor: null, command: 'leeway checklist tick weekly alerts' })
  })
})

describe('alert review', () => {
  it('names a check as noisy that people call wrong, with a limit that would have been quiet', async () => {
    const other = await createMonths()
    try {
      const { out } = await other.leeway([
        'export',
        'findings',
        '--where',
        `"check" = 'drift' and slice_key is null and model_id is null and status = 'fail' and column_name = 'amount'`,
      ])
      const drift: readonly { readonly id: string; readonly column_name: string }[] = JSON.parse(out)
      const before = await readChecklist(other, 'weekly', '--monitor', 'orders')
      for (const { id } of drift.slice(0, 5)) await other.leeway(['feedback', 'add', id, '--wrong', '--by', 'ada', '--acted'])
      const { lines } = await readChecklist(other, 'weekly', '--monitor', 'orders')
      const line = lineOf(lines, 'alerts', 'orders')
      expect(line.status).toBe('warn')
      expect(line.values).toMatchObject({ judged: 5, right: 0, precision: 0, acted: 5 })
      expect(line.values.noisy.map((n: { check: string; why: string }) => [n.check, n.why])).toContainEqual([
        'drift',
        'imprecise',
      ])
      expect(line.evidence).toMatch(/noisy since 2026-01-05: drift .*amount/)
      const first = lineOf(before.lines, 'alerts', 'orders')
      expect(first.values.noisy.every((n: { why: string }) => n.why === 'ignored')).toBe(true)
      // Called right, it is noisy no more.
      for (const { id } of drift.slice(0, 5)) await other.leeway(['feedback', 'add', id, '--right', '--by', 'ada'])
      const after = lineOf((await readChecklist(other, 'weekly', '--monitor', 'orders')).lines, 'alerts', 'orders')
      expect(after.values.noisy.map((n: { check: string }) => n.check)).not.toContain('drift')
    } finally {
      other.remove()
    }
  })
})

describe('the monthly checklist', () => {
  let january: readonly JsonLine[]
  beforeAll(async () => {
    const { lines, code } = await readChecklist(house, 'monthly')
    expect(code).toBe(1)
    january = lines
  })

  it('looks at the newest complete month, and has the lines of the document', () => {
    expect([...new Set(january.map(({ line }) => line))]).toEqual([
      'Full model performance audit',
      'Retraining decision review',
      'Monitoring threshold tuning',
      'Documentation updates',
    ])
    expect(january[0]!.looked_at).toEqual({ start: '2026-01-01T00:00:00.000Z', end: '2026-02-01T00:00:00.000Z' })
  })

  it('Full model performance audit: every metric, each version and the worst slices, against the reference', async () => {
    const line = lineOf(january, 'audit', 'orders')
    expect(line.status).toBe('fail')
    const metrics = new Map(line.values.metrics.map((m: { metric: string }) => [m.metric, m]))
    for (const metric of [
      'accuracy_score',
      'precision.one_vs_all.1',
      'recall.one_vs_all.1',
      'matthews_correlation',
      'cohen_kappa',
    ])
      expect([...metrics.keys()]).toContain(metric)
    const [row] = await house.sql(`select avg(case when label = predicted then 1.0 else 0 end) as x from 'orders.parquet'
      where scored_at >= '2026-01-01' and scored_at < '2026-02-01'`)
    expect((metrics.get('accuracy_score') as { value: number }).value).toBeCloseTo(row!['x'] as number, 12)
    const versions = line.values.model_versions.filter((v: { metric: string }) => v.metric === 'accuracy_score')
    expect(versions.map((v: { model_id: string; status: string }) => [v.model_id, v.status])).toEqual([
      ['v1', 'ok'],
      ['v2', 'fail'],
    ])
    expect(line.values.worst_slices.length).toBeGreaterThan(0)
    expect(line.values.worst_slices[0]).toMatchObject({ slice_key: 'region', status: 'fail' })
  })

  it('Full model performance audit: passes in a month that was as good as the reference', async () => {
    const { lines } = await readChecklist(house, 'monthly', '--as-of', '2026-01-05', '--monitor', 'orders')
    expect(lineOf(lines, 'audit', 'orders')).toMatchObject({ status: 'ok', looked_at: { start: '2025-12-01T00:00:00.000Z' } })
  })

  it('Monitoring threshold tuning: values beside limits, and a limit that would have fired once', async () => {
    const line = lineOf(january, 'thresholds', 'orders')
    expect(line.status).toBe('warn')
    const of = (check: string) => line.values.checks.find((c: { check: string }) => c.check === check)
    // Of January's 31 days the last six were higher.
    const means = (
      await house.sql(`select avg(amount) as x from 'orders.parquet' where scored_at >= '2026-01-01' and scored_at < '2026-02-01'
        group by scored_at::date order by x desc`)
    ).map((row) => row['x'] as number)
    const [mean] = of('mean amount').limits
    expect(of('mean amount')).toMatchObject({
      windows: 31,
      windows_warned: 6,
      windows_failed: 0,
    })
    expect(of('mean amount').median).toBeCloseTo(means[15]!, 10)
    expect(of('mean amount').max).toBeCloseTo(means[0]!, 10)
    expect(mean).toMatchObject({ key: 'warn.above', current: 100, fired: 6, would_fire: means[0]! > mean.proposed ? 1 : 0 })
    expect(mean.proposed).toBeGreaterThanOrEqual(means[1]!)
    expect(mean.proposed - means[1]!).toBeLessThan(1)
    expect(line.evidence).toContain(`mean amount: warn.above from 100 to ${mean.proposed}`)
    expect(of('rate limits')).toMatchObject({
      windows_failed: 0,
      limits: [{ key: 'fail.above', current: 0.15, fired: 0, proposed: null, would_fire: 0 }],
    })
    // The move is so large that a limit beyond it would watch nothing.
    expect(of('drift')).toMatchObject({ windows: 31, windows_failed: 6 })
    expect(of('drift').limits.every((l: { proposed: number | null }) => l.proposed === null)).toBe(true)
    expect(lineOf(january, 'thresholds', 'silent').status).toBe('ok')
  })

  it('Monitoring threshold tuning: proposes nothing for a check whose alerts people called right', async () => {
    const { out } = await house.leeway([
      'export',
      'findings',
      '--where',
      `"check" = 'mean amount' and status = 'warn' and model_id is null`,
    ])
    const [alert] = JSON.parse(out)
    await house.leeway(['feedback', 'add', alert.id, '--right', '--by', 'ada'])
    const line = lineOf((await readChecklist(house, 'monthly')).lines, 'thresholds', 'orders')
    expect(line.status).toBe('ok')
    expect(line.evidence).toContain('kept, because people called it right: mean amount (1 of 1)')
  })

  it('Monitoring threshold tuning: a larger budget proposes nothing', async () => {
    const { lines } = await readChecklist(house, 'monthly', '--alert-budget', '31')
    expect(lineOf(lines, 'thresholds', 'orders')).toMatchObject({ status: 'ok', values: { budget: 31 } })
  })

  it('Documentation updates: passes when all is there and fresh; names what is missing, lost or old', async () => {
    expect(lineOf(january, 'documentation', 'orders')).toMatchObject({ status: 'ok', values: { age_days: 93, missing: [] } })
    const silent = lineOf(january, 'documentation', 'silent')
    expect(silent.status).toBe('fail')
    expect(silent.evidence).toContain('lacks description')
    expect(silent.evidence).toContain('the runbook lost.md is not there')
    expect(silent.evidence).toMatch(/last updated \d+ days ago, more than 180/)
    expect(lineOf(january, 'documentation', 'weekday').evidence).toMatch(
      /lacks owner, description, runbook, updated \(leeway\.yaml:\d+:\d+\)/,
    )
  })

  describe('Retraining decision review', () => {
    const decide = async (
      shouldRetrain: boolean,
      urgency: 'HIGH' | 'NORMAL',
      asOf: string,
      id = 'd1',
      blockedBy: string | null = null,
    ) => {
      const store = await openStore(house.path('.leeway/store.duckdb'))
      try {
        await store.journal.recordDecision({
          id,
          monitor: 'orders',
          decidedAtUs: us('2026-02-02T00:00:00Z'),
          asOfUs: us(asOf),
          shouldRetrain,
          urgency,
          reasons: shouldRetrain ? ['Accuracy dropped by 20.0% (> 5%)'] : [],
          actions: ['webhook'],
          triggers: [],
          blockedBy,
        })
      } finally {
        await store.close()
      }
    }
    const act = async (status: 'done' | 'failed', decisionId = 'd1') => {
      const store = await openStore(house.path('.leeway/store.duckdb'))
      try {
        await store.journal.recordActionRun({
          id: `${decisionId} webhook`,
          decisionId,
          monitor: 'orders',
          action: 'webhook',
          status,
          attempts: 1,
          firstAtUs: us('2026-02-02T00:00:00Z'),
          lastAtUs: us('2026-02-02T00:00:00Z'),
          answer: null,
        })
      } finally {
        await store.close()
      }
    }
    const review = async (): Promise<JsonLine> => lineOf((await readChecklist(house, 'monthly')).lines, 'retraining', 'orders')

    it('warns where nothing was decided though retraining is configured, and says whether the new version is better', () => {
      const line = lineOf(january, 'retraining', 'orders')
      expect(line).toMatchObject({ status: 'warn', evidence: expect.stringContaining('no decision was recorded') })
      expect(line.values.last_retraining).toMatchObject({
        from_version: 'v1',
        to_version: 'v2',
        at: '2026-01-12T00:00:00.000Z',
        verdict: 'worse',
      })
      expect(line.evidence).toMatch(/of version v2 since 2026-01-12, before .*: WORSE by /)
      expect(lineOf(january, 'retraining', 'silent').status).toBe('not_applicable')
    })

    it('passes when nothing was advised, fails on urgent advice that nobody followed, passes when an action was done', async () => {
      // Without the version and the time of training no retraining is known that could have made things worse.
      house.config(CONFIG.replace('    model_id: version\n', '').replace('{trained_at: 2026-01-05}', '{cooldown: 7 days}'))
      try {
        await decide(false, 'NORMAL', '2026-01-30T00:00:00Z')
        expect(await review()).toMatchObject({ status: 'ok', evidence: expect.stringContaining('none advised') })
        await decide(true, 'HIGH', '2026-01-30T00:00:00Z')
        const open = await review()
        expect(open).toMatchObject({
          status: 'fail',
          evidence: expect.stringContaining('not followed: Accuracy dropped by 20.0%'),
        })
        expect(open.values.decisions[0]).toMatchObject({ should_retrain: true, urgency: 'HIGH', followed: false })
        await act('done')
        expect(await review()).toMatchObject({ status: 'ok', evidence: expect.stringContaining('1 followed') })
        // The same advice a day later asks for what is under way; a month earlier it was answered.
        await decide(true, 'HIGH', '2026-01-31T00:00:00Z', 'd3')
        await decide(true, 'HIGH', '2026-01-02T00:00:00Z', 'd4')
        expect(await review()).toMatchObject({ status: 'ok', evidence: expect.stringContaining('3 followed') })
        await act('failed')
        expect(await review()).toMatchObject({ status: 'fail', evidence: expect.stringContaining('failed: webhook') })
      } finally {
        await decide(false, 'NORMAL', '2026-01-31T00:00:00Z', 'd3')
        await decide(false, 'NORMAL', '2026-01-02T00:00:00Z', 'd4')
        house.config(CONFIG)
      }
    })

    it('leaves out decisions of other months, and only warns of advice that waits for broken data', async () => {
      await decide(true, 'HIGH', '2026-02-01T12:00:00Z', 'd1')
      const ids = (line: JsonLine): readonly string[] => line.values.decisions.map((d: { id: string }) => d.id)
      expect(ids(await review())).not.toContain('d1')
      await decide(true, 'HIGH', '2026-01-29T00:00:00Z', 'd2', 'missing values in amount')
      expect(await review()).toMatchObject({ status: 'warn' })
    })

    it('counts a version that came after the advice as following it, and warns where it is worse', async () => {
      await decide(true, 'HIGH', '2026-01-10T00:00:00Z', 'd2')
      const line = await review()
      expect(line.values.decisions.find((d: { id: string }) => d.id === 'd2')).toMatchObject({ followed: true })
      expect(line).toMatchObject({ status: 'warn', evidence: expect.stringContaining('WORSE') })
    })
  })
})

describe('what is not known', () => {
  it('is an error with 3 where rows came that no run has computed, and a word about how to mend it', async () => {
    const other = await createMonths()
    try {
      await other.sql(`copy (select * from 'silent.parquet' union all
        select timestamp '2026-02-02 01:00' + interval 1 hour * i, 1.0 from range(10) t(i)) to '${other.path('next.parquet')}' (format parquet)`)
      other.config(CONFIG.replace('table: silent.parquet', 'table: next.parquet'))
      const { code, lines } = await readChecklist(other, 'daily', '--as-of', '2026-02-03', '--monitor', 'silent')
      expect(code).toBe(3)
      expect(lineOf(lines, 'predictions', 'silent').status).toBe('ok')
      expect(lineOf(lines, 'rates', 'silent')).toMatchObject({ status: 'error', command: 'leeway run' })
      expect(lineOf(lines, 'rates', 'silent').evidence).toContain('leeway run computes them')
    } finally {
      other.remove()
    }
  })

  it('is an error with 3 where a table cannot be read, and the other monitors are told all the same', async () => {
    const other = await createMonths()
    try {
      other.config(CONFIG.replace('table: silent.parquet', 'table: gone.parquet'))
      const { code, lines } = await readChecklist(other, 'daily')
      expect(code).toBe(3)
      expect(lineOf(lines, 'predictions', 'silent')).toMatchObject({ status: 'error', values: { code: 'TABLE_NOT_FOUND' } })
      expect(lineOf(lines, 'predictions', 'silent').evidence).toContain('gone.parquet')
      expect(lineOf(lines, 'volume', 'orders').status).toBe('fail')
    } finally {
      other.remove()
    }
  })

  it('is an error where the time of training was to be asked and could not be', async () => {
    house.config(CONFIG.replace('{trained_at: 2026-01-05}', `{trained_at: {query: "select 'never'"}}`))
    try {
      const { code, lines } = await readChecklist(house, 'weekly', '--monitor', 'orders')
      expect(code).toBe(3)
      expect(lineOf(lines, 'freshness', 'orders')).toMatchObject({ status: 'error' })
      expect(lineOf(lines, 'freshness', 'orders').evidence).toContain('"never", which is not a time')
    } finally {
      house.config(CONFIG)
    }
  })

  it('is refused with 2 where nothing has run yet', async () => {
    const { createCliFolder } = await import('../cli/fixture.ts')
    const { writeMonths } = await import('./fixture.ts')
    const other = createCliFolder()
    try {
      await writeMonths(other)
      const { code, err } = await other.leeway(['checklist', 'daily'])
      expect(code).toBe(2)
      expect(err).toContain('nothing has been recorded yet')
    } finally {
      other.remove()
    }
  })
})
