import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { textWidth } from '../../src/cli/render/text-width.ts'
import { shouldRetrain } from '../../src/retraining/should-retrain.ts'
import { isPlain } from '../cli/fixture.ts'
import { createRetrainingFolder, type Json, type RetrainingFolder, ROWS } from './fixture.ts'

let house: RetrainingFolder
beforeAll(async () => {
  house = await createRetrainingFolder()
  house.monitor('')
  await house.leeway(['run'])
})
afterAll(() => house.remove())

const fits = (text: string): void => {
  for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(80)
}
const triggerOf = (decision: Json, name: string): Json =>
  (decision['triggers'] as readonly Json[]).find(({ trigger }) => trigger === name)!

describe('leeway decide', () => {
  it("computes the document's inputs as SQL does, and reaches its decision", async () => {
    house.monitor('retraining: {trained_at: 2025-12-18}')
    const decision = await house.json(['decide', '--as-of', '2026-02-01'])
    expect(decision.code).toBe(0)
    const [truth] = await house.sql(`with r as (${ROWS}), before as (select * from r where scored_at < timestamp '2026-01-20'),
        now as (select * from r where day = 19)
      select abs(avg(n.predicted) - b.mean) / b.sd as score, b.accuracy - avg((n.predicted = n.label)::int) as drop
      from now n, (select avg(predicted) as mean, stddev(predicted) as sd, avg((predicted = label)::int) as accuracy from before) b
      group by b.mean, b.sd, b.accuracy`)
    const inputs = decision['inputs'] as Record<string, number>
    expect(inputs['prediction_drift_score']).toBeCloseTo(Number(truth!['score']), 10)
    expect(inputs['accuracy_drop']).toBeCloseTo(Number(truth!['drop']), 10)
    expect(inputs['feature_drift_count']).toBe(3)
    expect(inputs['days_since_training']).toBe(45)
    const document = shouldRetrain(
      inputs['prediction_drift_score']!,
      inputs['feature_drift_count']!,
      inputs['days_since_training']!,
      inputs['accuracy_drop']!,
    )
    // What differs in the label's distribution is the document's fifth trigger, which its function does not have.
    expect(triggerOf(decision, 'concept_drift')).toMatchObject({ fired: false })
    expect(decision).toMatchObject({ ...document, should_retrain: true, urgency: 'HIGH', blocked_by: null })
    expect(decision['reasons']).toContain('3 features show significant drift')
    expect(decision['reasons']).toContain('Model is 45 days old (> 30)')
  })

  it('gives each trigger its window, sample sizes, findings and the names of what drifted', async () => {
    house.monitor('')
    const decision = await house.json(['decide', '--as-of', '2026-02-01'])
    expect(decision).toMatchObject({
      monitor: 'model',
      judged: { granularity: '1 day', start: '2026-01-31T00:00:00.000Z', end: '2026-02-01T00:00:00.000Z' },
    })
    expect(
      (decision['triggers'] as readonly Json[]).map(({ trigger, threshold, action }) => [trigger, threshold, action]),
    ).toEqual([
      ['prediction_drift', 2, 'Alert + schedule retrain'],
      ['feature_drift', 3, 'Investigate + retrain'],
      ['concept_drift', 0.05, 'Mandatory retrain'],
      ['age', 30, 'Scheduled retrain'],
      ['performance_drop', 0.05, 'Mandatory retrain'],
    ])
    const drifted = triggerOf(decision, 'feature_drift')['evidence'] as { features: readonly Json[] }
    expect(drifted.features.map((feature) => feature['column_name']).toSorted()).toEqual(['f1', 'f2', 'f3'])
    const findings = await house.rows('findings')
    for (const { finding_id, column_name, n_current } of drifted.features) {
      expect(n_current).toBe(200)
      expect(findings.find(({ id }) => id === finding_id)).toMatchObject({ column_name, status: 'fail', theme: 'feature' })
    }
    expect(triggerOf(decision, 'performance_drop')['evidence']).toMatchObject({
      metric: 'accuracy_score',
      n_current: 200,
      n_reference: 1600,
      label_coverage: 1,
      window: { start: '2026-01-31T00:00:00.000Z', end: '2026-02-01T00:00:00.000Z' },
    })
  })

  it('counts nothing as 0 that is not known: it says why, and how to get it', async () => {
    house.config(
      house
        .read('leeway.yaml')
        .replace(/ {4}label: label\n/, '')
        .replace(/ {4}reference: .*\n/, ''),
    )
    const decision = await house.json(['decide'])
    for (const name of ['prediction_drift', 'feature_drift', 'concept_drift', 'age', 'performance_drop']) {
      const { value, fired, unknown } = triggerOf(decision, name)
      expect({ value, fired }).toEqual({ value: null, fired: false })
      expect(unknown).toMatchObject({ reason: expect.stringMatching(/./), mend: expect.stringMatching(/./) })
    }
    expect(decision).toMatchObject({ should_retrain: false, reasons: [], urgency: 'NORMAL' })
    expect(decision['inputs']).toEqual({
      prediction_drift_score: null,
      feature_drift_count: null,
      days_since_training: null,
      accuracy_drop: null,
      concept_drift_p_value: null,
    })
    const { out } = await house.leeway(['decide'])
    expect(out.replaceAll(/\s+/g, ' ')).toContain(
      '? Age (above 30 days): when the model was trained is not known; set `retraining.trained_at`',
    )
    expect(out).toContain('Not to be retrained.')
  })

  it('takes the limits of the configuration', async () => {
    house.monitor(`retraining:
  trained_at: 2026-01-30
  triggers: {prediction_drift: {sigmas: 3}, feature_drift: {features: 4}, age: {days: 1}, performance_drop: {drop: 0.5}}`)
    const decision = await house.json(['decide', '--as-of', '2026-02-01'])
    expect(decision['reasons']).toEqual(['Model is 2 days old (> 1)'])
    expect(triggerOf(decision, 'feature_drift')).toMatchObject({ value: 3, threshold: 4, fired: false })
    expect(triggerOf(decision, 'performance_drop')).toMatchObject({ crossed: false, fired: false })
  })

  it('under calibrated leaves out what chance explains and says so; under classic the number alone decides', async () => {
    const own = await createRetrainingFolder()
    try {
      const limits = 'retraining: {triggers: {prediction_drift: {sigmas: 0.001}}}'
      own.monitor(limits)
      await own.leeway(['run'])
      const calm = triggerOf(await own.json(['decide', '--as-of', '2026-01-21']), 'prediction_drift')
      expect(calm).toMatchObject({ crossed: true, fired: false, reason: null, evidence: { explained_by_chance: true } })
      expect(calm['sentence']).toMatch(/no more than chance explains/)
      own.monitor(`${limits}\npolicy: classic`)
      await own.leeway(['run', '--full'])
      const fixed = await own.json(['decide', '--as-of', '2026-01-21'])
      expect(triggerOf(fixed, 'prediction_drift')).toMatchObject({ crossed: true, fired: true })
      expect(triggerOf(fixed, 'prediction_drift')['value']).toBe(calm['value'])
      // The classic rule counts features whose mean lies more than two standard deviations away.
      const late = await own.json(['decide', '--as-of', '2026-02-01'])
      expect(triggerOf(late, 'feature_drift')).toMatchObject({ value: 3, evidence: { policy: 'classic', features_judged: 4 } })
    } finally {
      own.remove()
    }
  })

  it('looks only at windows that had ended by the as-of time', async () => {
    house.monitor('')
    const decision = await house.json(['decide', '--as-of', '2026-01-25T12:00:00Z'])
    expect(decision['judged']).toMatchObject({ start: '2026-01-24T00:00:00.000Z' })
    expect(decision).toMatchObject({ should_retrain: false, urgency: 'NORMAL' })
    const before = await house.json(['decide', '--as-of', '2026-01-01'])
    expect(before['judged']).toBeNull()
    expect(triggerOf(before, 'prediction_drift')['unknown']).toMatchObject({
      reason: expect.stringContaining('nothing has been computed'),
    })
  })

  it('records one decision a day and window: deciding again replaces it', async () => {
    house.monitor('')
    const first = await house.json(['decide', '--as-of', '2026-02-01T01:00:00Z'])
    const same = await house.json(['decide', '--as-of', '2026-02-01T05:00:00Z'])
    const later = await house.json(['decide', '--as-of', '2026-02-02T05:00:00Z'])
    expect(same['decision_id']).toBe(first['decision_id'])
    expect(later['decision_id']).not.toBe(first['decision_id'])
    const recorded = (await house.rows('decisions')).filter(({ id }) => id === first['decision_id'])
    expect(recorded).toHaveLength(1)
    expect(recorded[0]).toMatchObject({
      monitor: 'model',
      should_retrain: true,
      urgency: 'HIGH',
      reasons: same['reasons'],
      triggers: same['triggers'],
    })
  })

  it('asks a query for the time of training, and says what is wrong with its answer', async () => {
    const ask = async (query: string): Promise<Json> => {
      house.monitor(`retraining: {trained_at: {query: ${JSON.stringify(query)}}}`)
      return triggerOf(await house.json(['decide', '--as-of', '2026-02-01']), 'age')
    }
    expect(await ask("select max(scored_at) - interval 40 day as t from 'scored.parquet'")).toMatchObject({
      value: 41,
      fired: true,
    })
    expect(await ask("select date '2026-01-31', 'more'; ")).toMatchObject({ value: 1, fired: false })
    expect(await ask("select scored_at from 'scored.parquet' where false")).toMatchObject({
      value: null,
      unknown: { reason: 'the query of the training time gives no value' },
    })
    expect(await ask("select scored_at from 'scored.parquet'")).toMatchObject({
      unknown: { reason: expect.stringContaining('several rows') },
    })
    expect(await ask("select 'yesterday'")).toMatchObject({
      unknown: { reason: expect.stringContaining('"yesterday", which is not a time') },
    })
    expect(await ask('select no_such_column from nowhere')).toMatchObject({
      value: null,
      unknown: { reason: expect.stringContaining('could not be asked') },
    })
  })

  it('sums several monitors up, and leaves feature tables out', async () => {
    house.monitor(
      'retraining: {trained_at: 2025-12-01}',
      `  other:
    type: inference
    table: scored.parquet
    timestamp: scored_at
    prediction: score
    problem: regression
    features: [f4]
  features:
    type: time_series
    table: scored.parquet
    timestamp: scored_at
`,
    )
    const both = await house.json(['decide', '--as-of', '2026-02-01'])
    expect((both['monitors'] as readonly Json[]).map(({ monitor }) => monitor)).toEqual(['model', 'other'])
    expect(both).toMatchObject({ should_retrain: true, urgency: 'HIGH' })
    expect(both['reasons']).toContain('model: Model is 62 days old (> 30)')
    const one = await house.json(['decide', '--as-of', '2026-02-01', '--monitor', 'other'])
    expect(one).toMatchObject({ monitor: 'other', should_retrain: false, reasons: [] })
    expect(triggerOf(one, 'prediction_drift')['unknown']).toMatchObject({ reason: 'nothing has been computed of other' })
    expect((await house.leeway(['decide', '--monitor', 'nobody'])).code).toBe(2)
  })

  it('tells people in plain text of at most 80 columns', async () => {
    house.monitor('retraining: {trained_at: 2025-12-18, actions: [{webhook: "https://example.com/retrain"}]}')
    const { out, code } = await house.leeway(['decide', '--as-of', '2026-02-01'])
    expect(code).toBe(0)
    fits(out)
    expect(isPlain(out)).toBe(true)
    expect(out).toMatch(/^model {2}RETRAIN, urgency HIGH$/m)
    expect(out).toMatch(/^ {2}FIRED {2}Feature drift \(3 or more\): 3 of 4 features drifted/m)
    expect(out).toMatch(/^ {2}would {2}POST the decision to https:\/\/example.com\/retrain$/m)
    expect(out.trimEnd().split('\n').at(-1)).toBe('To be retrained.')
  })

  it('says that nothing has been recorded, and what records it', async () => {
    house.config(house.read('leeway.yaml').replace('version: 1', 'version: 1\nstore: elsewhere.duckdb'))
    const { code, err } = await house.leeway(['decide'])
    expect(code).toBe(2)
    expect(err).toContain('leeway run')
  })
})

describe('broken data', () => {
  it('is named first, and nothing is advised until it is mended', async () => {
    const broken = await createRetrainingFolder()
    try {
      await broken.sql(
        `copy (select * exclude (day, bad) replace (case when day >= 18 and hash(f2) % 4 > 0 then null else f2 end as f2) from (${ROWS}))
         to '${broken.path('scored.parquet')}' (format parquet)`,
      )
      broken.monitor('retraining: {trained_at: 2025-12-01, actions: [{webhook: "http://127.0.0.1:9/"}]}')
      await broken.leeway(['run'])
      const decision = await broken.json(['decide', '--execute', '--as-of', '2026-02-01'])
      expect(decision).toMatchObject({ code: 0, should_retrain: false, urgency: 'HIGH' })
      expect(decision['blocked_by']).toMatch(/f2/)
      expect(decision['reasons']).toContain('Model is 62 days old (> 30)')
      expect((decision['broken_data'] as readonly Json[])[0]).toMatchObject({ column_name: 'f2', blocks: true })
      expect(decision['actions']).toMatchObject([{ status: 'not_due' }])
      const { out } = await broken.leeway(['decide', '--as-of', '2026-02-01'])
      expect(out).toMatch(/^model {2}not yet: mend the data first$/m)
      expect(out.indexOf('BROKEN')).toBeLessThan(out.indexOf('FIRED'))
      fits(out)
      expect((await broken.rows('decisions'))[0]).toMatchObject({
        should_retrain: false,
        blocked_by: expect.stringContaining('f2'),
      })
    } finally {
      broken.remove()
    }
  })

  it('new values alone do not stand against it: they may be what the model has to learn', async () => {
    house.monitor('retraining: {trained_at: 2025-12-01}')
    const decision = await house.json(['decide', '--as-of', '2026-02-01'])
    const data = decision['broken_data'] as readonly Json[]
    expect(data.map(({ check, blocks }) => [check, blocks])).toContainEqual(['out_of_range', false])
    expect(decision).toMatchObject({ should_retrain: true, blocked_by: null })
  })
})

describe('leeway run', () => {
  it('decides at its end for monitors that say retraining, in one line and in JSON, and executes nothing', async () => {
    const own = await createRetrainingFolder()
    try {
      own.monitor('retraining: {trained_at: 2025-12-01, actions: [{webhook: "http://127.0.0.1:9/"}]}')
      const first = await own.json(['run'])
      expect(first['monitors']).toMatchObject([
        { monitor: 'model', decision: { should_retrain: true, urgency: 'HIGH', blocked_by: null } },
      ])
      expect(await own.rows('decisions')).toHaveLength(1)
      const { out } = await own.leeway(['run'])
      expect(out).toMatch(/^ {2}decide {2}retrain, urgency HIGH, 3 reasons: leeway decide --monitor model$/m)
      fits(out)
      own.monitor('')
      const silent = await own.json(['run'])
      expect(silent['monitors']).toMatchObject([{ decision: null }])
      expect((await own.leeway(['run'])).out).not.toContain('decide')
    } finally {
      own.remove()
    }
  })
})
