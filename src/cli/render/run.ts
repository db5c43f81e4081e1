/** What `leeway run` prints: verdict first, in words. */
import type { Finding } from '../../checks/finding.ts'
import type { Project } from '../../config/project.ts'
import type { JsonValue } from '../../core/json.ts'
import type { ProjectRun } from '../../monitor/run-project.ts'
import type { Effects } from '../effects.ts'

export function renderRun(result: ProjectRun, _project: Project, _effects: Effects): string {
  const lines: string[] = []
  for (const { monitor, outcome, summary, error, seconds } of result.monitors) {
    if (error || !outcome || !summary) {
      lines.push(`${monitor.name}  could not be evaluated`, `  ${error?.message ?? ''}`)
      continue
    }
    lines.push(
      `${monitor.name}  ${outcome.windowsTotal} windows, ${outcome.rowsTotal} rows in ${seconds.toFixed(1)} s (${outcome.windowsComputed} windows new)`,
    )
    for (const f of summary.worst.slice(0, 5)) lines.push(`  ${f.status.padEnd(5)} ${f.sentence}`)
    lines.push(`  ok    ${summary.counts.ok} checks`)
  }
  return `${lines.join('\n')}\n`
}

export const findingJson = (f: Finding): JsonValue => ({
  id: f.id,
  monitor: f.monitor,
  check: f.check,
  column_name: f.columnName,
  metric: f.metric,
  status: f.status,
  severity: f.severity,
  value: f.value,
  threshold: f.threshold,
  window: { start: new Date(f.window.startUs / 1000).toISOString(), end: new Date(f.window.endUs / 1000).toISOString() },
  granularity: f.window.granularity,
  slice_key: f.segment.sliceKey,
  slice_value: f.segment.sliceValue,
  model_id: f.segment.modelId,
  sentence: f.sentence,
})

export function runJson(result: ProjectRun): JsonValue {
  return {
    run_id: result.run.id,
    status: result.run.status,
    exit_code: result.exitCode,
    as_of: new Date(result.run.asOfUs / 1000).toISOString(),
    monitors: result.monitors.map(({ monitor, outcome, summary, error }) => ({
      monitor: monitor.name,
      verdict: summary?.verdict ?? 'error',
      failing: summary?.failing ?? false,
      windows: outcome?.windowsTotal ?? 0,
      windows_computed: outcome?.windowsComputed ?? 0,
      rows: outcome?.rowsTotal ?? 0,
      rows_read: outcome?.rowsRead ?? 0,
      statements: outcome?.statements ?? 0,
      counts: summary?.counts ?? {},
      findings: summary?.worst.map(findingJson) ?? [],
      error: error ? { code: error.code, message: error.message, place: error.place ?? null, mend: error.mend ?? null } : null,
    })),
  }
}
