/** The same thing found in several slices and windows is one line for people. */
import { segmentId, WHOLE } from '../core/window.ts'
import type { Finding, FindingStatus } from './finding.ts'
import { compareFindings } from './order-of-harm.ts'

export interface FoldedFinding {
  /** The one to tell: of the worst status; of the whole table before slices. */
  readonly finding: Finding
  /** Further slices (or models) in which the same check says the same or less; the whole table is not one of them. */
  readonly otherSegments: number
  /** What the whole table says, where `finding` is of a slice. */
  readonly wholeTable: FindingStatus | null
  /** Further window sizes: `1 week`. */
  readonly otherGranularities: readonly string[]
  /** All of them. */
  readonly all: readonly Finding[]
}

const STATUS_RANK: Readonly<Record<FindingStatus, number>> = {
  fail: 0,
  error: 1,
  warn: 2,
  insufficient_data: 3,
  no_data: 4,
  ok: 5,
}

/** Findings about one column by one check, folded; the most harmful first. */
export function foldFindings(findings: readonly Finding[]): FoldedFinding[] {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const key = JSON.stringify([finding.monitor, finding.columnName, finding.check])
    const group = groups.get(key)
    if (group) group.push(finding)
    else groups.set(key, [finding])
  }
  return [...groups.values()].map(fold).sort((a, b) => compareFindings(a.finding, b.finding))
}

function fold(group: readonly Finding[]): FoldedFinding {
  const [finding] = group.toSorted(
    (a, b) => STATUS_RANK[a.status] - STATUS_RANK[b.status] || depth(a) - depth(b) || compareFindings(a, b),
  )
  const shown = finding!
  const told = group.filter(({ status }) => status !== 'insufficient_data' && status !== 'no_data')
  const segments = new Set(told.map(({ segment }) => segmentId(segment)))
  segments.delete(segmentId(shown.segment))
  const wholeTable = segments.delete(segmentId(WHOLE))
  const granularities = new Set(told.flatMap(({ window }) => window.granularity ?? []))
  granularities.delete(shown.window.granularity ?? '')
  return {
    finding: shown,
    otherSegments: segments.size,
    wholeTable: wholeTable ? (told.find(({ segment }) => segmentId(segment) === segmentId(WHOLE))?.status ?? null) : null,
    otherGranularities: [...granularities],
    all: group,
  }
}

const depth = ({ segment }: Finding): number => (segment.sliceKey === null ? 0 : 1) + (segment.modelId === null ? 0 : 1)
