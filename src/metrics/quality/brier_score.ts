import { defineMetric } from '../define-metric.ts'
import { NoValue, noValue } from '../no-value.ts'
import { scoresOf } from '../quality-states.ts'

export const brierScore = defineMetric({
  id: 'brier_score',
  title: 'Brier score',
  answers: 'How far are the probabilities from what came true?',
  formula: 'one probability column: mean (p - y)^2; two classes with a column each: their mean; more: summed over the classes.',
  kind: 'quality',
  problem: 'classification',
  type: 'double',
  unit: 'none',
  range: [0, 2],
  better: 'lower',
  source: 'Brier (1950); equals sklearn.metrics.brier_score_loss',
  needs: ['scores'],
  sample: 'labelled',
  compute: ({ scores }) => {
    if (!scores || scores.size === 0) return undefined
    let sum = 0
    for (const state of scores.values()) {
      const metrics = scoresOf(state)
      if (metrics instanceof NoValue) return metrics
      sum += metrics.brier
    }
    if (!Number.isFinite(sum)) return noValue('probability_range')
    return scores.size === 2 ? sum / 2 : sum
  },
})
