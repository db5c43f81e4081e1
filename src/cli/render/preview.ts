/** What `leeway run --dry-run` prints. */
import type { Project } from '../../config/project.ts'
import type { RefreshPreview } from '../../monitor/refresh-monitor.ts'
import type { Effects } from '../effects.ts'

export function renderPreview(previews: readonly RefreshPreview[], _project: Project, _effects: Effects): string {
  return `${previews.map((p) => `${p.monitor}: ${p.plans.flatMap((x) => x.judged).length} windows, about ${p.estimatedStatements} queries, ${p.estimatedBytes ?? 'unknown'} bytes`).join('\n')}\n`
}
