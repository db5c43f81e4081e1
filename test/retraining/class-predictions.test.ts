import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRetrainingFolder, type Json, type RetrainingFolder, ROWS } from './fixture.ts'

let house: RetrainingFolder
beforeAll(async () => {
  house = await createRetrainingFolder()
  await house.sql(`copy (select scored_at, f1, f2, f3, case when predicted = 1 or bad then 'yes' else 'no' end as predicted,
    case when label = 1 or bad then 'yes' else 'no' end as label from (${ROWS})) to '${house.path('scored.parquet')}' (format parquet)`)
  house.config(`version: 1
project: p
monitors:
  model:
    type: inference
    table: scored.parquet
    timestamp: scored_at
    problem: classification
    prediction: predicted
    positive: "yes"
    label: label
    features: [f1, f2, f3]
    reference: {period: [2026-01-12, 2026-01-20]}
    policy: classic
`)
  await house.leeway(['run'])
})
afterAll(() => house.remove())

const triggerOf = (decision: Json, name: string): Json =>
  (decision['triggers'] as readonly Json[]).find(({ trigger }) => trigger === name)!

describe('predictions and labels that are classes', () => {
  it('drift by the share of a class: what the mean of 0 and 1 would give', async () => {
    const decision = await house.json(['decide', '--as-of', '2026-02-01'])
    const [truth] = await house.sql(`with r as (select *, (predicted = 'yes')::int as x from '${house.path('scored.parquet')}')
      select abs((select avg(x) from r where scored_at >= timestamp '2026-01-31') - avg(x)) / stddev(x) as score
      from r where scored_at < timestamp '2026-01-20'`)
    const drift = triggerOf(decision, 'prediction_drift')
    expect(drift['value']).toBeCloseTo(Number(truth!['score']), 10)
    expect(drift).toMatchObject({ evidence: { of: expect.stringMatching(/^share of (yes|no)$/) } })
  })

  it('are tested by chi-squared, as in the drift table, and a moved label is a mandatory retrain', async () => {
    const decision = await house.json(['decide', '--as-of', '2026-02-01'])
    const concept = triggerOf(decision, 'concept_drift')
    const row = (await house.rows('drift_metrics')).find(
      ({ column_name, drift_type, window }) =>
        column_name === 'label' && drift_type === 'BASELINE' && (window as Json)['start'] === '2026-01-31T00:00:00Z',
    )!
    const test = row['chi_squared_test'] as Json
    expect(concept).toMatchObject({
      value: test['pvalue'],
      fired: true,
      evidence: { test: 'chi-squared', statistic: test['statistic'] },
    })
    expect(decision['urgency']).toBe('HIGH')
    expect(decision['reasons']).toContainEqual(
      expect.stringMatching(/^Label distribution moved: chi-squared p-value .* < 0\.05$/),
    )
  })
})
