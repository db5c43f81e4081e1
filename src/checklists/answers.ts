/** How lines answer. */
import type { Finding, FindingStatus } from '../checks/finding.ts'
import { compareFindings } from '../checks/order-of-harm.ts'
import type { JsonValue } from '../core/json.ts'
import type { LineAnswer, LineStatus } from './checklist.ts'

export const notApplicable = (evidence: string, command: readonly string[]): LineAnswer => ({
  status: 'not_applicable',
  evidence,
  values: {},
  command,
})

/** What findings say together. Where none of them could judge, the line cannot be affirmed: a warning. */
export function statusOfFindings(findings: readonly Finding[]): LineStatus {
  const statuses = new Set<FindingStatus>(findings.map(({ status }) => status))
  if (statuses.has('fail')) return 'fail'
  if (statuses.has('error')) return 'error'
  if (statuses.has('warn')) return 'warn'
  return statuses.has('ok') ? 'ok' : 'warn'
}

/** The most harmful first. */
export const worstFirst = (findings: readonly Finding[]): readonly Finding[] => findings.toSorted(compareFindings)

const DIGITS = 8

/** The beginning of a finding's id, long enough to be typed without a second try. */
export const shortOf = ({ id }: Finding): string => id.slice(0, DIGITS)

export const findingValue = (f: Finding): { readonly [key: string]: JsonValue } => ({
  finding: f.id,
  check: f.check,
  metric: f.metric,
  column_name: f.columnName,
  status: f.status,
  value: f.value,
  reference_value: f.referenceValue,
  threshold: f.threshold,
  p_value: f.pValue,
})

/** At most so many parts, then how many more there are. */
export function listed(parts: readonly string[], most = 3): string {
  const shown = parts.slice(0, most).join(', ')
  return parts.length > most ? `${shown} and ${parts.length - most} more` : shown
}

export const plural = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en-US')} ${n === 1 ? one : many}`
