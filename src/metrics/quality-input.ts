import type { QualityState } from '../aggregates/states.ts'
import type { OutcomeValues } from '../config/project.ts'
import type { TableInput } from './inputs.ts'

/** What quality metrics are computed from where only the states of the predictions' quality are at hand: windows pooled after the run. */
export const qualityInput = (rows: number, quality: QualityState, outcomeValues: OutcomeValues | null): TableInput => ({
  rows,
  columns: [],
  quality,
  ...(quality.labels ? { labels: { state: quality.labels, joined: true, provisional: null } } : {}),
  ...(outcomeValues ? { outcomeValues } : {}),
})
