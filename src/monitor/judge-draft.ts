/** Judges a drafted window: the evidence that windows and snapshots have in common, then the checks. */
import type { WindowEvidence } from '../checks/evidence.ts'
import type { Finding } from '../checks/finding.ts'
import { judgeWindow } from '../checks/judge-window.ts'
import type { Monitor } from '../config/project.ts'
import { WHOLE } from '../core/window.ts'
import { TABLE_COLUMN } from '../metrics/rows.ts'
import { type CustomValues, DUPLICATES } from './custom-values.ts'
import type { PreparedReference } from './prepare-reference.ts'
import type { WindowDraft } from './window-draft.ts'

type Told = Pick<
  WindowEvidence,
  'window' | 'complete' | 'rows' | 'insideReference' | 'wobble' | 'volumeHistory' | 'facts' | 'provisionalUntilUs'
>

/** @param custom the window's own values, under `place` */
export function judgeDraft(
  monitor: Monitor,
  reference: PreparedReference,
  draft: WindowDraft,
  told: Told,
  custom: CustomValues,
  place: string,
): readonly Finding[] {
  const duplicates = custom.of(place, WHOLE).get(TABLE_COLUMN)?.get(DUPLICATES)
  const evidence: WindowEvidence = {
    ...told,
    segments: draft.segments,
    bins: reference.bins.columns,
    hasReference: monitor.reference !== null && monitor.reference.kind !== 'previous',
    referenceName: referenceName(monitor.reference),
    duplicates: typeof duplicates === 'number' ? duplicates : null,
  }
  return judgeWindow(evidence, monitor)
}

function referenceName(reference: Monitor['reference']): string {
  if (reference?.kind === 'rolling')
    return `the ${reference.length.text} before${reference.lag ? ` (${reference.lag.text} behind)` : ''}`
  if (reference?.kind === 'seasonal') return `the same window of the last ${reference.count} times ${reference.every.text}`
  return 'the reference'
}
