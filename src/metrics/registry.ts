/** The metrics by what they are asked for: looked up once, so that a row costs no search. */
import type { ColumnKind } from '../core/columns.ts'
import { ALL_KINDS } from './column-kinds.ts'
import type { DriftMetric, FairnessMetric, Metric, ProfileMetric, QualityMetric } from './define-metric.ts'
import { METRICS } from './registry.generated.ts'

export { METRICS } from './registry.generated.ts'

const byId = new Map<string, Metric>(METRICS.map((metric) => [metric.id, metric]))

export const metricById = (id: string): Metric | undefined => byId.get(id)

export const PROFILE_METRICS: readonly ProfileMetric[] = METRICS.filter((metric) => metric.kind === 'profile')
export const DRIFT_METRICS: readonly DriftMetric[] = METRICS.filter((metric) => metric.kind === 'drift')
export const QUALITY_METRICS: readonly QualityMetric[] = METRICS.filter((metric) => metric.kind === 'quality')
export const FAIRNESS_METRICS: readonly FairnessMetric[] = METRICS.filter((metric) => metric.kind === 'fairness')

function byKind<M extends ProfileMetric | DriftMetric>(metrics: readonly M[]): ReadonlyMap<ColumnKind, readonly M[]> {
  return new Map(ALL_KINDS.map((kind) => [kind, metrics.filter((metric) => metric.appliesTo.includes(kind))]))
}

const profileByKind = byKind(PROFILE_METRICS)
const driftByKind = byKind(DRIFT_METRICS)

export const profileMetricsOf = (kind: ColumnKind): readonly ProfileMetric[] => profileByKind.get(kind) ?? []
export const driftMetricsOf = (kind: ColumnKind): readonly DriftMetric[] => driftByKind.get(kind) ?? []
