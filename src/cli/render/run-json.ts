/** The JSON of `run` and of every list of findings: stable, strict, documented in docs/command-line.md. */
import type { Finding } from '../../checks/finding.ts'
import type { JsonValue } from '../../core/json.ts'
import type { Window } from '../../core/window.ts'
import type { ProjectRun } from '../../monitor/run-project.ts'
import type { Decision } from '../../store/journal.ts'
import { isoInstant } from './when.ts'

/** JSON has no NaN: a value that is not finite is null. */
export const finite = (value: number | null): number | null => (value !== null && Number.isFinite(value) ? value : null)

/** One line, strict JSON, a line break at the end. */
export const jsonText = (value: JsonValue): string => `${JSON.stringify(value)}\n`

export const windowJson = ({ startUs, endUs }: Window): JsonValue => ({ start: isoInstant(startUs), end: isoInstant(endUs) })

/** The columns of `leeway export findings`, without the evidence. */
export const findingJson = (f: Finding): { readonly [key: string]: JsonValue } => ({
  id: f.id,
  monitor: f.monitor,
  window: windowJson(f.window),
  granularity: f.window.granularity,
  slice_key: f.segment.sliceKey,
  slice_value: f.segment.sliceValue,
  model_id: f.segment.modelId,
  column_name: f.columnName,
  check: f.check,
  metric: f.metric,
  value: finite(f.value),
  reference_value: finite(f.referenceValue),
  status: f.status,
  severity: f.severity,
  threshold: finite(f.threshold),
  n_current: finite(f.nCurrent),
  n_reference: finite(f.nReference),
  p_value: finite(f.pValue),
  effect: finite(f.effect),
  policy: f.policy,
  sentence: f.sentence,
  theme: f.theme,
})

export function runJson(result: ProjectRun): JsonValue {
  return {
    run_id: result.run.id,
    status: result.run.status,
    exit_code: result.exitCode,
    as_of: isoInstant(result.run.asOfUs),
    monitors: result.monitors.map(({ monitor, outcome, summary, newest, error, seconds }) => ({
      monitor: monitor.name,
      verdict: summary?.verdict ?? 'error',
      failing: summary?.failing ?? false,
      seconds: Number(seconds.toFixed(3)),
      windows: outcome?.windowsTotal ?? 0,
      windows_computed: outcome?.windowsComputed ?? 0,
      rows: outcome?.rowsTotal ?? 0,
      rows_read: outcome?.rowsRead ?? 0,
      statements: outcome?.statements ?? 0,
      judged: newest.map(({ granularity, complete, open }) => ({
        granularity,
        complete: complete && windowJson(complete),
        open: open && windowJson(open),
      })),
      counts: summary ? { ...summary.counts } : {},
      older_failures: summary?.olderFails ?? 0,
      findings:
        summary?.worst.map((finding) => {
          const since = summary.sinceUs.get(finding.id)
          return { ...findingJson(finding), since: since === undefined ? null : isoInstant(since) }
        }) ?? [],
      decision: decisionJson(result.decisions.find((decision) => decision.monitor === monitor.name)),
      error: error ? { code: error.code, message: error.message, place: error.place ?? null, mend: error.mend ?? null } : null,
    })),
  }
}

/** Null for a monitor that does not say `retraining`. */
const decisionJson = (decision: Decision | undefined): JsonValue =>
  decision === undefined
    ? null
    : {
        id: decision.id,
        should_retrain: decision.shouldRetrain,
        reasons: decision.reasons,
        urgency: decision.urgency,
        blocked_by: decision.blockedBy,
      }
