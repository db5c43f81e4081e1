/** Which metrics of a monitor rest on the label. */
import type { Monitor } from '../config/project.ts'
import { memoize } from './memoize.ts'
import { METRICS } from './registry.ts'

type Named = Pick<Monitor, 'label' | 'customMetrics'>

const BUILT_IN = METRICS.filter(({ kind }) => kind === 'quality' || kind === 'fairness').map(({ id }) => id)

/** Does the SQL name this column? Texts in quotes do not count, names in quotes do. */
export function namesColumn(sql: string, column: string): boolean {
  const escaped = column.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const name = new RegExp(`(?<![\\p{L}\\p{N}_$])${escaped}(?![\\p{L}\\p{N}_$])`, 'iu')
  return name.test(sql.replaceAll(/'(?:[^']|'')*'/g, "''"))
}

/** Does a custom aggregate read the label, on one of its columns? */
export const readsLabel = (definition: string, inputColumn: string, label: string | undefined): boolean =>
  label !== undefined && (inputColumn === label || /\{\{\s*label_col\s*\}\}/.test(definition) || namesColumn(definition, label))

/** Ids of quality and fairness metrics, and names of custom metrics that read the label or use one of these. */
export const labelMetrics = memoize((monitor: Named): ReadonlySet<string> => {
  const found = new Set(BUILT_IN)
  for (let before = -1; before < found.size; ) {
    before = found.size
    for (const { name, definition, inputColumns } of monitor.customMetrics) {
      const reads = inputColumns.some((column) => readsLabel(definition, column, monitor.label))
      if (reads || [...found].some((metric) => namesColumn(definition, metric))) found.add(name)
    }
  }
  return found
})
