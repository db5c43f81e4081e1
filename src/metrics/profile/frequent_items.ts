import { mostFrequent } from '../category-items.ts'
import { BY_VALUE } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'

const MOST = 100

export const frequentItems = defineMetric({
  id: 'frequent_items',
  title: 'Frequent values',
  answers: 'Which values occur most often, and how often?',
  formula: 'the 100 most frequent values as text with their exact counts, most frequent first, ties by value.',
  kind: 'profile',
  appliesTo: BY_VALUE,
  type: 'array<struct<item:string,count:bigint>>',
  unit: 'rows',
  range: [0, null],
  better: 'neither',
  source: 'Lakehouse Monitoring profile table; equals pandas.Series.value_counts().head(100)',
  needs: ['categories'],
  sample: 'values',
  compute: ({ state }) => state.categories && mostFrequent(state.categories, MOST).map(({ item, count }) => ({ item, count })),
})
