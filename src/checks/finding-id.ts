import { createHash } from 'node:crypto'
import { type Segment, segmentId, type Window } from '../core/window.ts'

/** What makes a finding the same finding on the next run. */
export interface FindingIdentity {
  readonly monitor: string
  readonly window: Window
  readonly segment: Segment
  readonly columnName: string
  readonly check: string
}

/**
 * The finding's stable id: the first 16 hexadecimal digits of a hash of what it is about, not of what it says.
 * A window computed again gives its findings the same ids.
 */
export function findingId({ monitor, window, segment, columnName, check }: FindingIdentity): string {
  const text = JSON.stringify([monitor, window.granularity, window.startUs, segmentId(segment), columnName, check])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
