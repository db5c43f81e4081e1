/** Drift that fails, as alerts: one per window and kind of drift, however many columns moved. */
import type { Finding } from '../../../checks/finding.ts'
import { compareFindings } from '../../../checks/order-of-harm.ts'
import { classicChecks } from '../../../checks/policies/classic.ts'
import type { Monitor } from '../../../config/project.ts'
import { type Window, windowId } from '../../../core/window.ts'
import { LONGEST_TAG, metricKey } from '../log-batches.ts'
import { groupBy } from './group-by.ts'

export type DriftKind = 'prediction' | 'feature' | 'concept' | 'performance' | 'custom'

export interface PlannedAlert {
  /** Of the mark. */
  readonly item: string
  readonly kind: DriftKind
  readonly window: Window
  readonly values: ReadonlyMap<string, number>
  readonly tags: ReadonlyMap<string, string>
}

const MOST_COLUMNS = 50

/** @param findings failing ones of the whole table, of windows that are due */
export function planAlerts(monitor: Monitor, findings: readonly Finding[]): readonly PlannedAlert[] {
  const drifted = findings.filter((finding) => kindOf(monitor, finding) !== null)
  const groups = groupBy(drifted, (finding) => `alert ${windowId(finding.window)} ${kindOf(monitor, finding)}`)
  return [...groups].map(([item, own]) => alertOf(monitor, item, kindOf(monitor, own[0]!)!, own.toSorted(compareFindings)))
}

function alertOf(monitor: Monitor, item: string, kind: DriftKind, findings: readonly Finding[]): PlannedAlert {
  const worst = findings[0]!
  const values = new Map<string, number>()
  const score = scoreOf(monitor, worst)
  if (score !== null) values.set(`${kind}_drift_score`, score)
  if (worst.threshold !== null) values.set(`${kind}_threshold`, worst.threshold)
  if (findings.length > 1)
    for (const finding of findings.slice(0, MOST_COLUMNS)) {
      const own = scoreOf(monitor, finding)
      const name = metricKey(`${kind}_drift_score/${finding.columnName === ':table' ? finding.check : finding.columnName}`)
      if (own !== null && !values.has(name)) values.set(name, own)
    }
  const { window } = worst
  const iso = (us: number): string => new Date(us / 1000).toISOString()
  return {
    item,
    kind,
    window,
    values,
    tags: new Map([
      ['leeway.monitor', monitor.name],
      ['leeway.drift_type', kind],
      ['leeway.check', worst.check],
      ['leeway.column', worst.columnName],
      ['leeway.finding', worst.id],
      ['leeway.findings', String(findings.length)],
      ['leeway.granularity', window.granularity ?? 'snapshot'],
      ['leeway.window_start', iso(window.startUs)],
      ['leeway.window_end', iso(window.endUs)],
      [
        'mlflow.note.content',
        findings
          .map(({ sentence }) => `- ${sentence}`)
          .join('\n')
          .slice(0, LONGEST_TAG),
      ],
    ]),
  }
}

/** Broken data are no drift: null. */
function kindOf(monitor: Monitor, { theme, check, columnName }: Finding): DriftKind | null {
  if (theme === 'data') return null
  if (theme === 'quality') return 'performance'
  if (theme === 'user') return 'custom'
  if (check === 'label_drift' || columnName === monitor.label) return 'concept'
  return theme
}

/** The number that was held against the threshold. */
function scoreOf(monitor: Monitor, finding: Finding): number | null {
  const { check, value, effect, pValue } = finding
  if (check === 'label_drift') return pValue
  const configured = [...monitor.checks, ...classicChecks(monitor)].find(({ name }) => name === check)
  const score = configured && configured.against === null ? value : (effect ?? value)
  return score !== null && Number.isFinite(score) ? score : null
}
