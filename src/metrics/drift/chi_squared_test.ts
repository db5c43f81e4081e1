import { chiSquaredContingency } from '../../stats/chi-squared-contingency.ts'
import { BY_VALUE } from '../column-kinds.ts'
import { overCategories } from '../comparison.ts'
import { defineMetric } from '../define-metric.ts'
import { noValue } from '../no-value.ts'

export const chiSquaredTest = defineMetric({
  id: 'chi_squared_test',
  title: 'Chi-squared test',
  answers: 'How often would chance alone make the shares of the categories differ this much?',
  formula:
    "Pearson's test of the 2 x K contingency table, with Yates' correction at 2 x 2 only; null when fewer than two categories occur. Over all categories where both sides have at most 100, else over the frozen 100 most frequent and one for all others.",
  kind: 'drift',
  appliesTo: BY_VALUE,
  type: 'struct<statistic:double,pvalue:double>',
  unit: 'none',
  range: [0, null],
  better: 'lower',
  source:
    'Lakehouse Monitoring drift table; Pearson (1900), 10.1080/14786440009463897; Yates (1934), 10.2307/2983604; ' +
    'equals scipy.stats.chi2_contingency',
  needs: ['categories'],
  sample: 'values',
  main: 'statistic',
  fields: ['statistic', 'pvalue'],
  compute: (input) =>
    overCategories(input, ({ reference, current }) => {
      const test = chiSquaredContingency(reference, current)
      return test ? { statistic: test.statistic, pvalue: test.pValue } : noValue('constant')
    }),
})
