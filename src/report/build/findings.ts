/** Findings as the report shows them. */
import { type EvidenceGroup, evidenceGroups } from '../../checks/evidence-groups.ts'
import type { Finding } from '../../checks/finding.ts'
import { segmentName } from '../../checks/sentences/segment-name.ts'
import type { Monitor } from '../../config/project.ts'
import type { JsonValue } from '../../core/json.ts'
import type { DataTopic, ReportDataIssue, ReportFinding } from '../report-model.ts'

const MOST_CONTRIBUTIONS = 5

export const isWhole = ({ segment }: Finding): boolean => segment.sliceKey === null && segment.modelId === null
export const isLoud = ({ status }: Finding): boolean => status === 'fail' || status === 'warn' || status === 'error'

export function reportFinding(finding: Finding, window: number, monitor: Monitor): ReportFinding {
  return {
    id: finding.id,
    window,
    column: finding.columnName === ':table' ? null : finding.columnName,
    segment: isWhole(finding) ? null : segmentName(finding.segment),
    check: finding.check,
    metric: finding.metric,
    theme: finding.theme,
    status: finding.status,
    severity: finding.severity,
    value: finding.value,
    referenceValue: finding.check === 'drift' ? null : finding.referenceValue,
    threshold: finding.threshold,
    nCurrent: finding.nCurrent,
    nReference: finding.nReference,
    // A drift finding's p is the adjusted one, which stands in the evidence.
    pValue: finding.check === 'drift' ? null : finding.pValue,
    effect: finding.effect,
    sentence: finding.sentence,
    rule: null,
    evidence: finding.check === 'drift' ? driftEvidence(finding, monitor) : plainEvidence(finding.evidence),
  }
}

function driftEvidence({ evidence, pValue, effect, status }: Finding, { policySettings }: Monitor): { [key: string]: JsonValue } {
  const warn = status === 'warn'
  const shown: { [key: string]: JsonValue } = {
    chance: evidence['chance_bound'] ?? null,
    adjustedP: pValue,
    pLimit: warn ? policySettings.warnP : policySettings.failP,
    size: effect,
    sizeLimit: warn ? policySettings.warnSize : policySettings.failSize,
    wobble: evidence['wobble_factor'] ?? 1,
  }
  if (typeof evidence['wobble_windows'] === 'number' && evidence['wobble_windows'] > 0)
    shown['referenceWindows'] = evidence['wobble_windows']
  if (typeof evidence['direction'] === 'string') shown['direction'] = evidence['direction']
  const groups = groupShares(evidence['groups'])
  if (groups.length > 0)
    shown['contributions'] = groups
      .toSorted((a, b) => b.contribution - a.contribution)
      .slice(0, MOST_CONTRIBUTIONS)
      .map(({ label, reference, current }) => ({ label, reference, current }))
  return shown
}

/** The pooled bins of a drift finding as shares of the rows on each side. */
function groupShares(value: JsonValue | undefined): readonly EvidenceGroup[] {
  const groups = evidenceGroups(value)
  const sum = (of: (group: EvidenceGroup) => number): number => groups.reduce((total, group) => total + of(group), 0)
  const [n0, n1] = [sum((g) => g.reference), sum((g) => g.current)]
  return groups.map((g) => ({ ...g, reference: n0 > 0 ? g.reference / n0 : 0, current: n1 > 0 ? g.current / n1 : 0 }))
}

/** Numbers and words of the evidence; lists of values stay out, the sentence names what may be named. */
const plainEvidence = (evidence: Finding['evidence']): { [key: string]: JsonValue } =>
  Object.fromEntries(Object.entries(evidence).filter(([, value]) => value === null || typeof value !== 'object'))

const TOPICS: Readonly<Record<string, DataTopic>> = {
  missing_share: 'missing',
  prediction_null: 'missing',
  unseen_categories: 'unseen',
  out_of_range: 'out_of_range',
  duplicates: 'duplicates',
  null_timestamps: 'null_timestamp',
  future_timestamps: 'future',
  freshness: 'freshness',
  volume: 'volume',
  column_missing: 'schema',
  column_type: 'schema',
  column_new: 'schema',
  schema: 'schema',
}
/** Checks whose value is a share of rows. */
const SHARES = new Set(['missing_share', 'unseen_categories', 'range_violations'])

export function reportDataIssue(finding: Finding, window: ReportDataIssue['window']): ReportDataIssue {
  const share = SHARES.has(finding.metric) ? finding.value : null
  return {
    topic: TOPICS[finding.check] ?? 'other',
    column: finding.columnName === ':table' ? null : finding.columnName,
    window,
    rows: share === null || finding.nCurrent === null ? null : Math.round(share * finding.nCurrent),
    share,
    referenceShare: SHARES.has(finding.metric) ? finding.referenceValue : null,
    status: finding.status,
    sentence: finding.sentence,
  }
}

/** The direction of a column's drift in a word; of categories the one that gained or lost most. */
export function directionOf({ evidence }: Finding): string | null {
  if (typeof evidence['direction'] === 'string') return evidence['direction']
  const [most] = groupShares(evidence['groups']).toSorted((a, b) => b.contribution - a.contribution)
  if (!most) return null
  return `${most.current >= most.reference ? 'more' : 'fewer'} ${most.label.replaceAll('"', '')}`
}
