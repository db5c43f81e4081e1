import { defineMetric } from '../define-metric.ts'
import { differenceOfShares } from '../group-difference.ts'
import type { FairnessGroup } from '../inputs.ts'
import { confusionCells } from '../quality-states.ts'

/** Rows per predicted class: of all rows where they were counted, else of the labelled ones. */
function predictionsOf(group: FairnessGroup): ReadonlyMap<string, number> {
  if (group.predictions) return group.predictions
  const counts = new Map<string, number>()
  for (const { prediction, count } of confusionCells(group.confusion))
    counts.set(prediction, (counts.get(prediction) ?? 0) + count)
  return counts
}

export const statisticalParity = defineMetric({
  id: 'statistical_parity',
  title: 'Statistical parity',
  answers: 'Is a class predicted as often in one group as in the other?',
  formula:
    'per class, share of predictions where the slicing expression is true - share where it is false. Needs no label where the ' +
    'prediction column was counted by value; else over labelled rows.',
  kind: 'fairness',
  type: 'map<string,double>',
  unit: 'share',
  range: [-1, 1],
  better: 'neither',
  source: 'Lakehouse Monitoring fairness columns; Verma & Rubin (2018), 10.1145/3194770.3194776',
  needs: ['confusion'],
  sample: 'rows',
  compute: ({ groupTrue, groupFalse }) => differenceOfShares(predictionsOf(groupTrue), predictionsOf(groupFalse)),
})
