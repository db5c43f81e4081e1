/** Every quality number of the month, of the whole, of each model version and of the slices, against the baseline. */
import { mergeQuality } from '../../aggregates/quality-state.ts'
import type { QualityState } from '../../aggregates/states.ts'
import { segmentName } from '../../checks/sentences/segment-name.ts'
import type { JsonValue } from '../../core/json.ts'
import { type Segment, segmentId, WHOLE } from '../../core/window.ts'
import { buildTableRow } from '../../metrics/build-profile-row.ts'
import { knownMetric, numberAt } from '../../metrics/known-metrics.ts'
import { qualityInput } from '../../metrics/quality-input.ts'
import { QUALITY_METRICS } from '../../metrics/registry.ts'
import { benjaminiHochberg } from '../../stats/benjamini-hochberg.ts'
import { notApplicable, plural } from '../answers.ts'
import { type Baseline, baselineOf, rowsEnded } from '../baseline.ts'
import { type LineAnswer, worstStatus } from '../checklist.ts'
import { compareQuality, comparisonText, comparisonValue, type QualityComparison, qualityStatus } from '../compare-quality.ts'
import type { MonitorEvidence } from '../monitor-evidence.ts'
import { poolQuality } from '../pooled-quality.ts'
import { labelsText, periodOfRows, worthOf } from './performance.ts'

const SHOWN_SLICES = 5

interface Judged {
  readonly segment: Segment
  readonly comparison: QualityComparison
  readonly status: 'ok' | 'warn' | 'fail'
}

/**
 * Fails when the whole or a model version is worse than its baseline, warns when only slices are. P-values are adjusted among all segments
 * and metrics together.
 */
export async function performanceAudit(evidence: MonitorEvidence): Promise<LineAnswer> {
  const { monitor } = evidence
  const command = ['quality', '--monitor', monitor.name]
  if (monitor.label === undefined || monitor.problem === undefined)
    return notApplicable('no label is configured: nothing tells whether the model was right', ['show', monitor.name])
  const gap = await evidence.gap()
  if (gap) return gap
  const rows = await evidence.segmentRows()
  const [size] = evidence.granularities
  const period = periodOfRows(evidence, rows)
  const whole = poolQuality(rowsEnded(rows, WHOLE, size, period))
  if (whole.labelled === 0)
    return {
      status: 'warn',
      evidence: `no labels have come for the ${plural(whole.rows, 'prediction')} ${evidence.when}`,
      values: { rows: whole.rows, labelled: 0 },
      command,
    }
  const baseline = baselineOf(evidence, rows, WHOLE)
  const metrics = await allMetrics(evidence, baseline)
  const values = { rows: whole.rows, labelled: whole.labelled, pairs: whole.pairs, metrics, ...worthOf(evidence, whole) }
  if (!baseline) return { ...notApplicable(`nothing to compare with; ${labelsText(whole)} ${evidence.when}`, command), values }
  const judged = judgeSegments(evidence, rows, period)
  const ofWhole = judged.filter(({ segment }) => segmentId(segment) === segmentId(WHOLE))
  const versions = judged.filter(({ segment }) => segment.sliceKey === null && segment.modelId !== null)
  const slices = judged
    .filter(({ segment }) => segment.sliceKey !== null)
    .toSorted((a, b) => RANK[a.status] - RANK[b.status] || relativeHarm(b.comparison) - relativeHarm(a.comparison))
  const bad = slices.filter(({ status }) => status !== 'ok')
  const loud = [...ofWhole, ...versions].filter(({ status }) => status !== 'ok')
  const status = worstStatus([...loud.map((j) => j.status), ...(bad.length > 0 ? (['warn'] as const) : []), 'ok'])
  const parts = [
    ...(loud.length > 0 ? loud : ofWhole.slice(0, 1)).map(
      ({ segment, comparison }) => `${segment.modelId === null ? '' : `${segmentName(segment)}: `}${comparisonText(comparison)}`,
    ),
    ...(bad[0]
      ? [
          `worst of ${plural(distinct(bad), 'slice')} that fell: ${segmentName(bad[0].segment)}, ${comparisonText(bad[0].comparison)}`,
        ]
      : slices.length > 0
        ? [`none of ${plural(distinct(slices), 'slice')} fell`]
        : []),
  ]
  return {
    status,
    evidence: `${parts.join('; ')}; against ${baseline.name}, ${labelsText(whole)} ${evidence.when}`,
    values: {
      ...values,
      baseline: baseline.name,
      model_versions: versions.map(judgedValue),
      worst_slices: slices.slice(0, SHOWN_SLICES).map(judgedValue),
    },
    command,
  }
}

const RANK = { fail: 0, warn: 1, ok: 2 } as const
const relativeHarm = ({ harm, limits }: QualityComparison): number => harm / limits.fail
const distinct = (judged: readonly Judged[]): number => new Set(judged.map(({ segment }) => segmentId(segment))).size

const judgedValue = ({ segment, comparison, status }: Judged): { readonly [key: string]: JsonValue } => ({
  model_id: segment.modelId,
  slice_key: segment.sliceKey,
  slice_value: segment.sliceValue,
  status,
  ...comparisonValue(comparison),
})

function judgeSegments(
  evidence: MonitorEvidence,
  rows: Awaited<ReturnType<MonitorEvidence['segmentRows']>>,
  period: { readonly startUs: number; readonly endUs: number },
): readonly Judged[] {
  const { monitor } = evidence
  const [size] = evidence.granularities
  // By segment once: a year of days with a hundred slices is many rows.
  const bySegment = new Map<string, { segment: Segment; rows: (typeof rows)[number][] }>()
  for (const row of rows) {
    const id = segmentId(row.segment)
    const own = bySegment.get(id)
    if (own) own.rows.push(row)
    else bySegment.set(id, { segment: row.segment, rows: [row] })
  }
  const compared = [...bySegment.values()].flatMap(({ segment, rows: own }) => {
    const baseline =
      baselineOf(evidence, own, segment) ??
      (segment.modelId === null ? null : baselineOf(evidence, rows, { ...segment, modelId: null }))
    const now = poolQuality(rowsEnded(own, segment, size, period))
    if (!baseline || now.labelled === 0) return []
    return compareQuality(monitor, baseline.quality, now).map((comparison) => ({ segment, comparison }))
  })
  if (compared.length === 0) return []
  const { adjusted } = benjaminiHochberg(compared.map(({ comparison }) => comparison.p ?? 1))
  return compared.map(({ segment, comparison }, i) => ({
    segment,
    comparison,
    status: qualityStatus(monitor, comparison, comparison.p === null ? null : adjusted[i]!),
  }))
}

/** Every quality metric of one number, from the merged states of the windows, beside the baseline's where that is the reference. */
async function allMetrics(evidence: MonitorEvidence, baseline: Baseline | null): Promise<JsonValue> {
  const { monitor } = evidence
  const merged = await mergedState(evidence)
  if (!merged) return []
  const table = qualityInput(merged.rows, merged.quality, monitor.outcomeValues)
  const row = buildTableRow({ window: null, logType: 'INPUT', segment: WHOLE }, table)
  const reference = baseline?.rows.length === 1 ? baseline.rows[0]!.values : new Map<string, JsonValue>()
  return QUALITY_METRICS.flatMap((metric) => {
    const path = knownMetric(metric.id, monitor.positive)?.path
    const value = path === undefined ? null : numberAt(row.values, path)
    return path === undefined || value === null ? [] : [{ metric: path, value, reference_value: numberAt(reference, path) }]
  })
}

/** Windows of the store's own root size tile the period; what they know of ranks and probabilities merges. */
async function mergedState(evidence: MonitorEvidence): Promise<{ readonly rows: number; readonly quality: QualityState } | null> {
  const windows = await evidence.windows(evidence.granularities[0])
  const first = windows[0]
  const last = windows.at(-1)
  if (!first || !last) return null
  const segments = await evidence.store.segments(
    evidence.monitor.name,
    evidence.rootSize,
    first.window.startUs,
    Math.max(last.window.startUs + 1, last.window.endUs),
    { wholeOnly: true },
  )
  const states = segments.flatMap(({ quality }) => (quality ? [quality] : []))
  if (states.length === 0) return null
  return { rows: segments.reduce((sum, { rows }) => sum + rows, 0), quality: states.reduce(mergeQuality) }
}
