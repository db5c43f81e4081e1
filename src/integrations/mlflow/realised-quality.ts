/** How the versions of a model did in production: predictions that were labelled, pooled over all windows from the stored states. */
import { mergeQuality } from '../../aggregates/quality-state.ts'
import type { QualityState } from '../../aggregates/states.ts'
import type { Monitor } from '../../config/project.ts'
import { rootGranularity } from '../../core/granularity.ts'
import { WHOLE } from '../../core/window.ts'
import { buildTableRow } from '../../metrics/build-profile-row.ts'
import { knownMetric, numberAt } from '../../metrics/known-metrics.ts'
import type { Store, StoredSegment } from '../../store/store.ts'

export interface RealisedQuality {
  /** As the table of predictions writes it. */
  readonly modelId: string
  readonly rows: number
  readonly labelled: number
  /** Start of the first window with a prediction of this version, and end of the last. */
  readonly sinceUs: number
  readonly untilUs: number
  /**
   * `accuracy_score`, `f1_score` and `roc_auc_score` (of the positive class, else the mean of the classes), or the errors
   * of a regression; `value_per_prediction` where the monitor says what outcomes are worth.
   */
  readonly metrics: ReadonlyMap<string, number>
}

/** What is shown of each version, by the kind of problem. */
export const realisedMetrics = ({ problem, outcomeValues }: Monitor): readonly string[] =>
  problem === 'regression'
    ? ['root_mean_squared_error', 'mean_average_error']
    : ['accuracy_score', 'f1_score', 'roc_auc_score', ...(outcomeValues ? ['value_per_prediction'] : [])]

/**
 * @param versions of the registered model, as MLflow writes them: a model id is one of them as it is, or as `v12`, `model:12`,
 *   `model/12`, `models:/model/12`
 * @returns by version; one that never predicted is not in it
 */
export async function realisedQuality(
  store: Store,
  monitor: Monitor,
  model: string,
  versions: readonly string[],
): Promise<ReadonlyMap<string, RealisedQuality>> {
  if (monitor.modelId === undefined) return new Map()
  const granularity = (rootGranularity(monitor.granularities) ?? monitor.granularities[0])?.text ?? null
  const all = await store.segments(monitor.name, granularity, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, {
    unslicedOnly: true,
  })
  // A snapshot counts the same rows each time: the newest has them all.
  const newestUs = granularity === null ? Math.max(...all.map(({ window }) => window?.startUs ?? 0)) : null
  const known = new Set(versions)
  const byVersion = new Map<string, { modelId: string; segments: StoredSegment[] }>()
  for (const segment of all) {
    const { modelId } = segment.segment
    if (modelId === null || segment.window === null || (newestUs !== null && segment.window.startUs !== newestUs)) continue
    const version = versionOfModelId(modelId, model, known)
    if (version === null) continue
    const group = byVersion.get(version) ?? { modelId, segments: [] }
    group.segments.push(segment)
    byVersion.set(version, group)
  }
  return new Map([...byVersion].map(([version, { modelId, segments }]) => [version, pooled(monitor, modelId, segments)]))
}

/** @example versionOfModelId('models:/hotel/12', 'hotel', new Set(['12'])) // => '12' */
export function versionOfModelId(modelId: string, model: string, versions: ReadonlySet<string>): string | null {
  const trimmed = modelId.trim()
  const afterName = ['models:/', ''].flatMap((scheme) => [`${scheme}${model}/`, `${scheme}${model}:`])
  const prefix = afterName.find((start) => trimmed.startsWith(start)) ?? ''
  const version = trimmed.slice(prefix.length).replace(/^[vV](?=\d)/, '')
  return versions.has(version) ? version : null
}

function pooled(monitor: Monitor, modelId: string, segments: readonly StoredSegment[]): RealisedQuality {
  const quality = segments.reduce<QualityState>(
    (sum, segment) => (segment.quality ? mergeQuality(sum, segment.quality) : sum),
    {},
  )
  const rows = segments.reduce((sum, segment) => sum + segment.rows, 0)
  const { outcomeValues } = monitor
  const { values } = buildTableRow(
    { window: null, logType: 'INPUT', segment: { ...WHOLE, modelId } },
    { rows, columns: [], quality, ...(outcomeValues ? { outcomeValues } : {}) },
  )
  const numberOf = (id: string): number | null => numberAt(values, knownMetric(id, monitor.positive)?.path ?? id)
  const windows = segments.map(({ window }) => window!)
  return {
    modelId,
    rows,
    labelled: numberOf('labelled_count') ?? 0,
    sinceUs: Math.min(...windows.map(({ startUs }) => startUs)),
    untilUs: Math.max(...windows.map(({ endUs }) => endUs)),
    metrics: new Map(realisedMetrics(monitor).flatMap((id) => pairOf(id, numberOf(id)))),
  }
}

const pairOf = (id: string, value: number | null): readonly (readonly [string, number])[] => (value === null ? [] : [[id, value]])
