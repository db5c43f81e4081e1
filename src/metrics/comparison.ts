import { type BinCounts, coarseCounts } from './bin-counts.ts'
import { type CategoryCounts, categoryCounts } from './category-counts.ts'
import type { MetricResult } from './define-metric.ts'
import type { DriftInput } from './inputs.ts'
import { NoValue, noValue } from './no-value.ts'

/** Applies a distance to the categories of both sides, or passes on why there is none. */
export function overCategories(input: DriftInput, distance: (counts: CategoryCounts) => MetricResult): MetricResult {
  const counts = categoryCounts(input)
  return counts === undefined || counts instanceof NoValue ? counts : distance(counts)
}

/** Applies a distance to the frozen equal-mass bins of both sides, or passes on why there is none. */
export function overBins(input: DriftInput, distance: (counts: BinCounts) => MetricResult): MetricResult {
  const counts = coarseCounts(input)
  return counts === undefined || counts instanceof NoValue ? counts : distance(counts)
}

/** Over bins for numbers, over categories for the rest. */
export const overEither = (input: DriftInput, distance: (counts: BinCounts | CategoryCounts) => MetricResult): MetricResult =>
  input.column.kind === 'numeric' ? overBins(input, distance) : overCategories(input, distance)

/** current - reference of a profile metric. A side without a value gives its reason, the current one first. */
export function delta(current: MetricResult, reference: MetricResult): MetricResult {
  if (current instanceof NoValue) return current
  if (reference instanceof NoValue) return noValue('reference_empty')
  return typeof current === 'number' && typeof reference === 'number' ? current - reference : undefined
}
