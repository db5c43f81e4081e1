import { defineMetric } from '../define-metric.ts'
import { perScoredClass } from '../quality-states.ts'

export const expectedCalibrationError = defineMetric({
  id: 'expected_calibration_error',
  title: 'Expected calibration error',
  answers: 'By how much do the probabilities miss the shares that came true?',
  formula: 'per class with a probability, sum over tenths of the score of |labels of the class - sum of scores| / rows.',
  kind: 'quality',
  problem: 'classification',
  type: 'struct<one_vs_all:map<string,double>,macro:double,weighted:double>',
  unit: 'share',
  range: [0, 1],
  better: 'lower',
  source: 'Naeini et al. (2015), 10.1609/aaai.v29i1.9602',
  needs: ['scores'],
  sample: 'labelled',
  main: 'macro',
  fields: ['macro', 'weighted'],
  compute: (state) => perScoredClass(state, (metrics) => metrics.expectedCalibrationError, 'no_class'),
})
