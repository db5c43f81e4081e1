import type { JsonValue } from '../core/json.ts'

/** One pooled bin of a drift finding's evidence: rows on each side, and its part of the change. */
export interface EvidenceGroup {
  readonly label: string
  readonly reference: number
  readonly current: number
  readonly contribution: number
}

/** The pooled bins in a finding's evidence; empty where it has none. */
export function evidenceGroups(evidence: JsonValue | undefined): readonly EvidenceGroup[] {
  if (!Array.isArray(evidence)) return []
  return (evidence as readonly JsonValue[]).flatMap((item) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return []
    const { label, reference, current, contribution } = item as { readonly [key: string]: JsonValue }
    return typeof label === 'string' &&
      typeof reference === 'number' &&
      typeof current === 'number' &&
      typeof contribution === 'number'
      ? [{ label, reference, current, contribution }]
      : []
  })
}
