import { defineMetric } from '../define-metric.ts'

export const qualityProvisional = defineMetric({
  id: 'quality_provisional',
  title: 'Quality is provisional',
  answers: 'May outcomes still come that change the quality of this window?',
  formula: '1 until `mature_after` has passed since the end of the window, then 0; 0 without `mature_after`. Only with `labels`.',
  kind: 'quality',
  problem: 'both',
  type: 'int',
  unit: 'none',
  range: [0, 1],
  better: 'neither',
  source: 'definition in this file',
  needs: ['labels'],
  sample: 'rows',
  compute: (_, { labels }) => (labels?.provisional == null ? undefined : Number(labels.provisional)),
})
