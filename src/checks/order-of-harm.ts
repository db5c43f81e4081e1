/** The order in which people are shown findings: what failed first; data broken, quality, prediction, features; inside each by size. */
import type { Finding, FindingStatus, FindingTheme, Severity } from './finding.ts'

const STATUS_RANK: Readonly<Record<FindingStatus, number>> = {
  fail: 0,
  error: 1,
  warn: 2,
  insufficient_data: 3,
  no_data: 4,
  ok: 5,
}

/** A user's own limit stands beside quality: nobody writes one about something that does not matter. */
const THEME_RANK: Readonly<Record<FindingTheme, number>> = { data: 0, quality: 1, user: 2, prediction: 3, feature: 4 }

const SEVERITY_RANK: Readonly<Record<Severity, number>> = { critical: 0, high: 1, medium: 2, low: 3 }

/**
 * Sorts the most harmful finding first. Total and stable: equal findings are ordered by window (newest first), whole table before
 * slices, then by name, so that two runs print the same lines.
 */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    STATUS_RANK[a.status] - STATUS_RANK[b.status] ||
    // Only a broken table outranks by severity; inside the other themes the size decides.
    Number(a.severity !== 'critical') - Number(b.severity !== 'critical') ||
    THEME_RANK[a.theme] - THEME_RANK[b.theme] ||
    sizeOf(b) - sizeOf(a) ||
    SEVERITY_RANK[a.severity] - SEVERITY_RANK[b.severity] ||
    b.window.startUs - a.window.startUs ||
    sliceRank(a) - sliceRank(b) ||
    compareText(a.monitor, b.monitor) ||
    compareText(a.columnName, b.columnName) ||
    compareText(a.check, b.check) ||
    compareText(a.id, b.id)
  )
}

const sizeOf = (finding: Finding): number => Math.abs(finding.effect ?? 0)
const sliceRank = ({ segment }: Finding): number => (segment.sliceKey === null ? 0 : 1) + (segment.modelId === null ? 0 : 1)
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
