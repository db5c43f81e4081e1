/** The state of one monitor in a few numbers, and whether `run` ends with 1. */
import type { Window } from '../core/window.ts'
import type { Finding, FindingStatus } from './finding.ts'
import { compareFindings } from './order-of-harm.ts'

export type MonitorVerdict = 'fail' | 'error' | 'warn' | 'ok' | 'no_data'

export interface MonitorSummary {
  readonly verdict: MonitorVerdict
  /** `run` exits 1: something fails in the newest complete window or in the open one after it. */
  readonly failing: boolean
  /** Counts over the judged windows (newest complete and open one). */
  readonly counts: Readonly<Record<FindingStatus, number>>
  /** Not ok, most harmful first. */
  readonly worst: readonly Finding[]
  /** Ok, in the order given. */
  readonly passed: readonly Finding[]
  /** For each failing finding of `worst`: start of the first window of the unbroken run of failures that leads to it. */
  readonly sinceUs: ReadonlyMap<string, number>
  /** Fails in older windows: recorded and shown, without effect on the exit code. */
  readonly olderFails: number
}

/** The newest complete window and the open one after it, of one granularity. Null: there is none. */
export interface NewestWindows {
  readonly granularity: string | null
  readonly complete: Window | null
  readonly open: Window | null
}

/**
 * Sums up a monitor's findings.
 *
 * @param findings of one monitor, any windows and granularities
 * @param newest   per granularity, its newest complete window and the open one after it
 */
export function summariseMonitor(findings: readonly Finding[], newest: readonly NewestWindows[]): MonitorSummary {
  const judged = new Set<string>()
  for (const { complete, open } of newest) {
    if (complete) judged.add(windowKey(complete))
    if (open) judged.add(windowKey(open))
  }
  const counts: Record<FindingStatus, number> = { ok: 0, warn: 0, fail: 0, no_data: 0, insufficient_data: 0, error: 0 }
  const worst: Finding[] = []
  const passed: Finding[] = []
  let olderFails = 0
  for (const finding of findings) {
    if (!judged.has(windowKey(finding.window))) {
      if (finding.status === 'fail') olderFails++
      continue
    }
    counts[finding.status]++
    if (finding.status === 'ok') passed.push(finding)
    else worst.push(finding)
  }
  worst.sort(compareFindings)
  return {
    verdict: verdictOf(counts),
    failing: counts.fail > 0,
    counts,
    worst,
    passed,
    sinceUs: sinceWhen(findings, worst),
    olderFails,
  }
}

/** Windows are told apart by granularity and start; a snapshot's by its instant. */
const windowKey = (window: Window): string => `${window.granularity ?? ''}@${window.startUs}`

function verdictOf(counts: Readonly<Record<FindingStatus, number>>): MonitorVerdict {
  if (counts.fail > 0) return 'fail'
  if (counts.error > 0) return 'error'
  if (counts.warn > 0) return 'warn'
  return counts.ok > 0 ? 'ok' : 'no_data'
}

function sinceWhen(findings: readonly Finding[], worst: readonly Finding[]): Map<string, number> {
  const wanted = new Map<string, Finding[]>()
  for (const finding of worst) if (finding.status === 'fail') wanted.set(seriesKey(finding), [])
  if (wanted.size === 0) return new Map()
  for (const finding of findings) wanted.get(seriesKey(finding))?.push(finding)
  for (const series of wanted.values()) series.sort((a, b) => b.window.startUs - a.window.startUs)
  const since = new Map<string, number>()
  for (const finding of worst) {
    if (finding.status !== 'fail') continue
    let startUs = finding.window.startUs
    for (const earlier of wanted.get(seriesKey(finding)) ?? []) {
      if (earlier.window.startUs >= startUs) continue
      if (earlier.status !== 'fail') break
      startUs = earlier.window.startUs
    }
    since.set(finding.id, startUs)
  }
  return since
}

const seriesKey = ({ window, segment, columnName, check }: Finding): string =>
  JSON.stringify([window.granularity, segment.sliceKey, segment.sliceValue, segment.modelId, columnName, check])
