import { blockedBy } from '../bin-counts.ts'
import { totalOf } from '../category-items.ts'
import { BY_VALUE } from '../column-kinds.ts'
import { defineMetric } from '../define-metric.ts'
import { memoize } from '../memoize.ts'
import { noValue } from '../no-value.ts'

const asSet = memoize((values: readonly string[]) => new Set(values))

export const unseenCategories = defineMetric({
  id: 'unseen_categories',
  title: 'Unseen categories',
  answers: 'What share of the values never occurred in the reference?',
  formula:
    'rows whose value is not among the values of the reference / non-null rows. Where the window has more values than are listed by ' +
    'name, the listed ones decide, so the true share is at least this. Null when the reference has more than 10,000 values.',
  kind: 'drift',
  appliesTo: BY_VALUE,
  type: 'double',
  unit: 'share',
  range: [0, 1],
  better: 'lower',
  source: 'definition in this file; equals 1 - current.isin(reference.unique()).mean() in pandas',
  needs: ['categories'],
  sample: 'values',
  compute: (input) => {
    const blocked = blockedBy(input)
    if (blocked) return blocked
    const { categories } = input.current.state
    if (!categories) return undefined
    const reference = input.reference.state.categories
    const known = reference?.complete ? reference.items : input.frozen.knownValues && asSet(input.frozen.knownValues)
    if (!known) return noValue('too_many_categories')
    let unseen = 0
    for (const [name, count] of categories.items) if (!known.has(name)) unseen += count
    return unseen / totalOf(categories)
  },
})
