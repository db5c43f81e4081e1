import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compareShares } from '../../src/stats/compare-shares.ts'
import { createRetrainingFolder, type Json, type RetrainingFolder, ROWS } from './fixture.ts'

let house: RetrainingFolder
beforeAll(async () => {
  house = await createRetrainingFolder()
})
afterAll(() => house.remove())

const decided = async (): Promise<Json> => house.json(['decide', '--as-of', '2026-02-01'])

/** Version v2 began on the 24th; on the last five days, all of v2, the model is wrong more often. */
describe('was the last retraining worth it', () => {
  it('compares the versions by their own rows, with sample sizes and a test', async () => {
    house.monitor('model_id: version')
    await house.leeway(['run'])
    const last = (await decided())['last_retraining'] as Json
    const [truth] = await house.sql(`select count(*) filter (version = 'v1') as n1, count(*) filter (version = 'v2') as n2,
      count(*) filter (version = 'v1' and predicted = label) as k1, count(*) filter (version = 'v2' and predicted = label) as k2
      from (${ROWS})`)
    const [n1, n2, k1, k2] = ['n1', 'n2', 'k1', 'k2'].map((name) => Number(truth![name])) as [number, number, number, number]
    expect(last).toMatchObject({
      from_version: 'v1',
      to_version: 'v2',
      known_by: 'model_id',
      at: '2026-01-24T00:00:00.000Z',
      metric: 'accuracy_score',
      before: { n: n1, windows: 12, start: '2026-01-12T00:00:00.000Z', end: '2026-01-24T00:00:00.000Z' },
      after: { n: n2, windows: 8 },
      verdict: 'worse',
    })
    expect((last['before'] as Json)['value']).toBeCloseTo(k1 / n1, 12)
    expect((last['after'] as Json)['value']).toBeCloseTo(k2 / n2, 12)
    const { pValue } = compareShares({ successes: k1, rows: n1 }, { successes: k2, rows: n2 })
    expect(last['p_value']).toBeCloseTo(pValue, 12)
    expect(last['sentence']).toMatch(/of version v2 since 2026-01-24.*WORSE by .* points, more than chance explains/)
    expect((await house.leeway(['decide', '--as-of', '2026-02-01'])).out.replaceAll(/\s+/g, ' ')).toContain(
      'since the last retraining: accuracy',
    )
  })

  it('knows the time of training where there is no model id', async () => {
    house.monitor('retraining: {trained_at: 2026-01-18}')
    await house.leeway(['run'])
    const early = (await house.json(['decide', '--as-of', '2026-01-26']))['last_retraining'] as Json
    expect(early).toMatchObject({
      from_version: null,
      known_by: 'trained_at',
      at: '2026-01-18T00:00:00.000Z',
      before: { n: 1200, windows: 6 },
      after: { n: 1600, windows: 8 },
      verdict: 'no_difference',
    })
    house.monitor('retraining: {trained_at: 2025-12-18}')
    expect((await decided())['last_retraining']).toBeNull()
  })

  it('without labels compares the drift of the prediction', async () => {
    house.config(`version: 1
project: p
monitors:
  model:
    type: inference
    table: scored.parquet
    timestamp: scored_at
    problem: regression
    prediction: score
    features: [f1]
    reference: {period: [2026-01-12, 2026-01-20]}
    retraining: {trained_at: 2026-01-27}
`)
    await house.leeway(['run'])
    const last = (await decided())['last_retraining'] as Json
    expect(last).toMatchObject({ metric: 'prediction_drift_score', before: { n: 15 }, after: { n: 5 }, verdict: 'worse' })
    expect(last['sentence']).toMatch(/^no labels on both sides; drift score of the prediction/)
  })

  it('of a regression compares the mean absolute error, whose rise is its loss of quality', async () => {
    house.config(`version: 1
project: p
monitors:
  model:
    type: inference
    table: scored.parquet
    timestamp: scored_at
    problem: regression
    prediction: score
    label: f4
    features: [f1]
    reference: {period: [2026-01-12, 2026-01-20]}
    retraining: {trained_at: 2026-01-27}
`)
    await house.leeway(['run'])
    const decision = await decided()
    const [truth] = await house.sql(`select avg(abs(score - f4)) filter (scored_at < timestamp '2026-01-20') as reference,
      avg(abs(score - f4)) filter (day = 19) as current, avg(abs(score - f4)) filter (bad) as after,
      avg(abs(score - f4)) filter (not bad) as before from (${ROWS})`)
    const rise = Number(truth!['current']) / Number(truth!['reference']) - 1
    const drop = (decision['triggers'] as readonly Json[]).find(({ trigger }) => trigger === 'performance_drop')!
    expect(drop['value']).toBeCloseTo(rise, 10)
    expect(drop).toMatchObject({ fired: true, evidence: { metric: 'mean_average_error', n_current: 200, n_reference: 1600 } })
    expect(decision['reasons']).toContain(`Mean absolute error rose by ${(rise * 100).toFixed(1)}% (> 5%)`)
    const last = decision['last_retraining'] as Json
    expect(last).toMatchObject({ metric: 'mean_average_error', verdict: 'worse', before: { n: 3000 }, after: { n: 1000 } })
    expect((last['before'] as Json)['value']).toBeCloseTo(Number(truth!['before']), 10)
    expect((last['after'] as Json)['value']).toBeCloseTo(Number(truth!['after']), 10)
  })
})
